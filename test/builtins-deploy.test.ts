// Deployment and upgrade: loader v3 does what it does in litesvm, whatever the file and the accounts.
import { encodeBase58 } from '../grammar/base58.js';
import type { Account } from '../runtime/bank/account.js';
import { systemProgram } from '../runtime/bank/account.js';
import { sysvarAccounts } from '../runtime/bank/builtins/sysvar-argument.js';
import { loaderKeys, loaders } from '../runtime/bank/loaders.js';
import { findProgramAddress } from '../runtime/bank/program-address.js';
import { inactiveSyscalls } from '../runtime/syscalls/inactive.js';
import { defaultSlot } from '../runtime/bank/sysvars.js';
import type { BuiltinCase } from './builtins/case.js';
import { both, bytes, held, key, reader, signer, u32, u64, writer } from './builtins/case.js';
import type { Special } from './builtins/check.js';
import { check } from './builtins/check.js';
import { bufferState, dataState, programState } from './builtins/loader-states.js';
import { testAddress } from './oracle.js';
import { buildProgram, done, op, syscall } from './small-program.js';

const [payer, program, buffer, authority, spill, other] = [41, 42, 43, 44, 45, 46].map(testAddress) as [
  string,
  string,
  string,
  string,
  string,
  string,
];
const programData = encodeBase58(findProgramAddress([key(program)], loaderKeys.v3).address);
const { clock, rent } = sysvarAccounts;
const rich = 10_000_000_000n;
const least = (size: number): bigint => BigInt(128 + size) * 6960n;

const file = buildProgram(3, done);
const blank = new Uint8Array(36);

/** Files by what is to be said of them, with the error. */
const files: readonly (readonly [string, Uint8Array, string?])[] = [
  ...([0, 1, 2, 3] as const).map((version) => [`version ${version}`, buildProgram(version, done)] as const),
  ['with a syscall', buildProgram(0, [syscall('sol_log_compute_units_'), ...done])],
  ['with a syscall of old', buildProgram(0, [syscall('sol_alloc_free_'), ...done]), 'InvalidAccountData'],
  ['with a syscall of old in v3', buildProgram(3, [syscall('sol_alloc_free_'), ...done])],
  ['with no syscall', buildProgram(0, [syscall('sol_nothing_'), ...done]), 'InvalidAccountData'],
  ...inactiveSyscalls.map(
    ({ name }) => [`with ${name}`, buildProgram(0, [syscall(name), ...done]), 'InvalidAccountData'] as const,
  ),
  ['with no syscall in v3', buildProgram(3, [syscall('sol_nothing_'), ...done])],
  ['that jumps away', buildProgram(3, [op('ja', { offset: 100 }), ...done]), 'InvalidAccountData'],
  ['that jumps away in v0', buildProgram(0, [op('ja', { offset: 100 }), ...done]), 'InvalidAccountData'],
  ['that is none', Uint8Array.from({ length: 200 }, (_, at) => at), 'InvalidAccountData'],
  ['of one byte', Uint8Array.of(127), 'InvalidAccountData'],
  ['of a version to come', file.with(48, 4), 'InvalidAccountData'],
  ['for another machine', file.with(18, 62), 'InvalidAccountData'],
  ['followed by zeros', bytes(file, new Uint8Array(64))],
];

{
  interface Changes {
    readonly state?: Uint8Array;
    readonly lamports?: bigint;
    readonly content?: Uint8Array;
    readonly bufferLamports?: bigint;
    readonly maximum?: bigint;
    readonly owner?: string;
    readonly bufferOwner?: string;
    readonly more?: readonly Account[];
    readonly data?: string;
    readonly rich?: bigint;
  }
  const deploy = (changes: Changes = {}): BuiltinCase => {
    const { state = blank, lamports = least(36), content = bufferState(authority, file) } = changes;
    const { maximum = BigInt(content.length), owner = loaders.v3, bufferOwner = loaders.v3 } = changes;
    return {
      accounts: [
        held(payer, changes.rich ?? 100n * rich),
        held(program, lamports, state, owner),
        held(buffer, changes.bufferLamports ?? rich, content, bufferOwner),
        ...(changes.more ?? []),
      ],
      instructions: [
        {
          program: loaders.v3,
          accounts: [
            both(payer),
            writer(changes.data ?? programData),
            writer(program),
            writer(buffer),
            reader(rent),
            reader(clock),
            reader(systemProgram),
            signer(authority),
          ],
          data: bytes(u32(2), u64(maximum)),
        },
      ],
    };
  };
  const fileCases = files.map(([name, content, error]): Special => [
    `a file ${name}`,
    deploy({ content: bufferState(authority, content) }),
    error,
  ]);
  check('DeployWithMaxDataLen', deploy(), [
    ...fileCases,
    ['a program there is', deploy({ state: programState(programData) }), 'AccountAlreadyInitialized'],
    ['a program too small', deploy({ state: new Uint8Array(35) }), 'AccountDataTooSmall'],
    ['a larger program', deploy({ state: new Uint8Array(100), lamports: rich })],
    ['a poor program', deploy({ lamports: least(36) - 1n }), 'ExecutableAccountNotRentExempt'],
    ['a strange program', deploy({ state: bytes(u32(9), new Uint8Array(40)) }), 'InvalidAccountData'],
    ['a program of another loader', deploy({ owner: loaders.v2 }), 'ExternalAccountDataModified'],
    ['a buffer of another loader', deploy({ bufferOwner: loaders.v2 }), 'IncorrectProgramId'],
    ['no buffer', deploy({ content: dataState(authority, file) }), 'InvalidArgument'],
    ['a strange buffer', deploy({ content: u32(1), maximum: 1000n }), 'InvalidAccountData'],
    ['another authority', deploy({ content: bufferState(other, file) }), 'IncorrectAuthority'],
    ['an immutable buffer', deploy({ content: bufferState(undefined, file) }), 'IncorrectAuthority'],
    ['an empty buffer', deploy({ content: bufferState(authority) }), 'InvalidAccountData'],
    ['just room', deploy({ maximum: BigInt(file.length) })],
    ['too little room', deploy({ maximum: BigInt(file.length) - 1n }), 'AccountDataTooSmall'],
    ['too much room', deploy({ maximum: 10_485_760n - 44n }), 'InvalidArgument'],
    ['most room', deploy({ maximum: 10_485_760n - 45n })],
    ['endless room', deploy({ maximum: (1n << 64n) - 1n }), 'InvalidArgument'],
    ['another address', deploy({ data: other }), 'InvalidArgument'],
    ['an address in use', deploy({ more: [held(programData, 1n)] }), '0'],
    ['a poor payer', deploy({ rich: 1n, bufferLamports: 1_000_000n }), '1'],
    ['paid by the buffer', deploy({ rich: 0n })],
    ['a poor buffer', deploy({ bufferLamports: 1n })],
  ]);
}

