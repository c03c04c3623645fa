// Programs that call each syscall well and badly.
import { decodeAddress } from '../../grammar/base58.js';
import { testAddress } from '../oracle.js';
import type { Case } from '../oracle.js';
import type { Step } from '../small-program.js';
import {
  args,
  constant,
  copy,
  done,
  exit,
  move,
  put,
  read,
  rodata,
  syscall,
  write,
} from '../small-program.js';

export interface Example {
  readonly title: string;
  readonly steps: readonly Step[];
  readonly constants?: Uint8Array | string;
  readonly request?: Partial<Case>;
}

/** An 8- and 16-aligned address in the first stack frame, with room on both sides. */
const stack = 0x2_0000_0800n;
const heap = 0x3_0000_0000n;
const heapEnd = heap + 32768n;
const inputRegion = 0x4_0000_0000n;
const nowhere = 0x9_0000_0000n;
const code = 0x1_0000_0000n;
const maximum = (1n << 64n) - 1n;

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));

/** Calls with constant arguments, then ends with r0 as the syscall left it. */
const call = (name: string, ...values: (number | bigint)[]): readonly Step[] => [
  ...args(...values),
  syscall(name),
  exit,
];
/** Calls with constant arguments and returns `length` bytes at `from` as return data. */
const callAndShow = (
  name: string,
  from: bigint,
  length: number,
  ...values: (number | bigint)[]
): readonly Step[] => [
  ...args(...values),
  syscall(name),
  copy(9, 0),
  ...args(from, length),
  syscall('sol_set_return_data'),
  copy(0, 9),
  exit,
];
/** Fills stack bytes 0.. with slices at the given addresses; the list lies at `stack`. */
const sliceList = (list: readonly (readonly [bigint, number | bigint])[], at = stack): readonly Step[] => [
  constant(6, at),
  ...list.flatMap(([address, length], index) => [
    constant(7, address),
    write(8, 6, index * 16, 7),
    constant(7, BigInt(length)),
    write(8, 6, index * 16 + 8, 7),
  ]),
];
/** Writes a text into memory from a register-free address. */
const poke = (at: bigint, bytes: Uint8Array): readonly Step[] => [
  constant(6, at),
  ...[...bytes].map((byte, index) => put(1, 6, index, byte)),
];

const badTexts = [
  'fffe',
  '61c3',
  'c328',
  'e282',
  'e28228',
  'e2',
  'f0908c',
  'f09028bc',
  'f0288cbc',
  '6162f8a1',
  'eda080',
  'c080',
  'f4908080',
  'e08080',
  'f0808080',
  '80',
  'efbbbf61ff',
  '61f09f98',
  'f5',
  'e0a0',
  'f48fbf',
];

