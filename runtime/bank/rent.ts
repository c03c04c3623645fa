// Rent: an account that a transaction leaves behind must hold enough lamports to stay.
import type { Rent } from './sysvars.js';

/** Bytes every account is counted for beyond its data. Agave: ACCOUNT_STORAGE_OVERHEAD. */
const storageOverhead = 128n;

/** The fewest lamports that keep an account of `dataLength` bytes alive for good. */
export function minimumBalance(rent: Rent, dataLength: number): bigint {
  return (storageOverhead + BigInt(dataLength)) * rent.lamportsPerByte;
}

interface Balance {
  readonly lamports: bigint;
  readonly data: Uint8Array;
}

/**
 * Whether an account may end a transaction as `after`: gone, rent-exempt, or as short of rent as it already was and
 * not richer, with data of the same length. Source: Agave's transition_allowed.
 */
export function rentAllows(rent: Rent, before: Balance, after: Balance): boolean {
  if (after.lamports === 0n || after.lamports >= minimumBalance(rent, after.data.length)) return true;
  const wasShort = before.lamports > 0n && before.lamports < minimumBalance(rent, before.data.length);
  return wasShort && before.data.length === after.data.length && after.lamports <= before.lamports;
}
