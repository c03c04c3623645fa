// One instruction against accounts, by us and by litesvm: every kind of change, error, budget and log.
import { describe, expect, it } from 'vitest';
import { accountEntrySize, input } from '../grammar/memory.js';
import type { InstructionAccount } from '../runtime/bank/account.js';
import { systemProgram } from '../runtime/bank/account.js';
import { execute } from '../runtime/execute.js';
import { agree, programId } from './agree.js';
import { presetAccount, testAddress } from './oracle.js';
import { assertSameWay } from './oracle/trace.js';
import { randomChanges } from './random-changes.js';
import type { Step } from './small-program.js';
import {
  add,
  args,
  buildProgram,
  constant,
  copy,
  done,
  exit,
  move,
  op,
  put,
  read,
  rodata,
  syscall,
  write,
} from './small-program.js';

const rich = 1_000_000_000n;
const base: InstructionAccount = {
  pubkey: testAddress(1),
  lamports: rich,
  owner: programId,
  data: new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]),
  executable: false,
  signer: false,
  writable: true,
};
const second: InstructionAccount = { ...base, pubkey: testAddress(2) };
const readonly = { writable: false };
const foreign = { owner: testAddress(3) };
const { account } = input;

/** Puts into r6 the address of the entry of the account after those given. */
const entryAfter = (...before: InstructionAccount[]): readonly Step[] => {
  const offset = before.reduce<number>(
    (sum, { data }) => sum + accountEntrySize(data.length),
    input.firstAccount,
  );
  return [copy(6, 1), add(6, offset)];
};
const first = entryAfter();
const change = (at: number, by: number): readonly Step[] => [
  read(8, 7, 6, at),
  add(7, by),
  write(8, 6, at, 7),
];
const resize = (length: number): Step => put(8, 6, account.dataLength, length);
const assign = (seed: number): readonly Step[] =>
  [0, 8, 16, 24].flatMap((at) => [
    constant(7, BigInt(`0x${seed.toString(16).padStart(2, '0').repeat(8)}`)),
    write(8, 6, account.owner + at, 7),
  ]);
const zero: readonly Step[] = [put(8, 6, account.data, 0)];
const zeroed = { data: new Uint8Array(8) };

describe('the end of a program', () => {
  it('succeeds with r0 = 0', () => {
    expect(agree(done).units).toBe(2);
  });

  it('maps r0 to the error Agave maps it to', () => {
    for (let code = 0n; code < 40n; code++) agree([constant(0, code << 32n), exit]);
    for (const code of [1n, 42n, 6000n, 0xffff_ffffn, 0x1_0000_0001n, 1n << 63n])
      agree([constant(0, code), exit]);
  });

  it('takes all units for a fault of the machine', () => {
    agree([move(1, 0), op('div64.reg', { dst: 0, src: 1 }), exit]);
    agree([constant(1, 7n), read(8, 0, 1, 0), exit]);
    agree([move(0, 0)]);
    agree([op('ja', { offset: -1 })], { budget: 1000 });
    agree([op('callx', { dst: 1, immediate: 1 })]);
  });

  it('agrees at every budget', () => {
    const steps = [
      rodata(1),
      move(2, 5),
      syscall('sol_log_'),
      ...args(7, 8),
      syscall('sol_log_64_'),
      syscall('sol_log_compute_units_'),
      move(0, 5),
      exit,
    ];
    for (let budget = 0; budget < 320; budget += 1) agree(steps, { budget }, 'hello');
    agree(steps, { budget: 20_000_000 }, 'hello');
  });
});

describe('logs', () => {
  const say = (length: number): readonly Step[] => [
    constant(1, 0x3_0000_0000n),
    move(2, length),
    syscall('sol_log_'),
  ];

  it('are cut at 10,000 bytes', () => {
    for (const length of [
      9800, 9850, 9900, 9930, 9931, 9932, 9933, 9934, 9935, 9936, 9937, 9938, 9939, 9940, 9990, 10000,
    ])
      agree([...say(length), ...say(20), ...say(10), ...say(1), ...say(3), ...done]);
  });

  it('count bytes, not characters', () => {
    const text = 'é'.repeat(600);
    agree(
      [...Array.from({ length: 20 }, () => [rodata(1), move(2, 1200), syscall('sol_log_')]).flat(), ...done],
      {},
      text,
    );
  });

  it('are cut in return data too', () => {
    agree([...args(0x3_0000_0000n, 1024), syscall('sol_set_return_data'), ...say(8700), ...done]);
    agree([...args(0x3_0000_0000n, 1024), syscall('sol_set_return_data'), ...say(8400), ...done]);
  });
});

