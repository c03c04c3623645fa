// Transactions on the command line: what a fixture can say, what a run of it shows, and that litesvm says the same.
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Instruction } from '@solana/kit';
import { AccountRole, address } from '@solana/kit';
import { ComputeBudget } from 'litesvm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeBase58 } from '../grammar/base58.js';
import { runOutputSchema } from '../grammar/config.js';
import { defaultPayer, defaultProgramId } from '../grammar/fixture.js';
import { addressBytes } from '../runtime/bank/account.js';
import { Cluster } from './cluster.js';
import { buildCommandLine, stackLine, type CommandLine } from './command-line.js';
import type { Asked } from './invoke-image.js';
import { invokeImage, invokeSteps, placesOf } from './invoke-image.js';
import { testAddress } from './oracle.js';
import { buildProgram, done } from './small-program.js';

const system = '11111111111111111111111111111111';
const callerId = testAddress(70);
const calleeId = testAddress(71);
const receiver = testAddress(72);

const number = (value: bigint, size: 4 | 8): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes.subarray(0, size);
};
const transferData = (amount: bigint): Buffer => Buffer.concat([number(2n, 4), number(amount, 8)]);

/** A program that invokes another with accounts of its own, which hold no data. */
function caller(programId: string, keys: readonly string[], rights: number, data: Uint8Array): Uint8Array {
  const places = placesOf(keys.map(() => ({ length: 0 })));
  const asked: Asked = {
    layout: 'c',
    programId: addressBytes(programId),
    metas: keys.map((key, index) => ({
      key: addressBytes(key),
      writable: rights,
      signer: index === 0 ? rights : 0,
    })),
    data,
    infos: places,
  };
  const built = invokeImage(asked);
  return buildProgram(3, [...invokeSteps(asked, built), ...done], built.bytes);
}

const callee = '(log "called")\n(when (> (num-accounts) 0)\n  (fail 7))\n';
let line: CommandLine;

beforeAll(async () => {
  line = await buildCommandLine();
  line.file('programs/pays.so', caller(system, [defaultPayer, receiver], 1, transferData(5_000_000n)));
  line.file('programs/calls.so', caller(calleeId, [], 0, new Uint8Array(0)));
  line.file('programs/calls-wrongly.so', caller(calleeId, [defaultPayer], 1, new Uint8Array(0)));
  line.file('programs/callee.ovsm', callee);
  line.file('programs/sum.ovsm', '(log "adding")\n(+ 40 2)\n');
});

afterAll(() => rmSync(dirname(line.folder), { recursive: true, force: true }));

let written = 0;

/** Runs a fixture, written beside the programs' folder. */
function run(fixture: object, ...words: string[]) {
  const file = line.file(`transaction${written++}.json`, JSON.stringify(fixture, null, 2));
  const ended = line.osvm(['ovsm', 'run', ...words, '--fixture', file]);
  expect(ended.stdout + ended.stderr).not.toMatch(stackLine);
  expect(ended.stderr).not.toContain('E0899');
  return ended;
}

interface Shown {
  readonly status: string;
  readonly units: number;
  readonly fee: number;
  readonly logs: readonly string[];
  readonly error?: { readonly code: string; readonly instruction?: number; readonly span?: object };
  readonly instructions: readonly { readonly units: number; readonly inner: readonly unknown[] }[];
  readonly accounts: readonly { readonly pubkey: string; readonly lamports: number }[];
}

function runJson(fixture: object, ...words: string[]): Shown {
  const shown: unknown = JSON.parse(run(fixture, ...words, '--json').stdout);
  expect(runOutputSchema.safeParse(shown).error?.issues).toBeUndefined();
  return shown as Shown;
}

const payerSigns = { pubkey: defaultPayer, signer: true, writable: true };
const pays = {
  program: 'programs/pays.so',
  accounts: [payerSigns, { pubkey: receiver, writable: true }, system],
};
const transfer = {
  programId: system,
  accounts: [payerSigns, { pubkey: receiver, writable: true }],
  data: transferData(7_000_000n).toString('hex'),
};
const calls = (file: string, ...accounts: object[]) => ({
  programId: callerId,
  program: `programs/${file}.so`,
  accounts: [...accounts, calleeId],
});
const calleeFile = { programId: calleeId, file: 'programs/callee.ovsm' };

const manyAddress = (seed: number): string =>
  encodeBase58(Uint8Array.from({ length: 32 }, (_, at) => (at < 2 ? (seed >> (8 * at)) & 255 : 9)));

/** The same instructions for litesvm. */
function instructionsOf(
  fixture: readonly {
    programId?: string;
    accounts: readonly (string | { pubkey: string; signer?: boolean; writable?: boolean })[];
    data?: string;
  }[],
): Instruction[] {
  return fixture.map(({ programId = defaultProgramId, accounts, data = '' }) => ({
    programAddress: address(programId),
    accounts: accounts.map((mention) => {
      const {
        pubkey,
        signer = false,
        writable = false,
      } = typeof mention === 'string' ? { pubkey: mention } : mention;
      const roles = writable
        ? [AccountRole.WRITABLE, AccountRole.WRITABLE_SIGNER]
        : [AccountRole.READONLY, AccountRole.READONLY_SIGNER];
      return { address: address(pubkey), role: roles[signer ? 1 : 0]! };
    }),
    data: Uint8Array.from(Buffer.from(data, 'hex')),
  }));
}

