// Rent: an account that a transaction leaves behind must hold enough lamports to stay.
import type { TransactionAccount } from './transaction-accounts.js';
import { sameBytes } from './account.js';
import type { Rent } from './sysvars.js';

/** Bytes every account is counted for beyond its data. Agave: ACCOUNT_STORAGE_OVERHEAD. */
const storageOverhead = 128n;

/** The fewest lamports that keep an account of `dataLength` bytes alive for good. */
export function minimumBalance(rent: Rent, dataLength: number): bigint {
  const lamports = (storageOverhead + BigInt(dataLength)) * rent.lamportsPerByte;
  if (rent.exemptionThreshold === 1) return lamports;
  // Before SIMD-0194: years of rent, as a fraction, cut to u64.
  const years = Number(lamports) * rent.exemptionThreshold;
  if (!(years > 0)) return 0n;
  return years < 2 ** 64 ? BigInt(Math.trunc(years)) : 2n ** 64n - 1n;
}

/** Takes lamports of any amount, which the end of the slot destroys. */
const incinerator = '1nc1nerator11111111111111111111111111111111';

/**
 * Whether an account may end a transaction as `after`: gone, rent-exempt, or, if it existed before, has not grown and
 * has the same owner, no poorer than it was (SIMD-0392).
 */
export function rentAllows(rent: Rent, before: TransactionAccount, after: TransactionAccount): boolean {
  if (after.lamports === 0n || after.lamports >= minimumBalance(rent, after.data.length)) return true;
  if (after.pubkey === incinerator) return true;
  const kept = after.data.length <= before.data.length && sameBytes(after.owner, before.owner);
  return kept && before.lamports > 0n && after.lamports >= before.lamports;
}