/** The whole input as return data, as far as it fits, from an offset. */
const showInput = (offset: number, length: number): readonly Step[] => [
  copy(8, 2),
  add(1, offset),
  move(2, length),
  syscall('sol_set_return_data'),
  copy(0, 8),
  ...done,
];

describe('the input', () => {
  const data = new Uint8Array([9, 8, 7]);

  it('is laid out as Agave does', () => {
    const accounts = [
      base,
      { ...second, ...foreign, signer: true, writable: false, data: new Uint8Array(3) },
      { ...base },
      { ...base, pubkey: testAddress(5), lamports: 0n },
      { ...second },
    ];
    const size = 8 + accountEntrySize(8) + accountEntrySize(3) + accountEntrySize(0) + 16 + 8 + 3 + 32;
    for (let offset = 0; offset < size; offset += 1024)
      agree(showInput(offset, Math.min(1024, size - offset)), { accounts, data });
    agree(showInput(size - 1000, 1001), { accounts, data });
  });

  it('is right without accounts and data', () => {
    agree(showInput(0, 48));
    agree(showInput(0, 49));
  });

  it('gives the address of the data in r2 and its own in r1', () => {
    agree([syscall('sol_log_64_'), ...done], { accounts: [base, base], data });
    agree([copy(1, 10), copy(2, 0), copy(3, 6), copy(4, 9), copy(5, 8), syscall('sol_log_64_'), ...done]);
  });

  it('holds data of any length', () => {
    for (const length of [0, 1, 7, 8, 9, 1000])
      agree([read(8, 2, 2, -8), syscall('sol_log_64_'), ...done], {
        data: new Uint8Array(length),
        accounts: [{ ...base, data: new Uint8Array(length) }],
      });
  });
});

describe('duplicates', () => {
  it('add up their rights', () => {
    const both = [
      { ...base, writable: false },
      { ...base, signer: true },
    ];
    agree(showInput(0, 200), { accounts: both });
    agree([...first, put(1, 6, account.data, 77), ...done], { accounts: both });
    agree(showInput(0, 200), { accounts: [...both].reverse() });
  });

  it('share the first entry', () => {
    agree([...first, ...change(account.lamports, -5), ...entryAfter(base), put(1, 6, 0, 3), ...done], {
      accounts: [base, base],
    });
    agree(showInput(accountEntrySize(8), 100), { accounts: [second, base, base, second, base] });
  });
});

const accountKinds: readonly (readonly [string, Partial<InstructionAccount>])[] = [
  ['own', {}],
  ['own, read-only', readonly],
  ['foreign', foreign],
  ['foreign, read-only', { ...foreign, ...readonly }],
  ['own, empty', { data: new Uint8Array(0) }],
  ['own, zeroed', zeroed],
  ['own, zeroed, read-only', { ...zeroed, ...readonly }],
  ['foreign, zeroed', { ...zeroed, ...foreign }],
  ['of the system, empty', { owner: systemProgram, data: new Uint8Array(0) }],
  ['absent', { lamports: 0n, owner: systemProgram, data: new Uint8Array(0) }],
  ['absent, with leftovers', { lamports: 0n }],
  ['poor', { lamports: 500_000n }],
  ['poor, foreign', { ...foreign, lamports: 500_000n }],
  ['poor, read-only', { ...readonly, lamports: 500_000n }],
  ['just rich enough', { lamports: (128n + 8n) * 6960n }],
  ['signer', { signer: true }],
];

const changes: readonly (readonly [string, readonly Step[]])[] = [
  ['nothing', []],
  ['data', [put(1, 6, account.data, 99)]],
  ['data to what it was', [read(1, 7, 6, account.data), write(1, 6, account.data, 7)]],
  ['data beyond its end', [put(1, 6, account.data + 8, 99)]],
  ['growth', [resize(24)]],
  ['growth with data', [resize(24), put(8, 6, account.data + 16, 3)]],
  ['most growth', [...entryGrowth(10240)]],
  ['too much growth', [...entryGrowth(10241)]],
  ['absurd length', [constant(7, 1n << 40n), write(8, 6, account.dataLength, 7)]],
  ['negative length', [constant(7, (1n << 64n) - 1n), write(8, 6, account.dataLength, 7)]],
  ['shrinking', [resize(3)]],
  ['shrinking to nothing', [resize(0)]],
  ['owner', assign(3)],
  ['owner of zeroed data', [...zero, ...assign(3)]],
  ['owner, shrunk to nothing', [resize(0), ...assign(3)]],
  ['owner to what it was', assign(7)],
  ['owner and data', [...zero, ...assign(3), put(1, 6, account.data, 1)]],
  ['a lamport made', change(account.lamports, 1)],
  ['a lamport lost', change(account.lamports, -1)],
  ['no lamports left', [put(8, 6, account.lamports, 0)]],
  ['key', [put(1, 6, account.key, 1)]],
  ['signer', [put(1, 6, account.signer, 1)]],
  ['writable', [put(1, 6, account.writable, 1)]],
  ['executable', [put(1, 6, account.executable, 1)]],
  ['marker', [put(1, 6, account.marker, 3)]],
  ['original length', [put(4, 6, account.originalDataLength, 3)]],
];