const logging = [
  {
    syscall: 'sol_log_',
    cases: [
      ...[0, 1, 99, 100, 101, 1000, 20000].map((length) => ({
        title: `${length} bytes`,
        steps: [constant(1, heap), constant(2, BigInt(length)), syscall('sol_log_'), exit],
      })),
      {
        title: 'Unicode',
        steps: [rodata(1), move(2, 14), syscall('sol_log_'), ...done],
        constants: 'žluťoučký kůň',
      },
      {
        title: 'a byte order mark',
        steps: [rodata(1), move(2, 4), syscall('sol_log_'), exit],
        constants: '\ufeffa',
      },
      {
        title: 'line breaks and controls',
        steps: [rodata(1), move(2, 6), syscall('sol_log_'), exit],
        constants: 'a\nb\0\tc',
      },
      ...badTexts.map((text) => ({
        title: `broken text ${text}`,
        steps: [rodata(1), move(2, text.length / 2), syscall('sol_log_'), exit],
        constants: hex(text),
      })),
      { title: 'outside', steps: call('sol_log_', nowhere, 5) },
      { title: 'code', steps: call('sol_log_', code + 4096n, 5) },
      { title: 'past the heap', steps: call('sol_log_', heapEnd - 4n, 5) },
      { title: 'before the stack', steps: call('sol_log_', 0x1_ffff_ffffn, 5) },
      { title: 'address 0', steps: call('sol_log_', 0x1000_0000n, 5) },
      { title: 'nothing, anywhere', steps: call('sol_log_', nowhere, 0) },
      {
        title: 'a length beyond all',
        steps: call('sol_log_', heap, maximum),
        request: { budget: 1_000_000 },
      },
      { title: 'a length of half', steps: call('sol_log_', heap, 1n << 63n) },
    ],
  },
  {
    syscall: 'sol_log_64_',
    cases: [
      { title: 'numbers', steps: call('sol_log_64_', 0, 1, 255, maximum, 0xdeadbeefn) },
      { title: 'registers as they are', steps: [syscall('sol_log_64_'), exit] },
    ],
  },
  {
    syscall: 'sol_log_pubkey',
    cases: [
      {
        title: 'an address',
        steps: [rodata(1), syscall('sol_log_pubkey'), exit],
        constants: new Uint8Array(32).map((_, i) => i * 7 + 1),
      },
      { title: 'zeros', steps: call('sol_log_pubkey', heap) },
      { title: 'unaligned', steps: call('sol_log_pubkey', heap + 1n) },
      { title: 'outside', steps: call('sol_log_pubkey', heapEnd - 31n) },
    ],
  },
  {
    syscall: 'sol_log_compute_units_',
    cases: [
      { title: 'twice', steps: [syscall('sol_log_compute_units_'), syscall('sol_log_compute_units_'), exit] },
    ],
  },
  {
    syscall: 'sol_log_data',
    cases: [
      { title: 'nothing', steps: call('sol_log_data', nowhere, 0) },
      { title: 'one empty', steps: [...sliceList([[nowhere, 0]]), ...call('sol_log_data', stack, 1)] },
      {
        title: 'some',
        steps: [
          ...poke(stack + 256n, hex('00010203fffefd')),
          ...sliceList([
            [stack + 256n, 3],
            [stack + 257n, 6],
            [heap, 0],
            [heap, 30],
          ]),
          ...call('sol_log_data', stack, 4),
        ],
      },
      {
        title: 'unaligned',
        steps: [...sliceList([[heap, 3]], stack + 4n), ...call('sol_log_data', stack + 4n, 1)],
      },
      { title: 'list outside', steps: call('sol_log_data', heapEnd - 8n, 1) },
      {
        title: 'slice outside',
        steps: [...sliceList([[heapEnd - 2n, 3]]), ...call('sol_log_data', stack, 1)],
      },
      { title: 'huge slice', steps: [...sliceList([[heap, maximum]]), ...call('sol_log_data', stack, 1)] },
      { title: 'huge count', steps: call('sol_log_data', heap, 1n << 60n) },
      { title: 'larger count', steps: call('sol_log_data', heap, 1n << 59n) },
      { title: 'largest count', steps: call('sol_log_data', heap, maximum) },
    ],
  },
];

const mem = (name: string, list: readonly (readonly [string, ...bigint[]])[]) => ({
  syscall: name,
  cases: list.map(([title, ...values]) => ({
    title,
    steps: [
      ...poke(heap, hex('000102030405060708090a0b0c0d0e0f')),
      ...callAndShow(name, heap, 64, ...values),
    ],
  })),
});

const copies: readonly (readonly [string, ...bigint[]])[] = [
  ['16 bytes', heap + 32n, heap, 16n],
  ['nothing', heap, heap, 0n],
  ['nothing, anywhere', nowhere, nowhere, 0n],
  ['touching', heap + 8n, heap, 8n],
  ['touching below', heap, heap + 8n, 8n],
  ['overlapping forwards', heap + 4n, heap, 8n],
  ['overlapping backwards', heap, heap + 4n, 8n],
  ['onto itself', heap, heap, 1n],
  ['2499 bytes', heap + 8192n, heap, 2499n],
  ['2500 bytes', heap + 8192n, heap, 2500n],
  ['2750 bytes', heap + 8192n, heap, 2750n],
  ['target outside', heapEnd - 3n, heap, 4n],
  ['source outside', heap, heapEnd - 3n, 4n],
  ['both outside', nowhere, nowhere + 100n, 4n],
  ['target read-only', 0n, heap, 4n],
  ['huge', heap, heap + 64n, maximum],
  ['larger than half', heap, heap + 64n, 1n << 63n],
  ['address wraps', maximum, heap, 4n],
  ['from the stack', heap + 16n, stack, 16n],
  ['into the input', inputRegion, heap, 8n],
];

