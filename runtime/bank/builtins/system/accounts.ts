// System accounts: gives accounts space and owners, and lamports to begin with.
import { addressBytes, sameBytes, systemProgram } from '../../account.js';
import type { BorrowedAccount } from '../../borrowed-account.js';
import type { BuiltinContext } from '../../builtin.js';
import { failed } from '../../errors.js';
import { maximumDataLength } from '../../transaction-accounts.js';
import type { InstructionData } from '../instruction-data.js';
import { claim } from './claim.js';
import type { Claim } from './claim.js';
import { refused } from './errors.js';
import { transfer } from './transfer.js';

const systemKey = addressBytes(systemProgram);

function allocateAccount(
  context: BuiltinContext,
  account: BorrowedAccount,
  { signed, shown }: Claim,
  space: bigint,
): void {
  if (!signed) {
    context.log(`Allocate: 'to' account ${shown} must sign`);
    throw failed('MissingRequiredSignature');
  }
  if (account.data.length > 0 || !sameBytes(account.owner, systemKey)) {
    context.log(`Allocate: account ${shown} already in use`);
    throw refused('AccountAlreadyInUse');
  }
  if (space > BigInt(maximumDataLength)) {
    context.log(`Allocate: requested ${space}, max allowed ${maximumDataLength}`);
    throw refused('InvalidAccountDataLength');
  }
  account.setDataLength(Number(space));
}

function assignAccount(
  context: BuiltinContext,
  account: BorrowedAccount,
  { signed, shown }: Claim,
  owner: Uint8Array,
): void {
  if (sameBytes(account.owner, owner)) return;
  if (!signed) {
    context.log(`Assign: account ${shown} must sign`);
    throw failed('MissingRequiredSignature');
  }
  account.setOwner(owner);
}

interface Creation {
  readonly lamports: bigint;
  readonly space: bigint;
  readonly owner: Uint8Array;
}

/** Creates the account at position 1 with lamports of the one at position 0. */
function create(context: BuiltinContext, to: Claim, { lamports, space, owner }: Creation): void {
  context.instruction.borrow(1, (account) => {
    if (account.lamports > 0n) {
      context.log(`Create Account: account ${to.shown} already in use`);
      throw refused('AccountAlreadyInUse');
    }
    allocateAccount(context, account, to, space);
    assignAccount(context, account, to, owner);
  });
  transfer(context, 0, 1, lamports);
}

const readCreation = (data: InstructionData): Creation => ({
  lamports: data.u64(),
  space: data.u64(),
  owner: data.key(),
});

export function createAccount(context: BuiltinContext, data: InstructionData): void {
  const creation = readCreation(data);
  context.instruction.requireAccounts(2);
  create(context, claim(context, 1), creation);
}

export function createAccountWithSeed(context: BuiltinContext, data: InstructionData): void {
  const base = data.key();
  const seed = data.text();
  const creation = readCreation(data);
  context.instruction.requireAccounts(2);
  create(context, claim(context, 1, { base, seed, owner: creation.owner }), creation);
}

/** The account, at position 0, may hold lamports already; then the one that adds to them may be missing. SIMD-0312 */
export function createAccountAllowPrefund(context: BuiltinContext, data: InstructionData): void {
  const { lamports, space, owner } = readCreation(data);
  if (!context.has('create_account_allow_prefund')) throw failed('InvalidInstructionData');
  const { instruction } = context;
  instruction.requireAccounts(lamports > 0n ? 2 : 1);
  const to = claim(context, 0);
  instruction.borrow(0, (account) => {
    allocateAccount(context, account, to, space);
    assignAccount(context, account, to, owner);
  });
  if (lamports > 0n) transfer(context, 1, 0, lamports);
}

export function assign(context: BuiltinContext, data: InstructionData): void {
  const owner = data.key();
  const { instruction } = context;
  instruction.requireAccounts(1);
  instruction.borrow(0, (account) => assignAccount(context, account, claim(context, 0), owner));
}

export function assignWithSeed(context: BuiltinContext, data: InstructionData): void {
  const derivation = { base: data.key(), seed: data.text(), owner: data.key() };
  const { instruction } = context;
  instruction.requireAccounts(1);
  instruction.borrow(0, (account) =>
    assignAccount(context, account, claim(context, 0, derivation), derivation.owner),
  );
}

export function allocate(context: BuiltinContext, data: InstructionData): void {
  const space = data.u64();
  const { instruction } = context;
  instruction.requireAccounts(1);
  instruction.borrow(0, (account) => allocateAccount(context, account, claim(context, 0), space));
}

export function allocateWithSeed(context: BuiltinContext, data: InstructionData): void {
  const base = data.key();
  const seed = data.text();
  const space = data.u64();
  const owner = data.key();
  const { instruction } = context;
  instruction.requireAccounts(1);
  instruction.borrow(0, (account) => {
    const to = claim(context, 0, { base, seed, owner });
    allocateAccount(context, account, to, space);
    assignAccount(context, account, to, owner);
  });
}