function entryGrowth(by: number): readonly Step[] {
  return change(account.dataLength, by);
}

describe.each(accountKinds)('an account: %s', (_, kind) => {
  it.each(changes)('changes: %s', (_name, steps) => {
    agree([...first, ...steps, ...done], { accounts: [{ ...base, ...kind }] });
  });

  it.each([
    ['gives a lamport', -1n],
    ['gives all', -rich],
    ['gives all but a few', 10n - rich],
    ['gives half a million', -500_000n],
    ['gives what is above the rent', (128n + 8n) * 6960n - rich],
    ['gives one more than that', (128n + 8n) * 6960n - rich - 1n],
    ['gets a lamport', 1n],
    ['gets half a million', 500_000n],
    ['gets much', 100_000_000n],
  ])('%s', (_name, amount) => {
    const from = { ...base, ...kind };
    const steps = [
      constant(9, amount),
      ...first,
      read(8, 7, 6, account.lamports),
      op('add64.reg', { dst: 7, src: 9 }),
      write(8, 6, account.lamports, 7),
      add(6, accountEntrySize(from.lamports === 0n ? 0 : from.data.length)),
      read(8, 7, 6, account.lamports),
      op('sub64.reg', { dst: 7, src: 9 }),
      write(8, 6, account.lamports, 7),
      ...done,
    ];
    const others = [
      second,
      { ...second, lamports: 600_000n },
      { ...second, lamports: 0n },
      { ...second, ...foreign },
      { ...second, ...readonly },
    ];
    for (const other of others) agree(steps, { accounts: [from, other] });
  });
});

describe('several accounts', () => {
  it('stop at the first error', () => {
    const steps = [
      ...first,
      ...change(account.lamports, 5),
      put(1, 6, account.data, 1),
      ...entryAfter(base),
      ...change(account.lamports, -5),
      put(1, 6, account.data, 1),
      ...done,
    ];
    for (const [, kind] of accountKinds.slice(0, 4))
      agree(steps, { accounts: [base, { ...second, ...kind }] });
  });

  it('close one into another', () => {
    const steps = [
      ...first,
      read(8, 7, 6, account.lamports),
      put(8, 6, account.lamports, 0),
      ...entryAfter(base),
      read(8, 8, 6, account.lamports),
      op('add64.reg', { dst: 8, src: 7 }),
      write(8, 6, account.lamports, 8),
      ...done,
    ];
    agree(steps, { accounts: [base, { ...second, ...foreign }] });
  });

  it('hold at most 10 MiB', () => {
    const data = new Uint8Array(10 * 1024 * 1024 - 1);
    agree([...first, ...change(account.dataLength, 1), ...done], {
      accounts: [{ ...base, lamports: rich * 1000n, data }],
    });
    agree([...first, ...change(account.dataLength, 2), ...done], {
      accounts: [{ ...base, lamports: rich * 1000n, data }],
    });
  });

  it('change although the program fails, in vain', () => {
    const outcome = agree([...first, put(1, 6, account.data, 99), move(0, 1), exit], { accounts: [base] });
    expect(outcome.accounts[0]!.data).toEqual(base.data);
  });
});

describe('accounts nobody may write', () => {
  it.each([
    '11111111111111111111111111111111',
    'SysvarC1ock11111111111111111111111111111111',
    'SysvarRewards111111111111111111111111111111',
    'SysvarRent111111111111111111111111111111111',
    'Vote111111111111111111111111111111111111111',
    'Stake11111111111111111111111111111111111111',
    'StakeConfig11111111111111111111111111111111',
    'Config1111111111111111111111111111111111111',
    'AddressLookupTab1e1111111111111111111111111',
    'BPFLoader1111111111111111111111111111111111',
    'BPFLoader2111111111111111111111111111111111',
    'BPFLoaderUpgradeab1e11111111111111111111111',
    'LoaderV411111111111111111111111111111111111',
    'NativeLoader1111111111111111111111111111111',
    'ComputeBudget111111111111111111111111111111',
    'Feature111111111111111111111111111111111111',
    'Ed25519SigVerify111111111111111111111111111',
    'KeccakSecp256k11111111111111111111111111111',
    'Secp256r1SigVerify1111111111111111111111111',
    'Sysvar1111111111111111111111111111111111111',
    'ZkTokenProof1111111111111111111111111111111',
    'ZkE1Gama1Proof11111111111111111111111111111',
    'SysvarEpochRewards1111111111111111111111111',
    'SysvarS1otHistory11111111111111111111111111',
    'SysvarFees111111111111111111111111111111111',
    'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA',
    'MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr',
    '1nc1nerator11111111111111111111111111111111',
  ])('%s', (pubkey) => {
    const preset = presetAccount(pubkey);
    const accounts = [{ ...base, ...(preset.lamports > 0n && preset), pubkey }];
    agree([...first, read(1, 1, 6, account.writable), syscall('sol_log_64_'), ...done], { accounts });
    agree(showInput(0, 200), { accounts });
  });
});

