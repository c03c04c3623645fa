// Checks: what must hold of the accounts after the program, all of them together.
import type { LoadedAccount } from './account.js';
import type { ExecutionError } from './errors.js';
import { instructionError } from './errors.js';
import { rentAllows } from './rent.js';
import type { Rent } from './sysvars.js';

/** Lamports are neither made nor lost. The program's log already says success. */
export function balanceError(
  before: readonly LoadedAccount[],
  after: readonly LoadedAccount[],
): ExecutionError | undefined {
  const total = (accounts: readonly LoadedAccount[]): bigint =>
    accounts.reduce((sum, { lamports }) => sum + lamports, 0n);
  return total(before) === total(after) ? undefined : instructionError('UnbalancedInstruction');
}

/** The check at the end of a transaction. Agave: check_rent_state. */
export function rentError(
  before: readonly LoadedAccount[],
  after: readonly LoadedAccount[],
  rent: Rent,
): ExecutionError | undefined {
  const index = after.findIndex((account, at) => account.writable && !rentAllows(rent, before[at]!, account));
  const account = after[index];
  if (account === undefined) return undefined;
  return {
    code: 'InsufficientFundsForRent',
    message: `Transaction results in an account (${account.pubkey}) with insufficient funds for rent`,
    account: account.pubkey,
  };
}
