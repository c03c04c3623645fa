// The story of delegated stake: warming up and cooling down over epochs, divided, united and moved meanwhile.
import type { Address, Instruction } from '@solana/kit';
import { address } from '@solana/kit';
import { carriedPrograms, type Cluster, payer } from '../cluster.js';
import { testAddress } from '../oracle.js';
import type { Named, Part } from './instructions.js';
import { createAccount, encode, instruction, rentSysvar, u32, u64 } from './instructions.js';
import { setTime } from './time.js';
import { sendAllWays, sendInVain } from './variations.js';

const at = (seed: number): Address => address(testAddress(seed));
const program = carriedPrograms.stake;
const clock = address('SysvarC1ock11111111111111111111111111111111');
const history = address('SysvarStakeHistory1111111111111111111111111');
const config = address('StakeConfig11111111111111111111111111111111');
const voteProgram = 'Vote111111111111111111111111111111111111111';
const sizes = { stake: 200, vote: 3762 } as const;
const sol = 1_000_000_000n;

const [staker, withdrawer, other, custodian] = [at(151), at(152), at(153), at(154)];
const [vote, secondVote] = [at(155), at(156)];

const stake = (accounts: readonly Named[], ...data: readonly Part[]): Instruction =>
  instruction(program, accounts, ...data);

const initialize = (account: Address): Instruction =>
  stake(
    [
      [account, 'w'],
      [rentSysvar, 'r'],
    ],
    u32(0),
    staker,
    withdrawer,
    u64(0),
    u64(0),
    custodian,
  );

const delegate = (account: Address, to: Address): Instruction =>
  stake(
    [
      [account, 'w'],
      [to, 'r'],
      [clock, 'r'],
      [history, 'r'],
      [config, 'r'],
      [staker, 's'],
    ],
    u32(2),
  );

const deactivate = (account: Address): Instruction =>
  stake(
    [
      [account, 'w'],
      [clock, 'r'],
      [staker, 's'],
    ],
    u32(5),
  );

const split = (account: Address, to: Address, amount: bigint): Instruction =>
  stake(
    [
      [account, 'w'],
      [to, 'w'],
      [staker, 's'],
    ],
    u32(3),
    u64(amount),
  );

const merge = (into: Address, from: Address): Instruction =>
  stake(
    [
      [into, 'w'],
      [from, 'w'],
      [clock, 'r'],
      [history, 'r'],
      [staker, 's'],
    ],
    u32(7),
  );

/** `kind`: 16 active stake, 17 lamports that are not staked. */
const move = (kind: 16 | 17, from: Address, to: Address, amount: bigint): Instruction =>
  stake(
    [
      [from, 'w'],
      [to, 'w'],
      [staker, 's'],
    ],
    u32(kind),
    u64(amount),
  );

const withdraw = (account: Address, amount: bigint): Instruction =>
  stake(
    [
      [account, 'w'],
      [other, 'w'],
      [clock, 'r'],
      [history, 'r'],
      [withdrawer, 's'],
    ],
    u32(4),
    u64(amount),
  );

/** A vote account with these credits: epoch, credits, and credits before it. Source: `VoteStateV3`. */
function putVote(cluster: Cluster, pubkey: Address, credits: readonly (readonly bigint[])[]): void {
  const priorVoters = new Uint8Array(32 * 48 + 9);
  const state = encode(
    u32(2),
    other,
    other,
    5,
    u64(0),
    0,
    u64(1),
    u64(0),
    other,
    priorVoters,
    u64(credits.length),
    ...credits.flatMap((entry) => entry.map(u64)),
    u64(0),
    u64(0),
  );
  const data = new Uint8Array(sizes.vote);
  data.set(state);
  cluster.put({ pubkey, lamports: 30n * sol, owner: voteProgram, data, executable: false });
}

/** The stake of the whole cluster, the latest epoch first: effective, activating, deactivating. */
function putHistory(cluster: Cluster, epochs: readonly (readonly bigint[])[]): void {
  const data = new Uint8Array(8 + 512 * 32);
  data.set(encode(u64(epochs.length), ...epochs.flatMap((entry) => entry.map(u64))));
  const owner = 'Sysvar1111111111111111111111111111111111111';
  cluster.put({ pubkey: history, lamports: 1n, owner, data, executable: false });
}