describe('the incinerator', () => {
  it('may hold too little for rent', () => {
    const incinerator = '1nc1nerator11111111111111111111111111111111';
    const steps = [
      ...first,
      ...change(account.lamports, -1000),
      ...entryAfter(base),
      ...change(account.lamports, 1000),
      ...done,
    ];
    for (const pubkey of [incinerator, testAddress(4)])
      agree(steps, {
        accounts: [base, { ...base, pubkey, lamports: 0n, owner: systemProgram, data: new Uint8Array(0) }],
      });
  });
});

describe('a program as an account', () => {
  const program: InstructionAccount = {
    ...presetAccount('TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA'),
    signer: false,
    writable: true,
  };
  const transfer = (amount: number): readonly Step[] => [
    ...first,
    ...change(account.lamports, amount),
    ...entryAfter(program),
    ...change(account.lamports, -amount),
    ...done,
  ];

  it.each([
    ['gets lamports', transfer(1)],
    ['gives lamports', transfer(-1)],
    ['gets data', [...first, put(1, 6, account.data, 9), ...done]],
    ['gets an owner', [...first, ...assign(3), ...done]],
    ['is left alone', done],
  ])('%s', (_, steps) => {
    agree(steps, { accounts: [program, base] });
    agree(steps, { accounts: [{ ...program, writable: false }, base] });
  });
});

describe('random changes', () => {
  it('agree', () => {
    for (let seed = 0; seed < 500; seed++) {
      const { request, steps } = randomChanges(seed);
      agree(steps, request);
    }
  });
});

describe('lock-step', () => {
  it('goes the same way with the same registers', () => {
    const loop = [move(3, 40), add(3, -1), copy(4, 3), op('jne.imm', { dst: 3, immediate: 0, offset: -3 })];
    const programs: readonly (readonly Step[])[] = [
      done,
      [...loop, ...showInput(0, 16)],
      [...loop, move(1, 0), op('mod64.reg', { dst: 3, src: 1 }), exit],
      [...loop, put(8, 10, 0, 1), ...done],
      [...first, ...change(account.lamports, 1), syscall('sol_log_64_'), ...done],
      [...loop, syscall('abort'), exit],
      [op('callx', { dst: 1, immediate: 1 }), exit],
      [move(1, 1)],
    ];
    const requests = [{}, { budget: 50 }, { budget: 0 }].map((part) => ({
      programId,
      accounts: [base, second],
      data: new Uint8Array(3),
      ...part,
    }));
    assertSameWay(
      programs.flatMap((steps) =>
        ([0, 3] as const).flatMap((version) =>
          requests.map((request) => ({ elf: buildProgram(version, steps), request })),
        ),
      ),
    );
  });
});

describe('a request that cannot be executed', () => {
  const request = { program: buildProgram(3, done), programId, accounts: [], data: new Uint8Array(0) };

  it.each([
    ['a program that is no ELF', { program: new Uint8Array(10) }, 'InvalidProgram'],
    [
      'an instruction that does not exist',
      {
        program: buildProgram(
          3,
          [op('exit', { dst: 3 }), ...done].map((step) => step),
        ),
      },
      undefined,
    ],
    ['a program id that is no address', { programId: 'abc' }, 'InvalidRequest'],
    ['an account that has no address', { accounts: [{ ...base, pubkey: '0' }] }, 'InvalidRequest'],
    ['an owner that is no address', { accounts: [{ ...base, owner: '' }] }, 'InvalidRequest'],
    ['a budget below zero', { budget: -1 }, 'InvalidRequest'],
    ['a balance below zero', { accounts: [{ ...base, lamports: -1n }] }, 'InvalidRequest'],
    ['a balance too large', { accounts: [{ ...base, lamports: 1n << 64n }] }, 'InvalidRequest'],
    ['a slot below zero', { slot: -1n }, 'InvalidRequest'],
    ['half a unit', { budget: 0.5 }, 'InvalidRequest'],
    ['too many accounts', { accounts: Array.from({ length: 256 }, () => base) }, 'InvalidRequest'],
  ] as const)('%s', (_, part, code) => {
    expect(execute({ ...request, ...part }).error?.code).toBe(code);
  });
});
