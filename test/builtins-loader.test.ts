// Loader v3: each of its instructions does what it does in litesvm.
import { describe, it } from 'vitest';
import { encodeBase58 } from '../grammar/base58.js';
import type { Account } from '../runtime/bank/account.js';
import { loaderKeys, loaders } from '../runtime/bank/loaders.js';
import { findProgramAddress } from '../runtime/bank/program-address.js';
import { defaultSlot } from '../runtime/bank/sysvars.js';
import { systemProgram } from '../runtime/bank/account.js';
import type { BuiltinCase, Meta } from './builtins/case.js';
import { agree, both, bytes, held, key, reader, signer, text, u32, u64, writer } from './builtins/case.js';
import type { Special } from './builtins/check.js';
import { check } from './builtins/check.js';
import {
  bufferState,
  dataState,
  owned as ownedBy,
  programState as stateOf,
} from './builtins/loader-states.js';
import { testAddress } from './oracle.js';
import { buildProgram, done, op, syscall } from './small-program.js';

const [account, authority, recipient, other, payer, program] = [31, 32, 33, 34, 35, 36].map(testAddress) as [
  string,
  string,
  string,
  string,
  string,
  string,
];
const programData = encodeBase58(findProgramAddress([key(program)], loaderKeys.v3).address);
const rich = 10_000_000_000n;

const of = (accounts: readonly Account[], metas: readonly Meta[], ...data: Uint8Array[]): BuiltinCase => ({
  accounts,
  instructions: [{ program: loaders.v3, accounts: metas, data: bytes(...data) }],
});

const programState = (of = programData): Uint8Array => stateOf(of);
const owned = (pubkey: string, data: Uint8Array, lamports = rich): Account => ownedBy(pubkey, data, lamports);

const file = buildProgram(3, done);
const old = buildProgram(0, [syscall('sol_log_compute_units_'), ...done]);
const broken = buildProgram(3, [op('ja', { offset: 100 }), ...done]);
const blank = new Uint8Array(200);

const strange = (make: (data: Uint8Array, lamports?: bigint) => BuiltinCase): readonly Special[] => [
  ['no data', make(new Uint8Array(0)), 'InvalidAccountData'],
  ['3 bytes of data', make(new Uint8Array(3)), 'InvalidAccountData'],
  ['an unknown state', make(bytes(u32(4), new Uint8Array(60))), 'InvalidAccountData'],
  ['a buffer cut short', make(bytes(u32(1), [1], new Uint8Array(31))), 'InvalidAccountData'],
  ['a buffer without an option', make(u32(1)), 'InvalidAccountData'],
  ['a buffer with an odd option', make(bytes(u32(1), [2], new Uint8Array(60))), 'InvalidAccountData'],
  ['program data cut short', make(bytes(u32(3), new Uint8Array(7))), 'InvalidAccountData'],
  [
    'program data with an odd option',
    make(bytes(u32(3), u64(1), [9], new Uint8Array(60))),
    'InvalidAccountData',
  ],
  ['a program cut short', make(bytes(u32(2), new Uint8Array(31))), 'InvalidAccountData'],
];

{
  const initialize = (data: Uint8Array, lamports = rich) =>
    of([owned(account, data, lamports)], [writer(account), reader(authority)], u32(0));
  check('InitializeBuffer', initialize(blank), [
    ...strange(initialize),
    ['a buffer', initialize(bufferState(authority)), 'AccountAlreadyInitialized'],
    ['a program', initialize(programState()), 'AccountAlreadyInitialized'],
    ['program data', initialize(dataState(authority)), 'AccountAlreadyInitialized'],
    ['just room', initialize(new Uint8Array(37))],
    ['too little room', initialize(new Uint8Array(36)), 'AccountDataTooSmall'],
    [
      'of another program',
      of([held(account, rich, blank)], [writer(account), reader(authority)], u32(0)),
      'ExternalAccountDataModified',
    ],
    ['of nobody', of([], [writer(account), reader(authority)], u32(0)), 'InvalidAccountData'],
    ['poor', initialize(blank, 5n)],
  ]);
}

