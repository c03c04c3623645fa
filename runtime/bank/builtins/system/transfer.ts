// Transfer: moves lamports from an account of the system program.
import { encodeBase58 } from '../../../../grammar/base58.js';
import { sameBytes } from '../../account.js';
import type { BuiltinContext } from '../../builtin.js';
import { failed } from '../../errors.js';
import type { InstructionData } from '../instruction-data.js';
import { derivedAddress } from './claim.js';
import { refused } from './errors.js';

/** Moves lamports between the accounts at two positions; the first must have signed. */
export function transfer(context: BuiltinContext, from: number, to: number, lamports: bigint): void {
  const { instruction } = context;
  if (!instruction.use(from).signer) {
    context.log(`Transfer: \`from\` account ${encodeBase58(instruction.key(from))} must sign`);
    throw failed('MissingRequiredSignature');
  }
  move(context, from, to, lamports);
}

function move(context: BuiltinContext, from: number, to: number, lamports: bigint): void {
  const { instruction } = context;
  instruction.borrow(from, (account) => {
    if (account.data.length > 0) {
      context.log('Transfer: `from` must not carry data');
      throw failed('InvalidArgument');
    }
    if (lamports > account.lamports) {
      context.log(`Transfer: insufficient lamports ${account.lamports}, need ${lamports}`);
      throw refused('ResultWithNegativeLamports');
    }
    account.subtractLamports(lamports);
  });
  instruction.borrow(to, (account) => account.addLamports(lamports));
}

export function transferInstruction(context: BuiltinContext, data: InstructionData): void {
  const lamports = data.u64();
  context.instruction.requireAccounts(2);
  transfer(context, 0, 1, lamports);
}

/** From the account at position 0, whose address is derived from the one at position 1, to the one at 2. */
export function transferWithSeed(context: BuiltinContext, data: InstructionData): void {
  const lamports = data.u64();
  const seed = data.text();
  const owner = data.key();
  const { instruction } = context;
  instruction.requireAccounts(3);
  const base = instruction.key(1);
  if (!instruction.use(1).signer) {
    context.log(`Transfer: 'from' account ${encodeBase58(base)} must sign`);
    throw failed('MissingRequiredSignature');
  }
  const derived = derivedAddress({ base, seed, owner });
  const from = instruction.key(0);
  if (!sameBytes(from, derived)) {
    context.log(
      `Transfer: 'from' address ${encodeBase58(from)} does not match derived address ${encodeBase58(derived)}`,
    );
    throw refused('AddressWithSeedMismatch');
  }
  move(context, 0, 2, lamports);
}
