// The bank against litesvm: transactions of several instructions, fees, budgets, and how they fail as a whole.
import type { SignatureBytes, TransactionMessageBytes } from '@solana/kit';
import {
  AccountRole,
  address,
  generateKeyPairSigner,
  getTransactionEncoder,
  partiallySignTransaction as signTransaction,
} from '@solana/kit';
import { describe, expect, it } from 'vitest';
import { addressBytes } from '../runtime/bank/account.js';
import { Bank } from '../runtime/bank/bank.js';
import { transactionOf } from '../runtime/bank/transaction/wire.js';
import { carriedPrograms, Cluster, payer } from './cluster.js';
import type { Asked } from './invoke-image.js';
import { invokeImage, invokeSteps } from './invoke-image.js';
import { testAddress } from './oracle.js';
import { randomOf } from './random.js';
import { buildProgram, constant, done, read, syscall } from './small-program.js';

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

describe('units that nobody asked for', () => {
  it('depend on the programs', () => {
    const cluster = new Cluster().carry(
      ...(Object.keys(carriedPrograms) as (keyof typeof carriedPrograms)[]),
    );
    const probe = at(73);
    cluster.addProgram(probe, buildProgram(3, [syscall('sol_log_compute_units_'), ...done]));
    const first = { programAddress: probe };
    for (const program of [
      ...Object.values(carriedPrograms),
      probe,
      system,
      computeBudget,
      ...[
        'BPFLoader1111111111111111111111111111111111',
        'BPFLoader2111111111111111111111111111111111',
        'BPFLoaderUpgradeab1e11111111111111111111111',
        'Ed25519SigVerify111111111111111111111111111',
        'KeccakSecp256k11111111111111111111111111111',
        'Secp256r1SigVerify1111111111111111111111111',
      ].map((id) => address(id)),
    ]) {
      const other = { programAddress: program, data: new Uint8Array(2) };
      cluster.send([first, other]);
      cluster.send([first, other, other, other, other, other, other, other, first]);
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

describe('deploying', () => {
  const program = at(70);

  it.each([3, 0] as const)('makes a program that can be called: v%i', (version) => {
    const bank = new Bank();
    bank.airdrop(payer, 10_000_000_000n);
    const outcome = bank.deploy(program, buildProgram(version, done), { payer });
    expect(outcome.error).toBeUndefined();
    expect(outcome.logs.at(-2)).toBe(`Deployed program ${program}`);
    const cluster = new Cluster();
    const run = cluster.compile([{ programAddress: program, data: new Uint8Array(0) }]);
    expect(bank.send(run).logs).toEqual([
      `Program ${program} invoke [1]`,
      `Program ${program} consumed 2 of 200000 compute units`,
      `Program ${program} success`,
    ]);
  });

  it('refuses what is no program', () => {
    const bank = new Bank();
    bank.airdrop(payer, 10_000_000_000n);
    const outcome = bank.deploy(program, new Uint8Array(100), { payer, authority: at(71) });
    expect(outcome.error?.code).toBe('InvalidAccountData');
    expect(bank.getAccount(program)).toBeUndefined();
    expect(() => bank.addProgram(program, new Uint8Array(100))).toThrow(RangeError);
  });
});

describe('a snapshot', () => {
  it('is the whole bank', () => {
    const bank = new Bank({ checkBlockhash: true });
    bank.airdrop(payer, 10_000_000_000n);
    bank.deploy(at(70), buildProgram(3, done), { payer });
    bank.warpToSlot(bank.slot + 1n);
    bank.expireBlockhash();
    const bytes = bank.toBytes();
    const again = Bank.fromBytes(bytes, { checkBlockhash: true });
    expect(again.toBytes()).toEqual(bytes);
    const run = new Cluster().compile([{ programAddress: at(70), data: new Uint8Array(0) }], {
      blockhash: again.latestBlockhash(),
    });
    expect(again.send(run)).toEqual(bank.send(run));
    expect(again.toBytes()).toEqual(bank.toBytes());
    expect(again.toBytes()).not.toEqual(bytes);
  });

  it('is refused where it is none', () => {
    const bytes = new Bank().toBytes();
    for (const broken of [
      new Uint8Array(0),
      bytes.slice(0, 100),
      bytes.slice(1),
      new Uint8Array([...bytes, 0]),
    ])
      expect(() => Bank.fromBytes(broken)).toThrow(RangeError);
  });
});

describe('what a bank checks', () => {
  it('is the blockhash', () => {
    const cluster = new Cluster({ checkBlockhash: true, history: 0 });
    cluster.send([transfer(payer, at(9), 5_000_000n)]);
    cluster.svm.expireBlockhash();
    cluster.bank.expireBlockhash();
    expect(cluster.bank.latestBlockhash()).toBe(cluster.svm.latestBlockhash());
    cluster.expectSameAccount('SysvarRecentB1ockHashes11111111111111111111');
    cluster.send([transfer(payer, at(9), 5_000_000n)]);
    cluster.send([transfer(payer, at(9), 5_000_000n)], { blockhash: testAddress(1) });
  });

  it('is whether it has come before', async () => {
    const cluster = new Cluster({ checkSignatures: true });
    const signer = await generateKeyPairSigner();
    cluster.fund(signer.address, 1_000_000_000n);
    const signed = async (amount: bigint) =>
      signTransaction(
        [signer.keyPair],
        cluster.compile([transfer(signer.address, at(9), amount)], { payer: signer.address }),
      );
    const [one, two] = [await signed(5_000_000n), await signed(10_000_000_000n)];
    for (const transaction of [one, one, two, two, one]) cluster.sendTransaction(transaction);
    const [address, signature] = Object.entries(one.signatures)[0]!;
    const flipped = Uint8Array.from(signature!, (byte, index) => (index === 5 ? byte ^ 1 : byte));
    cluster.sendTransaction({ ...one, signatures: { [address]: flipped as SignatureBytes } });
  });
});

describe('features', () => {
  it('are switched by name', () => {
    const caller = at(72);
    const asked: Asked = {
      layout: 'c',
      programId: addressBytes(caller),
      metas: [{ key: addressBytes(caller) }],
      infos: [],
    };
    const built = invokeImage(asked);
    const steps = [...invokeSteps(asked, built), ...done];
    const faulting = [constant(1, 7n), read(8, 0, 1, 0), ...done];
    for (const active of [
      ['deplete_cu_meter_on_vm_failure'],
      ['raise_cpi_nesting_limit_to_8', 'deplete_cu_meter_on_vm_failure'],
      [],
    ] as const) {
      const cluster = new Cluster({ features: active, history: 0 });
      cluster.addProgram(caller, buildProgram(3, steps, built.bytes));
      cluster.send([{ programAddress: caller, accounts: [{ address: caller, role: AccountRole.READONLY }] }]);
      cluster.addProgram(caller, buildProgram(3, faulting));
      cluster.send([{ programAddress: caller }]);
    }
  });
});

describe('bytes', () => {
  const cluster = new Cluster().carry('memo');
  const memo = (text: string) => ({
    programAddress: carriedPrograms.memo,
    data: new TextEncoder().encode(text),
  });
  const originals = [
    cluster.compile([transfer(payer, at(9), 5_000_000n), memo('one')]),
    cluster.compile([budget(2, ...number(9000, 4)), memo('two')], { version: 'legacy' }),
    cluster.compile([memo('three'), transfer(payer, payer, 1n), memo('four')]),
  ];
  const keysAt = 4;

  it('that were changed are taken as litesvm takes them', () => {
    const random = randomOf(11);
    for (let round = 0; round < 1500; round++) {
      const original = originals[random(originals.length)]!;
      const bytes = Uint8Array.from(original.messageBytes);
      if (random(8) === 0)
        bytes.copyWithin(keysAt + 32 * random(3), keysAt + 32 * random(3), keysAt + 32 * 3);
      for (let change = random(4); change > 0; change--)
        bytes[random(random(2) === 0 ? 6 : bytes.length)] = random(random(2) === 0 ? 256 : 8);
      const messageBytes = random(20) === 0 ? bytes.slice(0, random(bytes.length)) : bytes;
      const transaction = { ...original, messageBytes: messageBytes as unknown as TransactionMessageBytes };
      // litesvm ends the process where bytes are no message at all.
      if (transactionOf(messageBytes, [null]) === undefined)
        expect(cluster.bank.simulate(transaction).error?.code).toBe('SanitizeFailure');
      else cluster.sendTransaction(transaction);
    }
  });

  it('are a transaction as well', () => {
    const bank = new Bank();
    bank.airdrop(payer, 1_000_000_000n);
    const bytes = Uint8Array.from(getTransactionEncoder().encode(originals[0]!));
    expect(bank.simulate(bytes)).toEqual(bank.simulate(originals[0]!));
    for (let length = 0; length < bytes.length; length++)
      expect(bank.send(bytes.slice(0, length)).error?.code).toBe('SanitizeFailure');
  });

  it('may say as much as fits', () => {
    for (const count of [63, 64])
      cluster.send(Array.from({ length: count }, () => transfer(payer, payer, 1n)));
    for (const count of [254, 255])
      cluster.send([
        {
          programAddress: carriedPrograms.memo,
          accounts: Array.from({ length: count }, () => ({ address: payer, role: AccountRole.READONLY })),
          data: Uint8Array.of(65),
        },
      ]);
  });
});
