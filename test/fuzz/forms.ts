// What the function forms do, told again over whole numbers: the reference that compiled programs are held against.
import { addressBytes } from '../../runtime/bank/account.js';
import type { IntegerName, Term } from './term.js';
import { bitsOf, integerNames } from './term.js';
import type { Bytes, IntegerValue, Value } from './value.js';
import {
  Failure,
  Unknowable,
  decode,
  encode,
  encodeNumber,
  equal,
  failWith,
  fit,
  integerOf,
  isTrue,
  nothing,
  readBytes,
  sameBytes,
  sizeOf,
  truth,
  u64,
  wordOf,
  wrap,
  writeBytes,
} from './value.js';
import type { LiveAccount, World } from './world.js';

/** What a running program can see and change. */
export interface State {
  readonly world: World;
  readonly accounts: readonly LiveAccount[];
  readonly heap: Bytes;
  /** Lines without `Program log: `. */
  readonly logs: string[];
}

export interface Use {
  readonly state: State;
  readonly values: readonly Value[];
  readonly subject: Term;
  readonly unchecked: boolean;
}

type Rule = (use: Use) => Value;

/** Ties a result back to its type: fails beyond it, or wraps around. */
type Tie = (kind: IntegerName, value: bigint) => Value;

const integers = ({ values }: Use): readonly IntegerValue[] => values.map(integerOf);

/** Folds from the left; every step must fit by itself. */
function folded(use: Use, tie: Tie, step: (left: bigint, right: bigint) => bigint, neutral?: bigint): Value {
  const operands = integers(use);
  const { kind } = operands[0]!;
  const start = operands.length === 1 && neutral !== undefined ? neutral : operands[0]!.value;
  const rest = operands.length === 1 && neutral !== undefined ? operands : operands.slice(1);
  let total: Value = { kind, value: start };
  for (const { value } of rest) total = tie(kind, step(integerOf(total).value, value));
  return total;
}

const sums: Readonly<Record<string, readonly [(a: bigint, b: bigint) => bigint, bigint | undefined]>> = {
  '+': [(a, b) => a + b, 0n],
  '-': [(a, b) => a - b, 0n],
  '*': [(a, b) => a * b, 1n],
};

function nonzero(value: bigint): bigint {
  if (value === 0n) failWith('ArithmeticOverflow');
  return value;
}

function floored(a: bigint, b: bigint): bigint {
  const rest = a % nonzero(b);
  return rest !== 0n && rest < 0n !== b < 0n ? rest + b : rest;
}

function shifted(value: IntegerValue, amount: bigint): Value {
  const size = amount < 0n ? -amount : amount;
  if (size >= BigInt(bitsOf(value.kind))) failWith('InvalidArgument');
  return wrap(value.kind, amount < 0n ? value.value >> size : value.value << size);
}

const orders: Readonly<Record<string, (a: bigint, b: bigint) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

const neighbours = <T>(values: readonly T[], test: (a: T, b: T) => boolean): Value =>
  truth(values.slice(1).every((value, index) => test(values[index]!, value)));

const arithmeticRules: Readonly<Record<string, Rule>> = {
  ...Object.fromEntries(
    Object.entries(sums).flatMap(([name, [step, neutral]]): [string, Rule][] => [
      [name, (use) => folded(use, use.unchecked ? wrap : fit, step, neutral)],
      [`wrapping-${name}`, (use) => folded(use, wrap, step, name === '-' ? 0n : undefined)],
    ]),
  ),
  '/': (use) => folded(use, fit, (a, b) => a / nonzero(b)),
  '%': (use) => folded(use, fit, (a, b) => a % nonzero(b)),
  rem: (use) => folded(use, fit, (a, b) => a % nonzero(b)),
  mod: (use) => folded(use, fit, floored),
  min: (use) => folded(use, fit, (a, b) => (a < b ? a : b)),
  max: (use) => folded(use, fit, (a, b) => (a > b ? a : b)),
  abs: ({ values }) => {
    const { kind, value } = integerOf(values[0]);
    return fit(kind, value < 0n ? -value : value);
  },
  '1+': (use) => shiftBy(use, 1n),
  '1-': (use) => shiftBy(use, -1n),
};

function shiftBy({ values, unchecked }: Use, by: bigint): Value {
  const { kind, value } = integerOf(values[0]);
  return (unchecked ? wrap : fit)(kind, value + by);
}

const bitRules: Readonly<Record<string, Rule>> = {
  'bit-and': (use) => folded(use, wrap, (a, b) => a & b),
  'bit-or': (use) => folded(use, wrap, (a, b) => a | b),
  'bit-xor': (use) => folded(use, wrap, (a, b) => a ^ b),
  'bit-not': ({ values }) => wrap(integerOf(values[0]).kind, ~integerOf(values[0]).value),
  'shift-left': ({ values }) => shiftWithin(values, 1n),
  'shift-right': ({ values }) => shiftWithin(values, -1n),
  ash: ({ values }) => shifted(integerOf(values[0]), integerOf(values[1]).value),
};

