// The story of stake accounts that nobody delegates: made, divided, united, handed on and emptied.
import type { Address, Instruction } from '@solana/kit';
import { address } from '@solana/kit';
import { carriedPrograms, type Cluster, payer } from '../cluster.js';
import { testAddress } from '../oracle.js';
import type { Named, Part } from './instructions.js';
import { createAccount, instruction, rentSysvar, setUnits, transfer, u32, u64 } from './instructions.js';

const at = (seed: number): Address => address(testAddress(seed));
const program = carriedPrograms.stake;
const clock = address('SysvarC1ock11111111111111111111111111111111');
const stakeHistory = address('SysvarStakeHistory1111111111111111111111111');
const stakeConfig = address('StakeConfig11111111111111111111111111111111');
const size = 200;

const [staker, withdrawer, custodian, other] = [at(171), at(172), at(173), at(174)];

const stake = (accounts: readonly Named[], ...data: readonly Part[]): Instruction =>
  instruction(program, accounts, ...data);

const initialize = (account: Address, epoch: bigint): Instruction =>
  stake(
    [
      [account, 'w'],
      [rentSysvar, 'r'],
    ],
    u32(0),
    staker,
    withdrawer,
    u64(0),
    u64(epoch),
    custodian,
  );

/** `kind`: 0 the one who stakes, 1 the one who withdraws. */
const authorize = (account: Address, signer: Address, next: Address, kind: number): Instruction =>
  stake(
    [
      [account, 'w'],
      [clock, 'r'],
      [signer, 's'],
    ],
    u32(1),
    next,
    u32(kind),
  );

const withdraw = (account: Address, to: Address, signer: Address, amount: bigint): Instruction =>
  stake(
    [
      [account, 'w'],
      [to, 'w'],
      [clock, 'r'],
      [stakeHistory, 'r'],
      [signer, 's'],
    ],
    u32(4),
    u64(amount),
  );

export function tellStakeStory(cluster: Cluster): void {
  for (const person of [staker, withdrawer, custodian, other]) cluster.fund(person, 1_000_000_000n);
  const rent = cluster.bank.minimumBalanceForRentExemption(size);
  const [first, second, third] = [at(180), at(181), at(182)];
  const make = (account: Address, lamports: bigint) => createAccount(payer, account, lamports, size, program);

  cluster.send([make(first, rent + 3_000_000_000n), initialize(first, 0n)]);
  cluster.send([initialize(first, 0n)]);
  cluster.send([make(second, rent), initialize(second, 5n)]);
  cluster.send([stake([], u32(13))]);
  cluster.send([stake([], u32(99))]);
  cluster.send([stake([], 1)]);

  for (const signer of [staker, withdrawer, other]) {
    cluster.send([authorize(first, signer, other, 0)]);
    cluster.send([authorize(first, signer, staker, 0)]);
    cluster.send([authorize(second, signer, other, 1)]);
  }
  cluster.send([authorize(first, withdrawer, staker, 0)]);

  cluster.send([
    stake(
      [
        [first, 'w'],
        [at(190), 'r'],
        [clock, 'r'],
        [stakeHistory, 'r'],
        [stakeConfig, 'r'],
        [staker, 's'],
      ],
      u32(2),
    ),
  ]);
  for (const amount of [0n, 1n, 1_000_000_000n, 4_000_000_000n]) {
    const split = stake(
      [
        [first, 'w'],
        [third, 'w'],
        [staker, 's'],
      ],
      u32(3),
      u64(amount),
    );
    cluster.send([split]);
    cluster.send([make(third, rent), split]);
  }
  cluster.send([transfer(payer, third, 5_000_000n)]);
  cluster.send([
    stake(
      [
        [first, 'w'],
        [third, 'w'],
        [clock, 'r'],
        [stakeHistory, 'r'],
        [staker, 's'],
      ],
      u32(7),
    ),
  ]);
  cluster.send([
    stake(
      [
        [first, 'w'],
        [first, 'w'],
        [clock, 'r'],
        [stakeHistory, 'r'],
        [staker, 's'],
      ],
      u32(7),
    ),
  ]);
  cluster.send([
    stake(
      [
        [first, 'w'],
        [clock, 'r'],
        [staker, 's'],
      ],
      u32(5),
    ),
  ]);
  for (const signer of [staker, withdrawer, custodian])
    cluster.send([
      stake(
        [
          [second, 'w'],
          [signer, 's'],
        ],
        u32(6),
        0,
        1,
        u64(9),
        0,
      ),
    ]);
  for (const [account, signer, amount] of [
    [second, withdrawer, 1n],
    [first, staker, 1n],
    [first, withdrawer, 1n],
    [first, withdrawer, 2_000_000_000n],
    [first, withdrawer, 1n << 62n],
  ] as const)
    cluster.send([withdraw(account, payer, signer, amount)]);
  cluster.send([setUnits(1000), withdraw(first, payer, withdrawer, 1n)]);
  const left = cluster.bank.getBalance(first);
  cluster.send([withdraw(first, payer, withdrawer, left - 1n)]);
  cluster.send([withdraw(first, payer, withdrawer, left)]);
  cluster.send([withdraw(first, payer, withdrawer, 1n)]);
}
