// The edges of every syscall, here and in litesvm: each argument at the edges of memory and of prices, each budget
// that is just enough or not, and the places in a program where a call may stand.
import { describe, expect, it } from 'vitest';
import type { ParameterKind } from '../../grammar/syscall.js';
import { invokeSyscalls } from '../../runtime/syscalls/invoke.js';
import { syscallNamed, syscalls } from '../../runtime/syscalls/table.js';
import { agree, programId } from '../agree.js';
import { testAddress } from '../oracle.js';
import type { Step } from '../small-program.js';
import { add, args, constant, copy, done, exit, move, op, put, read, syscall } from '../small-program.js';
import type { Argument } from './calls.js';
import { argumentsOf, showAll } from './calls.js';
import type { GoodCall } from './good-calls.js';
import { goodCalls } from './good-calls.js';
import { itHadEnoughCases, tally } from './tally.js';

const region = {
  text: 0x1_0000_0000n,
  stack: 0x2_0000_0000n,
  heap: 0x3_0000_0000n,
  input: 0x4_0000_0000n,
};
const heapEnd = region.heap + 0x8000n;
const largest = 2n ** 64n - 1n;

/** Lengths of what syscalls read and write. */
const sizes = [1n, 4n, 8n, 16n, 24n, 32n, 40n, 64n, 96n, 128n, 192n, 576n];

/** Addresses at the edges of what programs have, in v0 and in v3. */
const addresses: readonly bigint[] = [
  // Constants in v3, nothing in v0.
  0n,
  1n,
  // The text in v0, nothing in v3.
  region.text,
  region.text + 4096n,
  // The stack: before it, at the end of a frame, in the gap of v0, at its end with gaps and without.
  region.stack - 1n,
  region.stack,
  region.stack + 4095n,
  region.stack + 4096n,
  region.stack + 0x3_fff8n,
  region.stack + 0x4_0000n,
  region.stack + 0x7_eff8n,
  region.stack + 0x8_0000n,
  // The heap: before it, aligned less and less, and so near to its end that the last byte is in it or not.
  region.heap - 1n,
  ...[1n, 2n, 4n, 8n].map((offset) => region.heap + offset),
  ...sizes.flatMap((size) => [heapEnd - size, heapEnd - size + 1n]),
  // The input.
  region.input - 1n,
  region.input,
  region.input + 8n,
  // Nowhere, and where sums wrap.
  2n ** 63n,
  largest - 7n,
  largest,
];

/** Around the steps of the prices, the limits of the table, the ends of regions and the widths of numbers. */
const lengths: readonly bigint[] = [
  ...[0, 1, 2, 3, 7, 8, 11, 12, 13, 15, 16, 17, 20, 21, 22, 31, 32, 33, 63, 64, 99, 100, 101, 127, 128, 192],
  ...[217, 218, 249, 250, 251, 499, 500, 512, 513, 1024, 1025, 2499, 2500, 2749, 2750, 20_000, 20_001],
  ...[32_768, 32_769, 2 ** 31, 2 ** 32],
].map(BigInt);
const numbers: readonly bigint[] = [
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 27, 28, 0x7f, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 255, 256],
  ...[2 ** 31, 2 ** 32],
].map(BigInt);
const wide = [2n ** 63n, largest - 1n, largest];

const edgesOf: Readonly<Record<ParameterKind, readonly bigint[]>> = {
  integer: [...numbers, ...wide],
  length: [...lengths, ...wide],
  input: addresses,
  output: addresses,
  pubkey: addresses,
  slices: addresses,
};

/** Runs the steps here and in litesvm, once more with each of the budgets that `budgets` makes of its units. */
function agreeOn(
  { syscall: name }: GoodCall,
  steps: readonly Step[],
  { constants, request = {}, budgets }: Surroundings,
): void {
  const { units } = agree(steps, request, constants);
  tally(name, steps, constants, request);
  for (const budget of new Set(budgets?.(units))) {
    agree(steps, { ...request, budget }, constants);
    tally(name, steps, constants, budget);
  }
}

interface Surroundings {
  readonly constants: Uint8Array;
  readonly request?: Parameters<typeof agree>[1];
  readonly budgets?: (units: number) => readonly number[];
}

/** A call with one of its arguments replaced. */
const replaced = ({ values }: GoodCall, at: number, value: Argument): readonly Argument[] =>
  values.map((old, index) => (index === at ? value : old));

