// Preset accounts: builtin programs and sysvars, which every cluster has from its first slot.
import type { Account } from './account.js';
import { builtinAt } from './builtins.js';
import { nativeLoader } from './loaders.js';
import { precompileIds } from './precompile.js';
import { sysvarOwner } from './recent-blockhashes.js';
import { sysvarAccountData } from './sysvar-bytes.js';
import type { Sysvars } from './sysvars.js';

const precompiles: ReadonlySet<string> = new Set(Object.values(precompileIds));

const encoder = new TextEncoder();

/** The account of a builtin program or a sysvar; undefined for all other addresses. */
export function presetAccount(pubkey: string, sysvars: Sysvars): Account | undefined {
  const builtin = builtinAt(pubkey);
  if (builtin !== undefined || precompiles.has(pubkey)) {
    const data = encoder.encode(builtin?.name ?? '');
    return { pubkey, lamports: 1n, owner: nativeLoader, data, executable: true };
  }
  const data = sysvarAccountData(sysvars, pubkey);
  return data && { pubkey, lamports: 1n, owner: sysvarOwner, data, executable: false };
}