const memory = [
  mem('sol_memcpy_', copies),
  mem('sol_memmove_', copies),
  mem('sol_memset_', [
    ['16 bytes', heap + 16n, 0xabn, 16n],
    ['low byte only', heap, 0x1234n, 3n],
    ['nothing', nowhere, 1n, 0n],
    ['2500 bytes', heap, 1n, 2500n],
    ['over the end of a frame', 0x2_0000_0ff0n, 1n, 32n],
    ['a whole frame', 0x2_0000_0000n, 1n, 4096n],
    ['two frames', 0x2_0000_0000n, 1n, 8192n],
    ['a gap, or a frame', 0x2_0000_1000n, 1n, 16n],
    ['the end of the stack', 0x2_0003_fff0n, 1n, 16n],
    ['past the end of the stack', 0x2_0003_fff1n, 1n, 16n],
    ['the end of the stack with gaps', 0x2_0007_eff0n, 1n, 16n],
    ['past the end of the stack with gaps', 0x2_0007_eff1n, 1n, 16n],
    ['all of the heap', heap, 1n, 32768n],
    ['past the heap', heap, 1n, 32769n],
    ['code', code + 8192n, 1n, 4n],
    ['huge', heap, 1n, maximum],
  ]),
  {
    syscall: 'sol_memcmp_',
    cases: [
      ...(
        [
          ['equal', heap, heap + 16n, 4n, heap + 32n],
          ['less', heap + 1n, heap + 2n, 4n, heap + 32n],
          ['greater', heap + 5n, heap + 2n, 4n, heap + 32n],
          ['nothing', nowhere, nowhere, 0n, heap + 32n],
          ['unaligned', heap, heap, 4n, heap + 33n],
          ['two off', heap, heap, 4n, heap + 34n],
          ['result outside', heap, heap, 4n, heapEnd],
          ['result misplaced', heap, heap, 4n, nowhere + 1n],
          ['result inside', heap, heap + 1n, 16n, heap + 4n],
          ['left outside', nowhere, heap, 4n, heap],
          ['right outside', heap, nowhere, 4n, heap],
          ['2750 bytes', heap, heap + 8192n, 2750n, heap + 32n],
          ['huge', heap, heap, maximum, heap],
        ] as const
      ).map(([title, ...values]) => ({
        title,
        steps: [
          ...poke(heap, hex('000102030405060708090a0b0c0d0e0f00010203')),
          ...callAndShow('sol_memcmp_', heap, 64, ...values),
        ],
      })),
    ],
  },
  {
    syscall: 'sol_alloc_free_',
    cases: (
      [
        [
          'bytes',
          [
            [1n, 0n],
            [8n, 0n],
            [9n, 0n],
            [0n, 0n],
            [0n, 0n],
          ],
        ],
        [
          'free',
          [
            [8n, heap],
            [8n, 0n],
            [8n, 1n],
          ],
        ],
        [
          'all',
          [
            [32768n, 0n],
            [0n, 0n],
            [1n, 0n],
          ],
        ],
        [
          'too much',
          [
            [32769n, 0n],
            [32767n, 0n],
            [1n, 0n],
            [0n, 0n],
          ],
        ],
        [
          'huge',
          [
            [maximum, 0n],
            [1n << 63n, 0n],
            [(1n << 63n) - 8n, 0n],
            [(1n << 63n) - 7n, 0n],
            [3n, 0n],
          ],
        ],
      ] as const
    ).map(([title, calls]) => ({
      title,
      steps: [
        ...calls.flatMap(([size, free]) => [
          ...args(size, free),
          syscall('sol_alloc_free_'),
          copy(1, 0),
          syscall('sol_log_64_'),
        ]),
        ...done,
      ],
    })),
  },
];

