// Every arithmetic form on every integer type, on boundary values, against big integers.
import { describe, expect, it } from 'vitest';
import { compile } from '../compiler/compile.js';
import {
  fits,
  integerTypes,
  maximumOf,
  minimumOf,
  typeName,
  type IntegerType,
} from '../grammar/signature.js';
import { executeOnEngines } from './engines.js';

type Reference = (left: bigint, right: bigint, type: IntegerType) => bigint | undefined;

const within = (value: bigint, type: IntegerType): bigint | undefined =>
  fits(value, type) ? value : undefined;
const wrapped = (value: bigint, { bits, signed }: IntegerType): bigint =>
  signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
const floorRemainder = (left: bigint, right: bigint): bigint => ((left % right) + right) % right;
const inWidth = (amount: bigint, { bits }: IntegerType): boolean => amount >= 0n && amount < BigInt(bits);

/** What each form gives, undefined where it fails. */
const references: Readonly<Record<string, Reference>> = {
  '+': (l, r, t) => within(l + r, t),
  '-': (l, r, t) => within(l - r, t),
  '*': (l, r, t) => within(l * r, t),
  '/': (l, r, t) => (r === 0n ? undefined : within(l / r, t)),
  '%': (l, r) => (r === 0n ? undefined : l % r),
  mod: (l, r) => (r === 0n ? undefined : floorRemainder(l, r)),
  'wrapping-+': (l, r, t) => wrapped(l + r, t),
  'wrapping--': (l, r, t) => wrapped(l - r, t),
  'wrapping-*': (l, r, t) => wrapped(l * r, t),
  min: (l, r) => (l < r ? l : r),
  max: (l, r) => (l > r ? l : r),
  'bit-and': (l, r) => l & r,
  'bit-or': (l, r) => l | r,
  'bit-xor': (l, r) => l ^ r,
  'shift-left': (l, r, t) => (inWidth(r, t) ? wrapped(l << r, t) : undefined),
  'shift-right': (l, r, t) => (inWidth(r, t) ? l >> r : undefined),
};
const comparisons: Readonly<Record<string, (left: bigint, right: bigint) => boolean>> = {
  '=': (l, r) => l === r,
  '!=': (l, r) => l !== r,
  '<': (l, r) => l < r,
  '<=': (l, r) => l <= r,
  '>': (l, r) => l > r,
  '>=': (l, r) => l >= r,
};

/** The ends of the range, zero and one from both sides, powers of two, and a few in between. */
function interesting(type: IntegerType): bigint[] {
  const low = minimumOf(type);
  const high = maximumOf(type);
  const half = 1n << BigInt(type.bits / 2);
  const values = [
    low,
    low + 1n,
    -half - 1n,
    -half,
    -7n,
    -1n,
    0n,
    1n,
    2n,
    7n,
    31n,
    half - 1n,
    half,
    half * 3n,
    high - 1n,
    high,
  ];
  return [...new Set(values.filter((value) => fits(value, type)))];
}

function littleEndian(value: bigint, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn));
}

function fromBytes(bytes: Uint8Array, type: IntegerType): bigint {
  const value = bytes.reduceRight((total, byte) => (total << 8n) | BigInt(byte), 0n);
  return wrapped(value, type);
}

const programId = '11111111111111111111111111111112';

/** Compiles `form` over two values read from the instruction data, at both optimization extremes. */
function programs(form: string, type: IntegerType, right?: bigint): Uint8Array[] {
  const name = typeName(type);
  const second = right === undefined ? `(instruction-read ${name} ${type.bits / 8})` : `(${name} ${right})`;
  const text = `(${form} (instruction-read ${name} 0) ${second})`;
  return ([0, 2] as const).map((level) => {
    const { program, diagnostics } = compile({ name: 'test', text }, { level });
    expect(diagnostics).toEqual([]);
    return program!.elf;
  });
}

function run(elf: Uint8Array, type: IntegerType, left: bigint, right: bigint): Uint8Array | undefined {
  const data = Uint8Array.from([left, right].flatMap((value) => littleEndian(value, type.bits / 8)));
  const outcome = executeOnEngines({ program: elf, programId, accounts: [], data });
  if (outcome.status === 'ok') return outcome.returnData ?? new Uint8Array(0);
  expect(outcome.exitCode === 24n << 32n || outcome.exitCode === 2n << 32n).toBe(true);
  return undefined;
}

describe.each(integerTypes)('$signed $bits', (type) => {
  it.each(Object.keys(references))('%s', (form) => {
    const reference = references[form]!;
    const values = interesting(type);
    for (const elf of programs(form, type)) {
      for (const left of values) {
        for (const right of values) {
          const bytes = run(elf, type, left, right);
          const found = bytes && fromBytes(bytes, type);
          expect([left, right, found]).toEqual([left, right, reference(left, right, type)]);
        }
      }
    }
  });

  it.each(['+', '-', '*', '/', '%', 'mod'])('%s with a literal', (form) => {
    const reference = references[form]!;
    const values = interesting(type);
    for (const right of [minimumOf(type), -10n, -1n, 1n, 10n, 16n, maximumOf(type)]) {
      if (!fits(right, type)) continue;
      for (const elf of programs(form, type, right)) {
        for (const left of values) {
          const bytes = run(elf, type, left, 0n);
          const found = bytes && fromBytes(bytes, type);
          expect([left, right, found]).toEqual([left, right, reference(left, right, type)]);
        }
      }
    }
  });

  it('comparisons', () => {
    for (const [form, reference] of Object.entries(comparisons)) {
      for (const elf of programs(form, type)) {
        for (const left of interesting(type)) {
          for (const right of interesting(type)) {
            const bytes = run(elf, type, left, right);
            expect([form, left, right, bytes?.[0]]).toEqual([
              form,
              left,
              right,
              reference(left, right) ? 1 : 0,
            ]);
          }
        }
      }
    }
  });

  it('conversions to every type', () => {
    for (const target of integerTypes) {
      for (const wrapping of [false, true]) {
        const name = `${wrapping ? 'wrapping-' : ''}${typeName(target)}`;
        const text = `(${name} (instruction-read ${typeName(type)} 0))`;
        const { program } = compile({ name: 'test', text });
        for (const value of interesting(type)) {
          const bytes = run(program!.elf, type, value, 0n);
          const wanted = wrapping ? wrapped(value, target) : within(value, target);
          expect([name, value, bytes && fromBytes(bytes, target)]).toEqual([name, value, wanted]);
        }
      }
    }
  });
});
