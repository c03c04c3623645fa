// Genesis: the accounts a bank starts with.
import type { Account } from './account.js';
import { builtins } from './builtins.js';
import { nativeLoader } from './loaders.js';
import { precompileIds } from './precompile.js';
import { presetAccount } from './preset-accounts.js';
import { recentBlockhashesAccount, sysvarOwner } from './recent-blockhashes.js';
import { sysvarAddresses, slotHashesAddress, stakeHistoryAddress } from './sysvar-bytes.js';
import type { Sysvars } from './sysvars.js';
import { firstBlockhash } from './sysvars.js';

/** Builtin programs, precompiles, and sysvars. */
export function genesisAccounts(sysvars: Sysvars): Account[] {
  const addresses = [
    ...builtins.map(({ id }) => id),
    ...Object.values(precompileIds),
    ...Object.values(sysvarAddresses),
    slotHashesAddress,
    stakeHistoryAddress,
  ];
  return [
    ...addresses.flatMap((address) => presetAccount(address, sysvars) ?? []),
    ...retiredAccounts(),
    ...voidPrograms(),
    recentBlockhashesAccount(firstBlockhash, 0n),
  ];
}

/** Accounts nobody keeps any more, as a fresh litesvm has them. */
function retiredAccounts(): Account[] {
  const fees = new Uint8Array(8);
  // A bit for each of the last 2^20 slots, the first of them set, and the slot to come.
  const slotHistory = new Uint8Array(131_097);
  for (const [at, byte] of [
    [0, 1],
    [2, 64],
    [9, 1],
    [131_083, 16],
    [131_089, 1],
  ] as const)
    slotHistory[at] = byte;
  // A warm-up rate of a quarter, as a float, and a slash penalty of 12.
  const stakeConfig = new Uint8Array(17);
  stakeConfig.set([0xd0, 0x3f, 0x0c], 14);
  const account = { lamports: 1n, executable: false };
  return [
    { ...account, pubkey: 'SysvarFees111111111111111111111111111111111', owner: sysvarOwner, data: fees },
    {
      ...account,
      pubkey: 'SysvarS1otHistory11111111111111111111111111',
      owner: sysvarOwner,
      data: slotHistory,
    },
    {
      ...account,
      pubkey: 'StakeConfig11111111111111111111111111111111',
      owner: 'Config1111111111111111111111111111111111111',
      data: stakeConfig,
    },
  ];
}

/** Builtin programs whose accounts are there, but which cannot be called here. */
function voidPrograms(): Account[] {
  const names = {
    Vote111111111111111111111111111111111111111: 'solana_vote_program',
    ZkE1Gama1Proof11111111111111111111111111111: 'zk_elgamal_proof_program',
  };
  return Object.entries(names).map(([pubkey, name]) => ({
    pubkey,
    lamports: 1n,
    owner: nativeLoader,
    data: new TextEncoder().encode(name),
    executable: true,
  }));
}