{
  const write = (data: Uint8Array, offset = 3, piece: Uint8Array = Uint8Array.of(1, 2, 3, 4)) =>
    of([owned(account, data)], [writer(account), signer(authority)], u32(1), u32(offset), text(piece));
  const buffer = bufferState(authority, new Uint8Array(20));
  check('Write', write(buffer), [
    ...strange((data) => write(data)),
    ['not initialized', write(blank), 'InvalidAccountData'],
    ['a program', write(programState()), 'InvalidAccountData'],
    ['program data', write(dataState(authority)), 'InvalidAccountData'],
    ['immutable', write(bufferState(undefined, new Uint8Array(20))), 'Immutable'],
    ['another authority', write(bufferState(other, new Uint8Array(20))), 'IncorrectAuthority'],
    ['to the end', write(buffer, 16)],
    ['past the end', write(buffer, 17), 'AccountDataTooSmall'],
    ['far past the end', write(buffer, 0xffff_ffff), 'AccountDataTooSmall'],
    ['nothing', write(buffer, 20, new Uint8Array(0))],
    ['nothing past the end', write(buffer, 21, new Uint8Array(0)), 'AccountDataTooSmall'],
    ['all', write(buffer, 0, new Uint8Array(20).fill(8))],
    ['too much', write(buffer, 0, new Uint8Array(21).fill(8)), 'AccountDataTooSmall'],
    [
      'a length past the data',
      of([owned(account, buffer)], [writer(account), signer(authority)], u32(1), u32(0), u64(5), u32(1)),
      'InvalidInstructionData',
    ],
    [
      'of another program',
      of(
        [held(account, rich, buffer)],
        [writer(account), signer(authority)],
        u32(1),
        u32(0),
        text(Uint8Array.of(1)),
      ),
      'ExternalAccountDataModified',
    ],
  ]);
}

for (const [title, number] of [
  ['SetAuthority', 4],
  ['SetAuthorityChecked', 7],
] as const) {
  const checked = number === 7;
  const set = (data: Uint8Array, metas: readonly Meta[] = [checked ? signer(other) : reader(other)]) =>
    of([owned(account, data)], [writer(account), signer(authority), ...metas], u32(number));
  for (const [kind, state] of [
    ['a buffer', bufferState],
    ['program data', dataState],
  ] as const)
    check(`${title} of ${kind}`, set(state(authority, file)), [
      ...strange((data) => set(data)),
      ['no authority', set(state(undefined)), 'Immutable'],
      ['another authority', set(state(other)), 'IncorrectAuthority'],
      ['not initialized', set(blank), 'InvalidArgument'],
      ['a program', set(programState()), 'InvalidArgument'],
      [
        'to nobody',
        set(state(authority, file), []),
        checked ? 'MissingAccount' : kind === 'a buffer' ? 'IncorrectAuthority' : undefined,
      ],
      [
        'to nobody, immutable',
        set(state(undefined), []),
        checked ? 'MissingAccount' : kind === 'a buffer' ? 'IncorrectAuthority' : 'Immutable',
      ],
      ['to itself', set(state(authority, file), [signer(authority)])],
      [
        'of another program',
        of(
          [held(account, rich, state(authority))],
          [writer(account), signer(authority), signer(other)],
          u32(number),
        ),
        'ExternalAccountDataModified',
      ],
    ]);
}

describe('close', () => {
  const close = (data: Uint8Array, extra: readonly Account[] = [], metas: readonly Meta[] = []) =>
    of(
      [owned(account, data), ...extra],
      [writer(account), writer(recipient), signer(authority), ...metas],
      u32(5),
    );
  check('Close of a buffer', close(bufferState(authority, file)), [
    ...strange((data) => close(data)),
    ['not initialized', close(blank)],
    ['not initialized, short', close(new Uint8Array(4))],
    ['a program', close(programState()), 'InvalidArgument'],
    ['immutable', close(bufferState(undefined, file)), 'Immutable'],
    ['another authority', close(bufferState(other)), 'IncorrectAuthority'],
    ['program data without its program', close(dataState(authority)), 'MissingAccount'],
    [
      'of another program',
      of(
        [held(account, rich, bufferState(authority))],
        [writer(account), writer(recipient), signer(authority)],
        u32(5),
      ),
      'ExternalAccountDataModified',
    ],
    [
      'to one that is full',
      close(bufferState(authority), [held(recipient, (1n << 64n) - 1n)]),
      'ArithmeticOverflow',
    ],
  ]);

  const closeProgram = (data: Uint8Array, state = programState(), owner: string = loaders.v3) =>
    of(
      [owned(programData, data), held(program, rich, state, owner)],
      [writer(programData), writer(recipient), signer(authority), writer(program)],
      u32(5),
    );
  check('Close of a program', closeProgram(dataState(authority, file)), [
    ['immutable', closeProgram(dataState(undefined, file)), 'Immutable'],
    ['another authority', closeProgram(dataState(other, file)), 'IncorrectAuthority'],
    ['deployed in this slot', closeProgram(dataState(authority, file, defaultSlot)), 'InvalidArgument'],
    ['another program', closeProgram(dataState(authority), programState(other)), 'InvalidArgument'],
    ['no program', closeProgram(dataState(authority), bufferState(authority)), 'InvalidArgument'],
    ['a strange program', closeProgram(dataState(authority), new Uint8Array(2)), 'InvalidAccountData'],
    [
      'of another loader',
      closeProgram(dataState(authority), programState(), loaders.v2),
      'IncorrectProgramId',
    ],
  ]);
});