describe('a transaction', () => {
  it.each([
    ['that succeeds', [pays, transfer], undefined],
    [
      'that fails after an instruction',
      [pays, { ...transfer, data: transferData(10n ** 15n).toString('hex') }],
      undefined,
    ],
    [
      'whose program is not given its rights',
      [{ ...pays, accounts: [payerSigns, receiver, system] }],
      undefined,
    ],
    ['that runs out of units', [transfer, pays], 200],
  ])('%s is what litesvm says of it', (_name, instructions, budget) => {
    const cluster = new Cluster();
    cluster.fund(address(defaultPayer), 1_000_000_000_000n);
    cluster.addProgram(address(defaultProgramId), readFileSync(join(line.folder, 'programs/pays.so')));
    if (budget !== undefined) {
      const limits = new ComputeBudget();
      limits.computeUnitLimit = BigInt(budget);
      cluster.svm.withComputeBudget(limits);
      cluster.bank.configure({ units: budget });
    }
    const judged = cluster.send(instructionsOf(instructions), { payer: address(defaultPayer) });
    const { status, units, logs, fee, error, instructions: trees } = runJson({ instructions, budget });
    expect({ status, units, logs, fee: BigInt(fee) }).toEqual({
      status: judged.status,
      units: judged.units,
      logs: judged.logs,
      fee: judged.fee,
    });
    expect([error?.code, error?.instruction]).toEqual([judged.error?.code, judged.error?.instruction]);
    const count = (list: readonly unknown[]): number =>
      (list as { inner: unknown[] }[]).reduce((sum, { inner }) => sum + 1 + count(inner), 0);
    expect(count(trees)).toBe(judged.invocations.length);
    expect(trees.reduce((sum, tree) => sum + tree.units, 0)).toBe(units);
  });

  it('shows units of each call, fee and changed accounts', () => {
    const { status, stdout, stderr } = run({ instructions: [pays, transfer] });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('fee  5000 lamports\n');
    expect(stdout).toMatch(
      /^invocations\n +\d+ +\d+% {2}ovsm1+ \(programs\/pays\.so\)\n +150 +\d+% {4}1+ \(solana_system_program\)\n +150 +\d+% {2}1+ \(solana_system_program\)\n/m,
    );
    expect(stdout).toContain('lamports 1000000000000 -> 999987995000 (-12005000)');
    expect(stdout).toContain('lamports 0 -> 12000000 (+12000000)');
  });

  it('runs programs from source, and shows the value of the last', () => {
    const { status, stdout } = run({ instructions: [{ program: 'programs/sum.ovsm' }] });
    expect(status).toBe(0);
    expect(stdout).toContain('Program log: adding');
    expect(stdout).toMatch(/^value +42 \(i64\)$/m);
    expect(stdout).toMatch(/^units +\d+ of 200000$/m);
  });

  it('lets the command line say what runs where the fixture leaves it open', () => {
    const fixture = { programId: callerId, instructions: [{ program: 'programs/missing.so' }] };
    expect(run(fixture, 'programs/sum.ovsm').stdout).toMatch(/^value +42 \(i64\)$/m);
    expect(run({ instructions: [{}] }, 'programs/sum.ovsm', '--arch', 'v0').status).toBe(0);
  });

  it('takes the rights and the data of its accounts, and a clock', () => {
    line.file(
      'programs/looks.ovsm',
      '(when (not (= (get-clock-timestamp) 77)) (fail 1))\n(account-write u8 0 0 9)\n',
    );
    const account = {
      pubkey: receiver,
      lamports: 890_880,
      owner: defaultProgramId,
      data: '00',
      writable: true,
    };
    const shown = runJson({
      instructions: [{ program: 'programs/looks.ovsm', accounts: [receiver] }],
      accounts: [{ ...account, lamports: 10_000_000 }],
      unixTimestamp: 77,
    });
    expect(shown).toMatchObject({ status: 'ok' });
    expect(shown.accounts).toContainEqual({
      pubkey: receiver,
      lamports: 10_000_000,
      owner: defaultProgramId,
      data: '09',
    });
  });
});

