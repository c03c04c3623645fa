// Worlds: the accounts and instruction data a generated program meets.
import { encodeBase58 } from '../../grammar/base58.js';
import type { InstructionAccount } from '../../runtime/bank/account.js';
import { addressBytes, systemProgram } from '../../runtime/bank/account.js';
import type { Chance } from './chance.js';
import type { Bytes } from './value.js';

export interface World {
  readonly programId: string;
  readonly accounts: readonly InstructionAccount[];
  readonly data: Uint8Array;
  readonly budget: number;
  readonly slot: bigint;
  readonly unixTimestamp: bigint;
}

export const programId = encodeBase58(new Uint8Array(32).fill(7));
export const fullBudget = 200_000;

export const keyOf = (seed: number): string => encodeBase58(new Uint8Array(32).fill(seed));

function account(chance: Chance, seed: number): InstructionAccount {
  const length = chance.weighted([
    [2, 0],
    [5, chance.between(1, 20)],
    [4, chance.between(21, 100)],
    [1, 8 * chance.between(1, 10)],
  ]);
  return {
    pubkey: keyOf(seed),
    lamports: 2_000_000n + BigInt(chance.below(1_000_000)),
    owner: chance.once(4) ? systemProgram : programId,
    data: chance.bytes(length),
    executable: false,
    signer: chance.once(3),
    writable: !chance.once(4),
  };
}

/** 0 to 5 accounts, some named twice. */
export function randomWorld(chance: Chance): World {
  const count = chance.weighted([
    [2, 0],
    [3, 1],
    [4, 2],
    [3, 3],
    [2, 4],
    [1, 5],
  ]);
  const accounts: InstructionAccount[] = [];
  for (let index = 0; index < count; index++) {
    const earlier = accounts.length > 0 && chance.once(5) ? chance.pick(accounts) : undefined;
    accounts.push(earlier ? { ...earlier, writable: !chance.once(3) } : account(chance, 20 + index));
  }
  return {
    programId,
    accounts,
    data: chance.bytes(chance.pick([0, 1, 7, 8, 9, 16, 24, chance.below(60)])),
    budget: fullBudget,
    slot: 1000n + BigInt(chance.below(1000)),
    unixTimestamp: BigInt(chance.below(2000)) - 1000n,
  };
}

/** An account while the reference runs. */
export interface LiveAccount {
  readonly pubkey: string;
  readonly key: Uint8Array;
  readonly owner: Uint8Array;
  readonly data: Bytes;
  readonly signer: boolean;
  readonly writable: boolean;
  lamports: bigint;
}

/** The account behind each position, one object for all mentions of an address. */
export function liveAccounts({ accounts }: World): readonly LiveAccount[] {
  const byKey = new Map<string, LiveAccount>();
  for (const { pubkey, owner, data, lamports } of accounts) {
    if (byKey.has(pubkey)) continue;
    const mentions = accounts.filter((other) => other.pubkey === pubkey);
    byKey.set(pubkey, {
      pubkey,
      key: addressBytes(pubkey),
      owner: addressBytes(owner),
      data: { bytes: data.slice() },
      signer: mentions.some(({ signer }) => signer),
      writable: mentions.some(({ writable }) => writable),
      lamports,
    });
  }
  return accounts.map(({ pubkey }) => byKey.get(pubkey)!);
}