describe('extend', () => {
  const enough = (size: number): bigint => BigInt(128 + size) * 6960n;
  const extend = (
    data: Uint8Array,
    additional = 10_240,
    {
      state = programState(),
      lamports = rich,
      owner = loaders.v3 as string,
      programOwner = loaders.v3 as string,
    } = {},
  ) =>
    of(
      [
        held(programData, lamports, data, owner),
        held(program, rich, state, programOwner),
        held(payer, 100n * rich),
      ],
      [writer(programData), writer(program), reader(systemProgram), both(payer)],
      u32(6),
      u32(additional),
    );
  const size = dataState(authority, file).length;
  const base = extend(dataState(authority, file), 10_240, { lamports: enough(size) });
  check('ExtendProgram', base, [
    ['nothing', extend(dataState(authority, file), 0), 'InvalidInstructionData'],
    ['too little', extend(dataState(authority, file), 10_239), 'InvalidArgument'],
    ['one byte', extend(dataState(authority, file), 1), 'InvalidArgument'],
    ['paid for already', extend(dataState(authority, file), 10_240)],
    ['a byte more', extend(dataState(authority, file), 10_241)],
    ['to the most', extend(dataState(authority, file), 10_485_760 - size, { lamports: 100n * rich })],
    ['past the most', extend(dataState(authority, file), 10_485_760 - size + 1), 'InvalidRealloc'],
    ['far past the most', extend(dataState(authority, file), 0xffff_ffff), 'InvalidRealloc'],
    [
      'the little there is left',
      extend(dataState(authority, bytes(file, new Uint8Array(10_485_750 - size))), 10, {
        lamports: 100n * rich,
      }),
    ],
    ['immutable', extend(dataState(undefined, file)), 'Immutable'],
    ['deployed in this slot', extend(dataState(authority, file, defaultSlot)), 'InvalidArgument'],
    ['a buffer', extend(bufferState(authority, file)), 'InvalidAccountData'],
    ['strange data', extend(new Uint8Array(3)), 'InvalidAccountData'],
    ['a broken file', extend(dataState(authority, broken)), 'InvalidAccountData'],
    ['an old file', extend(dataState(authority, old))],
    ['no file', extend(dataState(authority)), 'InvalidAccountData'],
    [
      'another program',
      extend(dataState(authority, file), 10_240, { state: programState(other) }),
      'InvalidArgument',
    ],
    ['no program', extend(dataState(authority, file), 10_240, { state: blank }), 'InvalidAccountData'],
    [
      'data of another program',
      extend(dataState(authority), 10_240, { owner: other }),
      'InvalidAccountOwner',
    ],
    [
      'a program of another loader',
      extend(dataState(authority), 10_240, { programOwner: loaders.v2 }),
      'InvalidAccountOwner',
    ],
  ]);
  check(
    'ExtendProgramChecked',
    { ...base, instructions: [{ ...base.instructions[0]!, data: bytes(u32(9), u32(10_240)) }] },
    [],
  );
});

describe('other numbers', () => {
  it.each([8, 9, 10, 255])('%i', (number) => {
    agree(
      of(
        [owned(account, bufferState(authority))],
        [writer(account), signer(authority)],
        u32(number),
        new Uint8Array(100),
      ),
    );
  });
});

describe('retired loaders', () => {
  it.each([loaders.v1, loaders.v2])('%s', (loader) => {
    agree({ accounts: [], instructions: [{ program: loader, accounts: [], data: u32(0) }] });
    agree({ accounts: [], instructions: [{ program: loader, accounts: [], data: new Uint8Array(0) }] });
    agree({
      accounts: [],
      budget: 500,
      instructions: [{ program: loader, accounts: [writer(account)], data: u32(1) }],
    });
  });
});