const hashing = ['sol_sha256', 'sol_keccak256'].map((name) => ({
  syscall: name,
  cases: [
    { title: 'nothing', steps: callAndShow(name, heap, 32, nowhere, 0, heap) },
    {
      title: 'slices',
      steps: [
        ...poke(heap, hex('616263')),
        ...sliceList([
          [heap, 3],
          [heap, 0],
          [heap, 100],
          [nowhere, 0],
        ]),
        ...callAndShow(name, heap + 8n, 32, stack, 4, heap + 8n),
      ],
    },
    ...[18, 19, 20, 21, 22, 23].map((length) => ({
      title: `${length} bytes`,
      steps: [...sliceList([[heap, length]]), ...callAndShow(name, heap + 8n, 32, stack, 1, heap + 8n)],
    })),
    {
      title: 'unaligned list',
      steps: [...sliceList([[heap, 3]], stack + 4n), ...call(name, stack + 4n, 1, heap)],
    },
    { title: 'list outside', steps: call(name, nowhere, 1, heap) },
    { title: 'result outside', steps: call(name, nowhere, 1, nowhere) },
    {
      title: 'result read-only',
      steps: [rodata(3), constant(2, 0n), syscall(name), exit],
      constants: 'abcdefghijklmnopqrstuvwxyzabcdefghijkl',
    },
    {
      title: 'slice outside',
      steps: [
        ...sliceList([
          [heap, 40],
          [heapEnd, 1],
        ]),
        ...call(name, stack, 2, heap),
      ],
    },
    { title: 'huge slice', steps: [...sliceList([[heap, maximum]]), ...call(name, stack, 1, heap)] },
    { title: 'too many slices', steps: call(name, heap, 20001, heap) },
    { title: 'far too many slices', steps: call(name, heap, maximum, heap) },
    { title: 'as many slices as allowed', steps: call(name, heap, 20000, heap) },
    { title: '2000 slices', steps: callAndShow(name, heap, 32, heap, 2000, heap) },
  ],
}));

const returned = [
  {
    syscall: 'sol_set_return_data',
    cases: [
      ...[0, 1, 249, 250, 1024, 1025].map((length) => ({
        title: `${length} bytes`,
        steps: call('sol_set_return_data', heap, length),
      })),
      { title: 'nothing, anywhere', steps: call('sol_set_return_data', nowhere, 0) },
      { title: 'outside', steps: call('sol_set_return_data', nowhere, 1) },
      { title: 'huge', steps: call('sol_set_return_data', heap, maximum) },
      {
        title: 'cleared',
        steps: [...args(heap, 5), syscall('sol_set_return_data'), ...call('sol_set_return_data', heap, 0)],
      },
      { title: 'then failing', steps: [...args(heap, 5), syscall('sol_set_return_data'), move(0, 3), exit] },
      {
        title: 'then faulting',
        steps: [...args(heap, 5), syscall('sol_set_return_data'), constant(1, 0n), read(8, 0, 1, -8), exit],
      },
      {
        title: 'then aborting',
        steps: [...args(heap, 5), syscall('sol_set_return_data'), syscall('abort'), exit],
      },
    ],
  },
  {
    syscall: 'sol_get_return_data',
    cases: [
      { title: 'none', steps: call('sol_get_return_data', nowhere, 10, nowhere) },
      ...(
        [
          ['all', heap + 64n, 300n, heap + 1024n],
          ['a part', heap + 64n, 10n, heap + 1024n],
          ['218 bytes', heap + 64n, 218n, heap + 1024n],
          ['217 bytes', heap + 64n, 217n, heap + 1024n],
          ['no room', nowhere, 0n, nowhere],
          ['overlapping', heap + 64n, 40n, heap + 80n],
          ['touching', heap + 64n, 40n, heap + 104n],
          ['data outside', nowhere, 40n, heap],
          ['program outside', heap, 40n, nowhere],
          ['huge room', heap + 64n, maximum, heap + 1024n],
        ] as const
      ).map(([title, ...values]) => ({
        title,
        steps: [
          ...poke(heap, hex('0102030405')),
          ...args(heap, 300),
          syscall('sol_set_return_data'),
          ...callAndShow('sol_get_return_data', heap + 64n, 1000, ...values),
        ],
      })),
    ],
  },
];

const getters = [
  'sol_get_clock_sysvar',
  'sol_get_rent_sysvar',
  'sol_get_epoch_schedule_sysvar',
  'sol_get_epoch_rewards_sysvar',
  'sol_get_last_restart_slot',
].map((name) => ({
  syscall: name,
  cases: [
    {
      title: 'value',
      steps: callAndShow(name, heap, 128, heap),
      request: { slot: 123n, unixTimestamp: -5n },
    },
    { title: 'default', steps: callAndShow(name, stack, 128, stack) },
    { title: 'unaligned', steps: call(name, heap + 4n) },
    { title: 'half aligned', steps: call(name, heap + 8n) },
    { title: 'half aligned on the stack', steps: call(name, stack + 8n) },
    { title: 'in the input', steps: call(name, inputRegion) },
    { title: 'beyond the input', steps: call(name, nowhere) },
    { title: 'outside', steps: call(name, heapEnd) },
    { title: 'outside and unaligned', steps: call(name, heapEnd - 1n) },
    { title: 'read-only', steps: [rodata(1), syscall(name), exit], constants: 'x'.repeat(128) },
  ],
}));