function shiftWithin(values: readonly Value[], direction: bigint): Value {
  const amount = integerOf(values[1]).value;
  if (amount < 0n) failWith('InvalidArgument');
  return shifted(integerOf(values[0]), direction * amount);
}

const comparisonRules: Readonly<Record<string, Rule>> = {
  ...Object.fromEntries(
    Object.entries(orders).map(([name, test]): [string, Rule] => [
      name,
      (use) => neighbours(integers(use), (a, b) => test(a.value, b.value)),
    ]),
  ),
  '=': ({ values }) => neighbours(values, equal),
  '!=': ({ values }) =>
    truth(values.every((left, index) => values.slice(index + 1).every((right) => !equal(left, right)))),
  not: ({ values }) => truth(!isTrue(values[0]!)),
  bool: ({ values }) => truth(isTrue(values[0]!)),
};

const conversionRules: Readonly<Record<string, Rule>> = Object.fromEntries(
  integerNames.flatMap((kind): [string, Rule][] => {
    const numberOf = (value: Value | undefined): bigint =>
      value?.kind === 'bool' ? BigInt(value.value) : integerOf(value).value;
    return [
      [kind, ({ values }) => fit(kind, numberOf(values[0]))],
      [`wrapping-${kind}`, ({ values }) => wrap(kind, numberOf(values[0]))],
    ];
  }),
);

const decoder = new TextDecoder();

function logged(state: State, value: Value | undefined): void {
  if (value?.kind !== 'string') throw new Unknowable('a string was expected');
  state.logs.push(decoder.decode(value.bytes));
}

const loggingRules: Readonly<Record<string, Rule>> = {
  log: ({ state, values }) => {
    logged(state, values[0]);
    return nothing;
  },
  sol_log_64_: ({ state, values }) => {
    const words = Array.from({ length: 5 }, (_, index) => (values[index] ? wordOf(values[index]) : 0n));
    state.logs.push(words.map((word) => `0x${word.toString(16)}`).join(', '));
    return nothing;
  },
  sol_log_pubkey: ({ state, values }) => {
    const [key] = values;
    if (key?.kind !== 'pubkey') throw new Unknowable('a key was expected');
    state.logs.push(base58(key.bytes));
    return nothing;
  },
  sol_log_compute_units_: () => nothing,
  length: ({ values }) => u64(values[0]?.kind === 'string' ? values[0].bytes.length : 0),
};

/** Told apart from the library the product uses. */
export function base58(bytes: Uint8Array): string {
  const digits = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
  const zeros = bytes.findIndex((byte) => byte !== 0);
  let number = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  let text = '';
  for (; number > 0n; number /= 58n) text = digits[Number(number % 58n)] + text;
  return '1'.repeat(zeros < 0 ? bytes.length : zeros) + text;
}

/** A code n is the custom error 6000 + n; a message is logged and is InvalidArgument. */
export function failBy(state: State, error: Value | undefined): never {
  if (error === undefined) failWith('InvalidArgument');
  if (error.kind === 'string') {
    logged(state, error);
    failWith('InvalidArgument');
  }
  const custom = wordOf(error) + 6000n;
  if (custom >= 1n << 32n) failWith('ArithmeticOverflow');
  throw new Failure(custom);
}

const failureRules: Readonly<Record<string, Rule>> = {
  fail: ({ state, values }) => failBy(state, values[0]),
  exit: ({ values }) => {
    throw new Failure(wordOf(values[0]));
  },
};

function accountOf({ state, values }: Use): LiveAccount {
  const index = wordOf(values[0]);
  if (index >= BigInt(state.accounts.length)) failWith('NotEnoughAccountKeys');
  return state.accounts[Number(index)]!;
}

/** The place of `size` bytes at an offset, which must lie inside. */
function placeIn(
  memory: Bytes,
  offset: Value | undefined,
  size: number,
  error: 'AccountDataTooSmall' | 'InvalidInstructionData',
): number {
  const at = wordOf(offset);
  if (at + BigInt(size) > BigInt(memory.bytes.length)) failWith(error);
  return Number(at);
}

const need = (condition: boolean, error: Parameters<typeof failWith>[0]): Value => {
  if (!condition) failWith(error);
  return nothing;
};