export function tellDelegationStory(cluster: Cluster): void {
  for (const person of [staker, withdrawer, other, custodian]) cluster.fund(person, sol);
  const rent = cluster.bank.minimumBalanceForRentExemption(sizes.stake);
  const make = (pubkey: Address, lamports: bigint) =>
    createAccount(payer, pubkey, rent + lamports, sizes.stake, program);
  const [first, second, third, small] = [at(161), at(162), at(163), at(164)];
  putVote(cluster, vote, [[0n, 100n, 0n]]);
  putVote(cluster, secondVote, []);

  for (const [account, lamports] of [
    [first, 10n * sol],
    [second, 4n * sol],
    [small, sol - 1n],
  ] as const)
    cluster.send([make(account, lamports), initialize(account)]);
  sendAllWays(cluster, delegate(first, vote));
  cluster.send([delegate(first, secondVote)]);
  cluster.send([delegate(small, vote)]);
  cluster.send([deactivate(first)]);
  cluster.send([delegate(first, vote)]);
  cluster.send([delegate(first, vote)]);
  cluster.send([merge(first, second)]);
  cluster.send([delegate(second, vote), merge(first, second)]);
  cluster.send([make(second, 4n * sol), initialize(second), delegate(second, vote)]);

  for (let epoch = 1n; epoch <= 3n; epoch++) {
    setTime(cluster, { epoch, unixTimestamp: epoch * 100_000n });
    const entries = [
      [2n, 50n],
      [1n, 40n],
      [0n, 30n],
    ] as const;
    putHistory(
      cluster,
      entries
        .filter(([past]) => past < epoch)
        .map(([past, effective]) => [past, effective * sol, 14n * sol, 5n * sol]),
    );
    for (const amount of [1n, sol, 9n * sol, 20n * sol]) sendInVain(cluster, [withdraw(first, amount)]);
    sendInVain(cluster, [make(third, 0n), split(first, third, 2n * sol)]);
    sendInVain(cluster, [make(third, sol), split(first, third, 2n * sol)]);
    sendInVain(cluster, [make(third, 0n), split(first, third, sol / 2n)]);
    sendInVain(cluster, [make(third, 0n), split(first, third, 10n * sol + rent)]);
    sendInVain(cluster, [merge(first, second)]);
    sendInVain(cluster, [delegate(second, secondVote)]);
    for (const amount of [0n, sol, 4n * sol])
      for (const kind of [16, 17] as const) sendInVain(cluster, [move(kind, second, first, amount)]);
    sendInVain(cluster, [make(third, sol), initialize(third), delegate(third, vote), merge(first, third)]);
    sendInVain(cluster, [make(third, sol), initialize(third), merge(first, third)]);
    sendInVain(cluster, [deactivate(first), withdraw(first, 1n)]);
    if (epoch === 2n) cluster.send([deactivate(first)]);
  }
  sendAllWays(cluster, split(second, small, sol));
  cluster.send([make(third, sol)]);
  sendAllWays(cluster, split(second, third, 2n * sol));
  sendAllWays(cluster, merge(third, second));
  sendAllWays(cluster, withdraw(first, sol));
  sendAllWays(cluster, move(17, first, small, sol));
}

export function tellStakeAuthorities(cluster: Cluster): void {
  for (const person of [staker, withdrawer, other, custodian]) cluster.fund(person, sol);
  const rent = cluster.bank.minimumBalanceForRentExemption(sizes.stake);
  const make = (pubkey: Address) => createAccount(payer, pubkey, rent + sol, sizes.stake, program);
  const [checked, seeded, locked] = [at(165), at(166), at(167)];
  cluster.send([make(checked), make(seeded), make(locked)]);
  sendAllWays(
    cluster,
    stake(
      [
        [checked, 'w'],
        [rentSysvar, 'r'],
        [staker, 'r'],
        [withdrawer, 's'],
      ],
      u32(9),
    ),
  );
  sendAllWays(cluster, initialize(seeded));
  for (const [kind, current] of [
    [0, staker],
    [1, withdrawer],
  ] as const)
    sendAllWays(
      cluster,
      stake(
        [
          [checked, 'w'],
          [clock, 'r'],
          [current, 's'],
          [other, 's'],
        ],
        u32(10),
        u32(kind),
      ),
    );
  const seed = new TextEncoder().encode('savings');
  for (const kind of [0, 1])
    for (const number of [8, 11]) {
      const next: readonly Part[] = number === 8 ? [other] : [];
      const accounts: Named[] = [
        [seeded, 'w'],
        [staker, 's'],
        [clock, 'r'],
        ...(number === 11 ? [[other, 's'] as const] : []),
      ];
      cluster.send([
        stake(accounts, u32(number), ...next, u32(kind), u64(seed.length), seed, address(program)),
      ]);
    }
  sendAllWays(cluster, initialize(locked));
  const lock = (signer: Address, ...data: readonly Part[]): Instruction =>
    stake(
      [
        [locked, 'w'],
        [signer, 's'],
      ],
      u32(6),
      ...data,
    );
  for (const signer of [staker, withdrawer, custodian]) {
    cluster.send([lock(signer, 1, u64(5000), 0, 0)]);
    cluster.send([lock(signer, 0, 1, u64(3), 0)]);
    cluster.send([lock(signer, 0, 0, 1, other)]);
  }
  sendAllWays(cluster, lock(other, 1, u64(9000), 1, u64(4), 1, custodian));
  cluster.send([withdraw(locked, 1n)]);
  setTime(cluster, { unixTimestamp: 9001n });
  cluster.send([withdraw(locked, 1n)]);
  setTime(cluster, { epoch: 5n });
  cluster.send([withdraw(locked, 1n)]);
  sendAllWays(
    cluster,
    stake(
      [
        [locked, 'w'],
        [withdrawer, 's'],
        [custodian, 's'],
      ],
      u32(12),
      1,
      u64(12_345),
      0,
    ),
  );
  for (let number = 0; number < 20; number++) {
    cluster.send([stake([[locked, 'w']], u32(number))]);
    cluster.send([stake([], u32(number))]);
  }
  tellDelinquency(cluster, make(at(168)));
}

function tellDelinquency(cluster: Cluster, creation: Instruction): void {
  const account = at(168);
  putVote(cluster, vote, [[0n, 100n, 0n]]);
  putVote(
    cluster,
    secondVote,
    [1n, 2n, 3n, 4n, 5n].map((epoch) => [epoch, epoch * 10n, epoch * 10n - 10n]),
  );
  const report = (delinquent: Address, reference: Address): Instruction =>
    stake(
      [
        [account, 'w'],
        [delinquent, 'r'],
        [reference, 'r'],
      ],
      u32(14),
    );
  cluster.send([creation, initialize(account), delegate(account, vote)]);
  cluster.send([report(vote, vote)]);
  cluster.send([report(secondVote, secondVote)]);
  sendAllWays(cluster, report(vote, secondVote));
  setTime(cluster, { epoch: 6n });
  cluster.send([report(vote, secondVote)]);
}
