// Genesis: the accounts a bank starts with.
import type { Account } from './account.js';
import { builtins } from './builtins.js';
import { precompileIds } from './precompile.js';
import { presetAccount } from './preset-accounts.js';
import { sysvarAddresses, slotHashesAddress, stakeHistoryAddress } from './sysvar-bytes.js';
import type { Sysvars } from './sysvars.js';

/** Builtin programs, precompiles, and sysvars. */
export function genesisAccounts(sysvars: Sysvars): Account[] {
  const addresses = [
    ...builtins.map(({ id }) => id),
    ...Object.values(precompileIds),
    ...Object.values(sysvarAddresses),
    slotHashesAddress,
    stakeHistoryAddress,
  ];
  return addresses.flatMap((address) => presetAccount(address, sysvars) ?? []);
}