const sizes = (size: bigint): readonly SysvarRead[] => [
  ['all', heap, 0n, size],
  ['one byte more', heap, 0n, size + 1n],
  ['the last byte', heap, size - 1n, 1n],
];
/** Title, result address, offset, length. */
type SysvarRead = readonly [string, bigint, bigint, bigint];
const sysvarCases = (id: string, list: readonly SysvarRead[]): Example[] =>
  list.map(([title, result, offset, length]) => ({
    title: `${id}: ${title}`,
    steps: [
      rodata(1),
      constant(2, result),
      constant(3, offset),
      constant(4, length),
      syscall('sol_get_sysvar'),
      copy(9, 0),
      ...args(heap, 700),
      syscall('sol_set_return_data'),
      copy(0, 9),
      exit,
    ],
    constants: decodeAddress(id)!,
  }));

const readers = [
  {
    syscall: 'sol_get_sysvar',
    cases: [
      ...sysvarCases('SysvarC1ock11111111111111111111111111111111', [
        ['all', heap, 0n, 40n],
        ['a part', heap + 1n, 8n, 9n],
        ['nothing', nowhere - inputRegion, 40n, 0n],
        ['nothing past the end', heap, 41n, 0n],
        ['too much', heap, 0n, 41n],
        ['past the end', heap, 40n, 1n],
        ['in the input', inputRegion, 0n, 40n],
        ['nothing in the input', inputRegion, 0n, 0n],
        ['outside', heapEnd, 0n, 4n],
        ['offset wraps', heap, maximum, 4n],
        ['huge offset', heap, maximum - 4n, 4n],
        ['huge length', heap, 0n, maximum],
      ]),
      ...sysvarCases('SysvarRent111111111111111111111111111111111', sizes(17n)),
      ...sysvarCases('SysvarEpochSchedu1e111111111111111111111111', sizes(33n)),
      ...sysvarCases('SysvarEpochRewards1111111111111111111111111', sizes(81n)),
      ...sysvarCases('SysvarLastRestartS1ot1111111111111111111111', sizes(8n)),
      ...sysvarCases('SysvarStakeHistory1111111111111111111111111', sizes(8n)),
      ...sysvarCases('SysvarS1otHashes111111111111111111111111111', [
        ['the first', heap, 0n, 700n],
        ...sizes(20488n),
      ]),
      ...[
        'SysvarS1otHistory11111111111111111111111111',
        'SysvarRecentB1ockHashes11111111111111111111',
      ].flatMap((id) => sysvarCases(id, sizes(8n))),
      ...[
        'SysvarFees111111111111111111111111111111111',
        'Sysvar1nstructions1111111111111111111111111',
      ].flatMap((id) => sysvarCases(id, sizes(8n))),
      ...sysvarCases(testAddress(9), [
        ['all', heap, 0n, 17n],
        ['outside', heapEnd, 0n, 17n],
      ]),
      { title: 'id outside', steps: call('sol_get_sysvar', nowhere, heap, 0, 1) },
      { title: 'both outside', steps: call('sol_get_sysvar', nowhere, nowhere, 0, 1) },
      { title: 'both outside, one above the input', steps: call('sol_get_sysvar', nowhere, heapEnd, 0, 1) },
      { title: 'id outside, offset wraps', steps: call('sol_get_sysvar', nowhere, heap, maximum, 1) },
      { title: 'id outside, nothing wanted', steps: call('sol_get_sysvar', nowhere, heapEnd, 5, 0) },
    ],
  },
  {
    syscall: 'sol_get_epoch_stake',
    cases: [
      { title: 'all', steps: call('sol_get_epoch_stake', 0) },
      { title: 'one', steps: call('sol_get_epoch_stake', heap) },
      { title: 'outside', steps: call('sol_get_epoch_stake', nowhere) },
    ],
  },
];

