// Rent check: what a transaction may leave behind in the accounts it could write.
import type { ExecutionError } from './errors.js';
import { rentAllows } from './rent.js';
import type { Rent } from './sysvars.js';
import type { TransactionAccount } from './transaction-accounts.js';

/** `before` and `after` are the same accounts in the same order. Agave: check_rent_state. */
export function rentError(
  before: readonly TransactionAccount[],
  after: readonly TransactionAccount[],
  isWritable: (index: number) => boolean,
  rent: Rent,
): ExecutionError | undefined {
  const index = after.findIndex((account, at) => isWritable(at) && !rentAllows(rent, before[at]!, account));
  const account = after[index];
  if (account === undefined) return undefined;
  return {
    code: 'InsufficientFundsForRent',
    message: `Transaction results in an account (${account.pubkey}) with insufficient funds for rent`,
    account: account.pubkey,
    accountIndex: index,
  };
}
