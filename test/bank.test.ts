// The bank against litesvm: transactions of several instructions, fees, budgets, and how they fail as a whole.
import { AccountRole, address } from '@solana/kit';
import { describe, expect, it } from 'vitest';
import { carriedPrograms, Cluster, payer } from './cluster.js';
import { testAddress } from './oracle.js';

const system = address('11111111111111111111111111111111');
const computeBudget = address('ComputeBudget111111111111111111111111111111');
const at = (seed: number) => address(testAddress(seed));

const number = (value: bigint | number, size: 4 | 8): number[] => {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value), true);
  return [...bytes.subarray(0, size)];
};

const transfer = (from: string, to: string, amount: bigint) => ({
  programAddress: system,
  accounts: [
    { address: address(from), role: AccountRole.WRITABLE_SIGNER },
    { address: address(to), role: AccountRole.WRITABLE },
  ],
  data: Uint8Array.from([...number(2, 4), ...number(amount, 8)]),
});

const budget = (...data: number[]) => ({ programAddress: computeBudget, data: Uint8Array.from(data) });

describe('a transfer', () => {
  it('moves lamports and costs a fee', () => {
    const cluster = new Cluster();
    const outcome = cluster.send([transfer(payer, at(9), 5_000_000n)]);
    expect(outcome.status).toBe('ok');
    expect(outcome.fee).toBe(5000n);
  });

  it('fails in the middle of a transaction', () => {
    const cluster = new Cluster();
    cluster.send([transfer(payer, at(9), 5_000_000n), transfer(payer, at(8), 5_000_000_000_000n)]);
    cluster.send([transfer(payer, at(9), 5n)]);
    cluster.send([transfer(payer, at(9), 5_000_000n), transfer(at(9), at(8), 6_000_000n)]);
  });
});

describe('the compute budget', () => {
  it('is set by instructions', () => {
    const cluster = new Cluster();
    cluster.fund(at(9), 1_000_000_000n);
    for (const instruction of [
      budget(),
      budget(0, 1, 2, 3, 4, 5, 6, 7, 8),
      budget(1, ...number(32768, 4)),
      budget(1, ...number(32769, 4)),
      budget(1, ...number(262144, 4)),
      budget(1, ...number(263168, 4)),
      budget(2, ...number(0, 4)),
      budget(2, ...number(150, 4)),
      budget(2, ...number(300, 4)),
      budget(2, ...number(400, 4), 9),
      budget(2, 1),
      budget(2, ...number(2_000_000, 4)),
      budget(3, ...number(1_000_000, 8)),
      budget(3, ...number(1, 8)),
      budget(4, ...number(0, 4)),
      budget(4, ...number(1, 4)),
      budget(4, ...number(100_000, 4)),
      budget(5),
    ]) {
      cluster.send([instruction, transfer(payer, at(9), 5n)]);
      cluster.send([instruction, instruction, transfer(payer, at(9), 5n)]);
    }
  });
});

describe('a transaction that is refused', () => {
  const memo = { programAddress: carriedPrograms.memo, data: new Uint8Array([65]) };

  it('has no payer, or one that cannot pay', () => {
    const cluster = new Cluster();
    cluster.send([transfer(at(9), at(8), 5n)], { payer: at(9) });
    for (const [seed, balance] of [
      [10, 1n],
      [11, 4999n],
      [12, 5000n],
      [13, 5001n],
      [14, 890_880n],
      [15, 895_880n],
      [16, 900_000n],
    ] as const) {
      cluster.fund(at(seed), balance);
      cluster.send([], { payer: at(seed) });
      cluster.send([budget(4, ...number(1, 4))], { payer: at(seed) });
    }
    for (const [seed, size] of [
      [20, 1],
      [21, 80],
      [22, 81],
    ] as const)
      for (const owner of [system, carriedPrograms.memo])
        for (const balance of [1_000_000_000n, 1_447_680n, 1_452_680n]) {
          const data = new Uint8Array(size);
          cluster.put({ pubkey: at(seed), lamports: balance, owner, data, executable: false });
          cluster.send([], { payer: at(seed) });
        }
  });

  it('runs what is no program', () => {
    const cluster = new Cluster().carry('memo');
    cluster.send([memo]);
    cluster.send([{ programAddress: at(9), data: new Uint8Array(0) }]);
    cluster.fund(at(9), 10_000_000n);
    cluster.send([{ programAddress: at(9), data: new Uint8Array(0) }]);
    cluster.send([memo, { programAddress: at(9), data: new Uint8Array(0) }]);
    cluster.send([memo, memo, memo]);
  });

  it('loads more than it says', () => {
    const cluster = new Cluster().carry('memo', 'token');
    cluster.fund(at(9), 10_000_000n);
    const token = { address: carriedPrograms.token, role: AccountRole.READONLY };
    for (const [instruction, size] of [
      [transfer(payer, at(9), 5n), 299],
      [transfer(payer, at(10), 5n), 235],
      [memo, 2518],
      [{ ...memo, accounts: [token] }, 2618],
    ] as const)
      for (const limit of [size - 1, size]) cluster.send([budget(4, ...number(limit, 4)), instruction]);
  });

  it('leaves too little behind', () => {
    const cluster = new Cluster();
    cluster.send([transfer(payer, at(9), 890_879n)]);
    cluster.send([transfer(payer, at(9), 890_880n)]);
    cluster.send([transfer(payer, at(9), 1n)]);
    cluster.send([transfer(at(9), payer, 1n)]);
    cluster.send([transfer(at(9), payer, 2n)]);
    cluster.send([transfer(at(9), payer, 890_881n)]);
    cluster.send([transfer(payer, at(9), 5n), transfer(payer, at(8), 1n << 60n)]);
  });
});