const seedsTest = (name: string, extra: readonly bigint[]): Example[] => [
  ...[0, 1, 2, 3, 4, 5, 6, 7].map((byte) => ({
    title: `seed ${byte}`,
    steps: [
      ...poke(heap, Uint8Array.of(byte, 2, 3)),
      ...sliceList([
        [heap, 3],
        [heap, 32],
        [heap, 0],
      ]),
      ...callAndShow(name, heap + 64n, 64, stack, 3, heap + 512n, heap + 64n, ...extra),
    ],
  })),
  { title: 'no seeds', steps: callAndShow(name, heap + 64n, 64, nowhere, 0, heap, heap + 64n, ...extra) },
  {
    title: '16 seeds',
    steps: callAndShow(name, heap + 64n, 64, stack, 16, heap, heap + 64n, ...extra),
    request: { budget: 1_000_000 },
  },
  { title: '17 seeds', steps: call(name, stack, 17, heap, heap + 64n, ...extra) },
  {
    title: 'a long seed',
    steps: [...sliceList([[heap, 33]]), ...call(name, stack, 1, heap, heap + 64n, ...extra)],
  },
  {
    title: 'a seed outside',
    steps: [...sliceList([[nowhere, 32]]), ...call(name, stack, 1, heap, heap + 64n, ...extra)],
  },
  { title: 'an unaligned list', steps: call(name, stack + 4n, 1, heap, heap + 64n, ...extra) },
  { title: 'a list outside', steps: call(name, nowhere, 1, heap, heap + 64n, ...extra) },
  { title: 'program outside', steps: call(name, stack, 1, nowhere, heap + 64n, ...extra) },
  {
    title: 'address outside',
    steps: [
      ...poke(heap, Uint8Array.of(2, 2, 3)),
      ...sliceList([
        [heap, 3],
        [heap, 32],
        [heap, 0],
      ]),
      ...call(name, stack, 3, heap + 512n, nowhere, ...extra),
    ],
  },
  { title: 'huge count', steps: call(name, stack, maximum, heap, heap + 64n, ...extra) },
];

const addresses = [
  { syscall: 'sol_create_program_address', cases: seedsTest('sol_create_program_address', []) },
  {
    syscall: 'sol_try_find_program_address',
    cases: [
      ...seedsTest('sol_try_find_program_address', [heap + 100n]),
      {
        title: 'bump inside the address',
        steps: call('sol_try_find_program_address', stack, 1, heap, heap + 64n, heap + 70n),
      },
      {
        title: 'bump beside the address',
        steps: callAndShow(
          'sol_try_find_program_address',
          heap + 64n,
          64,
          stack,
          1,
          heap,
          heap + 64n,
          heap + 96n,
        ),
      },
      {
        title: 'bump before the address',
        steps: callAndShow(
          'sol_try_find_program_address',
          heap + 64n,
          64,
          stack,
          1,
          heap,
          heap + 65n,
          heap + 64n,
        ),
      },
      {
        title: 'bump outside',
        steps: call('sol_try_find_program_address', stack, 1, heap, heap + 64n, nowhere),
      },
      {
        title: 'both outside',
        steps: call('sol_try_find_program_address', stack, 1, heap, nowhere, nowhere + 64n),
      },
    ],
  },
];

const control = [
  { syscall: 'abort', cases: [{ title: 'ends', steps: [syscall('abort'), ...done] }] },
  {
    syscall: 'sol_panic_',
    cases: [
      {
        title: 'a place',
        steps: [rodata(1), move(2, 7), move(3, 12), move(4, 5), syscall('sol_panic_'), ...done],
        constants: 'main.rs',
      },
      { title: 'no file', steps: call('sol_panic_', nowhere, 0, maximum, maximum) },
      {
        title: 'broken text',
        steps: [rodata(1), move(2, 2), syscall('sol_panic_'), exit],
        constants: hex('fffe'),
      },
      { title: 'outside', steps: call('sol_panic_', nowhere, 1, 1, 1) },
    ],
  },
  { syscall: 'sol_get_stack_height', cases: [{ title: 'top', steps: call('sol_get_stack_height') }] },
  {
    syscall: 'sol_get_processed_sibling_instruction',
    cases: [0, 1, 5].map((index) => ({
      title: `${index}`,
      steps: call('sol_get_processed_sibling_instruction', index, heap, heap, heap, heap),
    })),
  },
  { syscall: 'an unknown syscall', cases: [{ title: 'ends', steps: [syscall('sol_nonsense'), ...done] }] },
];

export const costExamples: readonly { readonly syscall: string; readonly cases: readonly Example[] }[] = [
  ...logging,
  ...memory,
  ...hashing,
  ...returned,
  ...getters,
  ...readers,
  ...addresses,
  ...control,
];