describe('a failed transaction', () => {
  it('shows the place in the program that was invoked', () => {
    const fixture = { instructions: [transfer, calls('calls-wrongly', payerSigns)], programs: [calleeFile] };
    const { status, stdout, stderr } = run(fixture);
    expect(status).toBe(1);
    expect(stderr).toContain('error[E0842]: instructions[1] failed in the program programs/callee.ovsm');
    expect(stderr).toContain('programs/callee.ovsm:3:3');
    expect(stdout).toMatch(
      /^invocations\n.*\n +\d+ +\d+% {2}\S+ \(programs\/calls-wrongly\.so\): .*\n.*\(programs\/callee\.ovsm\): custom program error: 0x1777$/m,
    );
    expect(runJson(fixture).error).toMatchObject({
      instruction: 1,
      span: { file: 'programs/callee.ovsm', start: { line: 3 } },
    });
  });

  it('shows the instruction of a program without notes', () => {
    const { stderr } = run({ instructions: [{ ...pays, accounts: [payerSigns, receiver, system] }] });
    expect(stderr).toMatch(/it failed at instruction \d+: syscall sol_invoke_signed_c/);
  });

  it('that was refused says why', () => {
    const { status, stderr } = run({ payer: receiver, instructions: [transfer] });
    expect(status).toBe(1);
    expect(stderr).toContain('error[E0843]: the transaction failed: Attempt to debit an account');
    expect(run({ instructions: [{ programId: callerId }] }).stderr).toContain('E0843');
    expect(runJson({ payer: receiver, instructions: [transfer] }).instructions).toEqual([]);
  });
});

describe('a trace', () => {
  it('has a line for each instruction, with height and program', () => {
    const fixture = { instructions: [calls('calls')], programs: [calleeFile] };
    expect(run(fixture, '--trace=steps.txt').status).toBe(0);
    const lines = readFileSync(join(line.folder, 'steps.txt'), 'utf8').trimEnd().split('\n');
    expect(lines[0]).toMatch(new RegExp(`^ +1 1 ${callerId} +0  lddw`));
    expect(lines.find((text) => text.includes(` 2 ${calleeId} `))).toBeDefined();
    expect(lines.at(-1)).toMatch(new RegExp(` 1 ${callerId} .* exit`));
  });

  it('replaces no program of the fixture', () => {
    const { status, stderr } = run({ instructions: [pays] }, '--trace=programs/../programs/pays.so');
    expect({ status, stderr }).toMatchObject({ status: 2 });
  });
});

describe('a wrong fixture', () => {
  it.each<[string, object, string, string]>([
    ['an empty list', { instructions: [] }, 'E0823', 'instructions must hold an instruction'],
    ['a wrong list', { instructions: 3 }, 'E0823', 'instructions must be an array'],
    ['an unknown key', { instructions: [{ acounts: [] }] }, 'E0821', 'did you mean `accounts`?'],
    ['a key of the other form', { instructions: [{}], data: '' }, 'E0821', '`data`'],
    ['a wrong address', { instructions: [{ accounts: ['O0'] }] }, 'E0823', 'instructions[0].accounts[0]'],
    [
      'a wrong mention',
      { instructions: [{ accounts: [{ pubkey: 1 }] }] },
      'E0823',
      'instructions[0].accounts[0].pubkey',
    ],
    [
      'a mention without address',
      { instructions: [{ accounts: [{}] }] },
      'E0822',
      'instructions[0].accounts[0].pubkey',
    ],
    [
      'an unknown right',
      { instructions: [{ accounts: [{ pubkey: system, signr: true }] }] },
      'E0821',
      'did you mean `signer`?',
    ],
    [
      'a program without file',
      { instructions: [{}], programs: [{ programId: system }] },
      'E0822',
      'programs[0].file',
    ],
    ['standard input as a program', { instructions: [{ program: '-' }] }, 'E0823', 'the name of a file'],
    [
      'two programs at one address',
      { instructions: [{ program: 'a.so' }, { program: 'b.so' }] },
      'E0825',
      'instructions[1].program',
    ],
    [
      'an account in the place of a program',
      {
        instructions: [{ program: 'a.so' }],
        accounts: [{ pubkey: defaultProgramId, lamports: 1, owner: system }],
      },
      'E0825',
      'accounts[0]',
    ],
    ['a missing file', { instructions: [{ program: 'programs/cale.ovsm' }] }, 'E0808', 'transaction'],
    [
      'too many addresses',
      {
        instructions: [0, 1].map((part) => ({
          accounts: Array.from({ length: 200 }, (_, at) => manyAddress(part * 200 + at)),
        })),
      },
      'E0826',
      '402 addresses',
    ],
    [
      'a short sysvar',
      {
        instructions: [transfer],
        accounts: [{ pubkey: 'SysvarC1ock11111111111111111111111111111111', lamports: 1, owner: system }],
      },
      'E0823',
      'accounts[0].data',
    ],
  ])('%s', (_name, fixture, code, says) => {
    const { status, stderr } = run(fixture);
    expect({ status, stderr }).toMatchObject({ status: 2 });
    expect(stderr).toContain(`error[${code}]`);
    expect(stderr).toContain(says);
  });

  it('is not run with options that mean nothing to it', () => {
    expect(run({ instructions: [pays] }, '--data', '00').stderr).toContain('E0807');
    expect(run({ instructions: [pays] }, '--arch', 'v0').stderr).toContain('E0807');
    expect(run({ instructions: [transfer] }, 'programs/sum.ovsm').stderr).toContain('E0827');
    expect(run({ accounts: [] }).stderr).toContain('E0803');
  });

  it('that a cluster would find too long is warned of', () => {
    const { status, stderr } = run({
      instructions: [{ program: 'programs/sum.ovsm', data: '00'.repeat(2000) }],
    });
    expect(status).toBe(0);
    expect(stderr).toContain('warning[W0828]');
  });
});