const accountRules: Readonly<Record<string, Rule>> = {
  'num-accounts': ({ state }) => u64(state.accounts.length),
  'account-lamports': (use) => u64(accountOf(use).lamports),
  'set-lamports': (use) => {
    accountOf(use).lamports = wordOf(use.values[1]);
    return nothing;
  },
  'account-data-len': (use) => u64(accountOf(use).data.bytes.length),
  'account-data-ptr': (use) => ({ kind: 'pointer', memory: accountOf(use).data, at: 0 }),
  'account-pubkey': (use) => ({ kind: 'pubkey', bytes: accountOf(use).key }),
  'account-owner': (use) => ({ kind: 'pubkey', bytes: accountOf(use).owner }),
  'account-is-signer': (use) => truth(accountOf(use).signer),
  'account-is-writable': (use) => truth(accountOf(use).writable),
  'account-executable': (use) => {
    accountOf(use);
    return truth(false);
  },
  'assert-signer': (use) => need(accountOf(use).signer, 'MissingRequiredSignature'),
  'assert-writable': (use) => need(accountOf(use).writable, 'Immutable'),
  'assert-owner': (use) => {
    const { owner } = accountOf(use);
    const [, wanted] = use.values;
    return need(wanted?.kind === 'pubkey' && sameBytes(wanted.bytes, owner), 'InvalidAccountOwner');
  },
  'account-read': (use) => {
    const kind = use.subject.of!;
    const { data } = accountOf(use);
    const at = placeIn(data, use.values[1], sizeOf(kind), 'AccountDataTooSmall');
    return decode(kind, readBytes(data, at, sizeOf(kind)));
  },
  'account-write': (use) => {
    const kind = use.subject.of!;
    const { data } = accountOf(use);
    const at = placeIn(data, use.values[1], sizeOf(kind), 'AccountDataTooSmall');
    writeBytes(data, at, encode(kind, use.values[2]!));
    return nothing;
  },
  'instruction-data-len': ({ state }) => u64(state.world.data.length),
  'instruction-read': ({ state, values, subject }) => {
    const kind = subject.of!;
    const data = { bytes: state.world.data };
    const at = placeIn(data, values[0], sizeOf(kind), 'InvalidInstructionData');
    return decode(kind, readBytes(data, at, sizeOf(kind)));
  },
  'program-id': ({ state }) => ({ kind: 'pubkey', bytes: addressBytes(state.world.programId) }),
  'get-slot': ({ state }) => u64(state.world.slot),
  'get-epoch': () => u64(0),
  'get-clock-timestamp': ({ state }) => ({ kind: 'i64', value: state.world.unixTimestamp }),
};

function pointed(address: Value | undefined, offset: Value | undefined): readonly [Bytes, number] {
  if (address?.kind !== 'pointer') throw new Unknowable('an address was expected');
  const by = offset === undefined ? 0n : BigInt.asIntN(64, wordOf(offset));
  return [address.memory, address.at + Number(by)];
}

/** Bytes that a syscall moves, where the reference knows them. */
function span(address: Value | undefined, length: Value | undefined): readonly [Bytes, number, number] {
  return [...pointed(address, undefined), Number(wordOf(length))];
}

const memoryRules: Readonly<Record<string, Rule>> = {
  'pointer+': ({ values }) => {
    const [memory, at] = pointed(values[0], values[1]);
    return { kind: 'pointer', memory, at };
  },
  load: ({ values, subject }) => {
    const [memory, at] = pointed(values[0], values[1]);
    return decode(subject.of!, readBytes(memory, at, sizeOf(subject.of!)));
  },
  store: ({ values, subject }) => {
    const [memory, at] = pointed(values[0], values[1]);
    writeBytes(memory, at, encode(subject.of!, values[2]!));
    return nothing;
  },
  ...Object.fromEntries(
    [1, 2, 4, 8].flatMap((size): [string, Rule][] => {
      const suffix = size === 8 ? '' : String(size);
      return [
        [
          `mem-load${suffix}`,
          ({ values }) => {
            const [memory, at] = pointed(values[0], values[1]);
            return { ...decode(`u${8 * size}`, readBytes(memory, at, size)), kind: 'u64' } as Value;
          },
        ],
        [
          `mem-store${suffix}`,
          ({ values }) => {
            const [memory, at] = pointed(values[0], values[1]);
            writeBytes(memory, at, encodeNumber(wordOf(values[2]), size));
            return nothing;
          },
        ],
      ];
    }),
  ),
  sol_memset_: ({ values }) => {
    const [memory, at, length] = span(values[0], values[2]);
    writeBytes(memory, at, new Uint8Array(length).fill(Number(wordOf(values[1]) & 0xffn)));
    return u64(0);
  },
  sol_memmove_: ({ values }) => {
    const [memory, at, length] = span(values[0], values[2]);
    const [source, from] = pointed(values[1], undefined);
    writeBytes(memory, at, readBytes(source, from, length).slice());
    return u64(0);
  },
};

/** Every function form of the reference, by name. */
export const rules: ReadonlyMap<string, Rule> = new Map(
  Object.entries({
    ...arithmeticRules,
    ...bitRules,
    ...comparisonRules,
    ...conversionRules,
    ...loggingRules,
    ...failureRules,
    ...accountRules,
    ...memoryRules,
  }),
);