const account = {
  pubkey: testAddress(1),
  lamports: 1_000_000_000n,
  owner: programId,
  data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
  executable: false,
  signer: false,
  writable: true,
};

/** Where a call may stand: its steps set the arguments and call. */
const places: Readonly<Record<string, (call: readonly Step[]) => readonly Step[]>> = {
  last: (call) => [...call, exit],
  'before others': (call) => [...call, ...done],
  twice: (call) => [...call, ...call, ...done],
  'three times around': (call) => {
    const slots = call.reduce((sum, { kind }) => sum + (kind === 'constant' || kind === 'rodata' ? 2 : 1), 2);
    return [move(9, 3), ...call, add(9, -1), op('jne.imm', { dst: 9, offset: -slots }), ...done];
  },
  'in a function': (call) => [op('call', { src: 1, immediate: 2 }), ...done, ...call, exit],
  'in a deep function': (call) => [
    ...Array.from({ length: 62 }, () => [op('call', { src: 1, immediate: 1 }), exit]).flat(),
    ...call,
    exit,
  ],
  'after a log': (call) => [...args(region.heap, 5), syscall('sol_log_'), ...call, ...done],
  'after all of the log': (call) => [
    ...args(region.heap, 9985),
    syscall('sol_log_'),
    ...call,
    ...args(region.heap, 3),
    syscall('sol_log_'),
    ...done,
  ],
  'after return data': (call) => [...args(region.heap, 5), syscall('sol_set_return_data'), ...call, ...done],
  'after a change': (call) => [put(1, 1, 8 + 88, 9), ...call, ...done],
  'after an allocation': (call) => [...args(100, 0), syscall('sol_alloc_free_'), ...call, ...done],
  'between looks at the meter': (call) => [
    syscall('sol_log_compute_units_'),
    ...call,
    syscall('sol_log_compute_units_'),
    ...done,
  ],
  'behind a branch': (call) => [move(9, 1), op('jne.imm', { dst: 9, offset: 2 }), ...done, ...call, exit],
  'before return data': (call) => [...call, ...args(region.heap, 5), syscall('sol_set_return_data'), ...done],
  'before a failure': (call) => [...call, move(0, 7), exit],
  'before a fault': (call) => [...call, constant(1, region.heap - 8n), read(8, 0, 1, 0), exit],
  // What a call leaves in r1 to r5, and in r6 to r9.
  'with a look at the registers': (call) => [
    ...[6, 7, 8, 9].map((register) => move(register, register * 11)),
    ...call,
    syscall('sol_log_64_'),
    ...[6, 7, 8, 9].map((register) => copy(register - 5, register)),
    copy(5, 0),
    syscall('sol_log_64_'),
    ...done,
  ],
};

it('has a good call of every syscall but the invocations', () => {
  const invocations = invokeSyscalls.map(({ name }) => name);
  const expected = syscalls
    .map(({ name }) => name)
    .filter((name) => !invocations.some((own) => own === name));
  expect(goodCalls.map((call) => call.syscall).toSorted()).toEqual(expected.toSorted());
});

describe.each(goodCalls.map((call) => [call.syscall, call] as const))('%s', (name, call) => {
  const { parameters } = syscallNamed(name)!;
  const { before = [], values } = call;

  it.each(parameters.map((parameter, index) => [parameter.name, parameter.kind, index] as const))(
    'with any %s',
    (_, kind, index) => {
      for (const value of edgesOf[kind]) {
        const { steps, constants } = argumentsOf(replaced(call, index, value));
        const whole = [...before, ...steps, syscall(name), ...showAll];
        agreeOn(call, whole, { constants, request: { budget: 1_400_000, data: new Uint8Array(9) } });
      }
    },
  );

  it.each(Object.entries(places))('%s', (_, place) => {
    const { steps, constants } = argumentsOf(values);
    const whole = [...before, ...place([...steps, syscall(name)])];
    const request = { accounts: [account], data: Uint8Array.of(1, 2, 3) };
    agreeOn(call, whole, { constants, request });
  });

  it('with units enough or not', () => {
    const { steps, constants } = argumentsOf(values);
    const program = [...before, ...steps, syscall(name), exit];
    const budgets = (units: number): readonly number[] =>
      [units + 1, units, units - 1, units - 2, units >> 1, program.length, program.length - 1, 1, 0].filter(
        (budget) => budget >= 0,
      );
    agreeOn(call, program, { constants, budgets });
  });
});

itHadEnoughCases(goodCalls.map((call) => call.syscall));
