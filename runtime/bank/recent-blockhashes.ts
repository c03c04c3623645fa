// Recent blockhashes: the sysvar that instructions on nonces must name; only its last entry is kept.
import type { Account } from './account.js';

export const sysvarOwner = 'Sysvar1111111111111111111111111111111111111';

/** A count, and for each blockhash its bytes and what a signature cost then. */
export function recentBlockhashesAccount(blockhash: Uint8Array, lamportsPerSignature: bigint): Account {
  const data = new Uint8Array(48);
  const view = new DataView(data.buffer);
  view.setBigUint64(0, 1n, true);
  data.set(blockhash, 8);
  view.setBigUint64(40, lamportsPerSignature, true);
  return {
    pubkey: 'SysvarRecentB1ockHashes11111111111111111111',
    lamports: 1n,
    owner: sysvarOwner,
    data,
    executable: false,
  };
}
