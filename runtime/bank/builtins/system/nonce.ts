// Nonce: accounts whose value stands for a blockhash in transactions that are signed long before they are sent.
import { encodeBase58 } from '../../../../grammar/base58.js';
import { addressBytes, sameBytes, systemProgram } from '../../account.js';
import type { BorrowedAccount } from '../../borrowed-account.js';
import type { BuiltinContext } from '../../builtin.js';
import { failed } from '../../errors.js';
import { minimumBalance } from '../../rent.js';
import type { InstructionData } from '../instruction-data.js';
import { requireSysvar } from '../sysvar-argument.js';
import { refused } from './errors.js';
import type { Nonce, NonceState } from './nonce-state.js';
import { durableNonce, nonceStateBytes, readNonceState } from './nonce-state.js';

const systemKey = addressBytes(systemProgram);

const greatestAmount = (1n << 64n) - 1n;

function requireWritable(context: BuiltinContext, { writable, pubkey }: BorrowedAccount, verb: string): void {
  if (writable) return;
  context.log(`${verb} nonce account: Account ${pubkey} must be writeable`);
  throw failed('InvalidArgument');
}

function store(account: BorrowedAccount, state: NonceState): void {
  account.write(0, nonceStateBytes(state));
}

const currentNonce = (context: BuiltinContext, authority: Uint8Array): Nonce => ({
  authority,
  durable: durableNonce(context.blockhash),
  lamportsPerSignature: context.lamportsPerSignature,
});

function requireNext(context: BuiltinContext, { durable }: Nonce, verb: string): void {
  if (!sameBytes(durable, durableNonce(context.blockhash))) return;
  context.log(`${verb} nonce account: nonce can only advance once per slot`);
  throw refused('NonceBlockhashNotExpired');
}

function invalidState(context: BuiltinContext, { pubkey }: BorrowedAccount, verb: string) {
  context.log(`${verb} nonce account: Account ${pubkey} state is invalid`);
  return failed('InvalidAccountData');
}

function requireSigner(context: BuiltinContext, key: Uint8Array, verb: string, duty: string): void {
  if (context.instruction.isSigner(key)) return;
  context.log(`${verb} nonce account: Account ${encodeBase58(key)} must ${duty}`);
  throw failed('MissingRequiredSignature');
}

/** The sysvar at position 1; its account holds what the runtime itself reads, a count and the blockhashes. */
function requireBlockhashes(context: BuiltinContext, verb: string): void {
  const { instruction } = context;
  requireSysvar(instruction, 1, 'recentBlockhashes');
  const { data } = instruction.account(1);
  if (data.length < 8 || data.subarray(0, 8).some((byte) => byte !== 0)) return;
  context.log(`${verb} nonce account: recent blockhash list is empty`);
  throw refused('NonceNoRecentBlockhashes');
}

export function initializeNonceAccount(context: BuiltinContext, data: InstructionData): void {
  const authority = data.key();
  const { instruction, sysvars } = context;
  instruction.requireAccounts(1);
  instruction.borrow(0, (account) => {
    requireBlockhashes(context, 'Initialize');
    requireSysvar(instruction, 2, 'rent');
    requireWritable(context, account, 'Initialize');
    if (readNonceState(account.data).nonce !== undefined) throw invalidState(context, account, 'Initialize');
    const needed = minimumBalance(sysvars.rent, account.data.length);
    if (account.lamports < needed) {
      context.log(`Initialize nonce account: insufficient lamports ${account.lamports}, need ${needed}`);
      throw failed('InsufficientFunds');
    }
    store(account, { legacy: false, nonce: currentNonce(context, authority) });
  });
}

export function advanceNonceAccount(context: BuiltinContext): void {
  const { instruction } = context;
  instruction.requireAccounts(1);
  instruction.borrow(0, (account) => {
    requireBlockhashes(context, 'Advance');
    requireWritable(context, account, 'Advance');
    const { nonce } = readNonceState(account.data);
    if (nonce === undefined) throw invalidState(context, account, 'Advance');
    requireSigner(context, nonce.authority, 'Advance', 'be a signer');
    requireNext(context, nonce, 'Advance');
    store(account, { legacy: false, nonce: currentNonce(context, nonce.authority) });
  });
}

export function withdrawNonceAccount(context: BuiltinContext, data: InstructionData): void {
  const lamports = data.u64();
  const { instruction } = context;
  instruction.requireAccounts(2);
  requireSysvar(instruction, 2, 'recentBlockhashes');
  requireSysvar(instruction, 3, 'rent');
  instruction.borrow(0, (account) => {
    requireWritable(context, account, 'Withdraw');
    const { nonce } = readNonceState(account.data);
    if (nonce === undefined) requireFunds(context, account, lamports);
    else if (lamports === account.lamports) {
      requireNext(context, nonce, 'Withdraw');
      store(account, { legacy: false });
    } else {
      const amount = lamports + minimumBalance(context.sysvars.rent, account.data.length);
      if (amount > greatestAmount) throw failed('InsufficientFunds');
      requireFunds(context, account, amount);
    }
    requireSigner(context, nonce?.authority ?? account.key, 'Withdraw', 'sign');
    account.subtractLamports(lamports);
  });
  instruction.borrow(1, (account) => account.addLamports(lamports));
}

function requireFunds(context: BuiltinContext, { lamports }: BorrowedAccount, needed: bigint): void {
  if (needed <= lamports) return;
  context.log(`Withdraw nonce account: insufficient lamports ${lamports}, need ${needed}`);
  throw failed('InsufficientFunds');
}

export function authorizeNonceAccount(context: BuiltinContext, data: InstructionData): void {
  const authority = data.key();
  const { instruction } = context;
  instruction.requireAccounts(1);
  instruction.borrow(0, (account) => {
    requireWritable(context, account, 'Authorize');
    const { legacy, nonce } = readNonceState(account.data);
    if (nonce === undefined) throw invalidState(context, account, 'Authorize');
    requireSigner(context, nonce.authority, 'Authorize', 'sign');
    store(account, { legacy, nonce: { ...nonce, authority } });
  });
}

/** Makes the blockhash that a legacy nonce stores a durable nonce. */
export function upgradeNonceAccount(context: BuiltinContext): void {
  const { instruction } = context;
  instruction.requireAccounts(1);
  instruction.borrow(0, (account) => {
    if (!sameBytes(account.owner, systemKey)) throw failed('InvalidAccountOwner');
    if (!account.writable) throw failed('InvalidArgument');
    const { legacy, nonce } = readNonceState(account.data);
    if (!legacy || nonce === undefined) throw failed('InvalidArgument');
    store(account, { legacy: false, nonce: { ...nonce, durable: durableNonce(nonce.durable) } });
  });
}