{
  interface Changes {
    readonly data?: Uint8Array;
    readonly lamports?: bigint;
    readonly dataOwner?: string;
    readonly state?: Uint8Array;
    readonly owner?: string;
    readonly content?: Uint8Array;
    readonly bufferLamports?: bigint;
    readonly bufferOwner?: string;
    readonly more?: readonly Account[];
  }
  const old = new Uint8Array(2000).fill(5);
  const upgrade = (changes: Changes = {}): BuiltinCase => {
    const { data = dataState(authority, old), lamports = rich, dataOwner = loaders.v3 } = changes;
    const { state = programState(programData), owner = loaders.v3 } = changes;
    const { content = bufferState(authority, file), bufferOwner = loaders.v3 } = changes;
    return {
      accounts: [
        held(programData, lamports, data, dataOwner),
        held(program, rich, state, owner),
        held(buffer, changes.bufferLamports ?? rich, content, bufferOwner),
        ...(changes.more ?? []),
      ],
      instructions: [
        {
          program: loaders.v3,
          accounts: [
            writer(programData),
            writer(program),
            writer(buffer),
            writer(spill),
            reader(rent),
            reader(clock),
            signer(authority),
          ],
          data: u32(3),
        },
      ],
    };
  };
  const size = dataState(authority, old).length;
  check('Upgrade', upgrade(), [
    ...files.map(([name, content, error]): Special => [
      `a file ${name}`,
      upgrade({ content: bufferState(authority, content) }),
      error,
    ]),
    ['another program', upgrade({ state: programState(other) }), 'InvalidArgument'],
    ['no program', upgrade({ state: bufferState(authority) }), 'InvalidAccountData'],
    ['a strange program', upgrade({ state: new Uint8Array(1) }), 'InvalidAccountData'],
    ['a program of another loader', upgrade({ owner: loaders.v2 }), 'IncorrectProgramId'],
    ['a buffer of another loader', upgrade({ bufferOwner: loaders.v2 }), 'IncorrectProgramId'],
    ['no buffer', upgrade({ content: dataState(authority, file) }), 'InvalidArgument'],
    ['a strange buffer', upgrade({ content: u32(1) }), 'InvalidAccountData'],
    ['another authority of the buffer', upgrade({ content: bufferState(other, file) }), 'IncorrectAuthority'],
    ['an immutable buffer', upgrade({ content: bufferState(undefined, file) }), 'IncorrectAuthority'],
    ['an empty buffer', upgrade({ content: bufferState(authority) }), 'InvalidAccountData'],
    ['just room', upgrade({ data: dataState(authority, file) })],
    ['too little room', upgrade({ data: dataState(authority, file.slice(1)) }), 'AccountDataTooSmall'],
    ['just the lamports', upgrade({ lamports: least(size) - 5n, bufferLamports: 5n })],
    ['a lamport short', upgrade({ lamports: least(size) - 6n, bufferLamports: 5n }), 'InsufficientFunds'],
    ['deployed in this slot', upgrade({ data: dataState(authority, old, defaultSlot) }), 'InvalidArgument'],
    ['deployed long ago', upgrade({ data: dataState(authority, old, 0n) })],
    ['immutable', upgrade({ data: dataState(undefined, old) }), 'Immutable'],
    ['another authority', upgrade({ data: dataState(other, old) }), 'IncorrectAuthority'],
    ['no data', upgrade({ data: bufferState(authority, old) }), 'InvalidAccountData'],
    ['strange data', upgrade({ data: new Uint8Array(2000).fill(8) }), 'InvalidAccountData'],
    ['data of another loader', upgrade({ dataOwner: loaders.v2 }), 'ExternalAccountDataModified'],
    ['a full spill account', upgrade({ more: [held(spill, (1n << 64n) - 1n)] }), 'ArithmeticOverflow'],
  ]);
}
