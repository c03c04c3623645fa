// Decimals: fixed-point arithmetic on i64 that count units of 10^-digits, with 128 bits in between.
import type { Value } from '../grammar/flow.js';
import { i128, i64, type DecimalType, type Type } from '../grammar/signature.js';
import type { FlowBuilder } from './builder.js';
import * as narrow from './integer.js';
import type { Known } from './integer.js';
import * as wide from './wide.js';

const scaleOf = (type: DecimalType): bigint => 10n ** BigInt(type.digits);

function constantWide(b: FlowBuilder, value: bigint): wide.Wide {
  return [b.constant(value), b.constant(value >> 64n)];
}

const widened = (b: FlowBuilder, { value }: Known): wide.Wide => wide.widen(b, value, true);

/** The low half of a value that must fit an i64. */
function narrowed(b: FlowBuilder, value: wide.Wide): Value {
  return wide.convert(b, value, i128, i64) as Value;
}

/** The product, truncated toward zero. */
export function multiply(b: FlowBuilder, left: Known, right: Known, type: DecimalType): Value {
  const product = wide.wrapping(b, 'mul', widened(b, left), widened(b, right));
  return narrowed(b, wide.divide(b, product, constantWide(b, scaleOf(type)), i128));
}

/** The quotient, truncated toward zero; division by zero fails. */
export function divide(b: FlowBuilder, left: Known, right: Known, type: DecimalType): Value {
  const scaled = wide.wrapping(b, 'mul', widened(b, left), constantWide(b, scaleOf(type)));
  return narrowed(b, wide.divide(b, scaled, widened(b, right), i128));
}

/** An integer as a decimal; fails where it does not fit. */
export function fromInteger(b: FlowBuilder, values: readonly Value[], from: Type, type: DecimalType): Value {
  if (from.kind !== 'integer') return values[0]!;
  const whole =
    from.bits === 128 ? narrowed(b, wide.convert(b, values, from, i128) as wide.Wide) : values[0]!;
  const value = from.bits === 128 ? whole : narrow.convert(b, whole, from, i64);
  const scale = scaleOf(type);
  return narrow.multiply(
    b,
    { value, constant: undefined },
    { value: b.constant(scale), constant: scale },
    i64,
  );
}

type Step = (b: FlowBuilder, left: Known, right: Known, type: DecimalType) => Value;

/** What arithmetic forms do with decimals; those that are not here take integers only. */
export const decimalSteps: ReadonlyMap<string, Step> = new Map<string, Step>([
  ['+', (b, left, right) => narrow.add(b, left, right, i64)],
  ['-', (b, left, right) => narrow.subtract(b, left, right, i64)],
  ['*', multiply],
  ['/', divide],
  ['%', (b, left, right) => narrow.divide(b, 'rem', left, right, i64, true)],
  ['mod', (b, left, right) => narrow.modulo(b, left, right, i64)],
]);

/** What a form of one decimal operand begins with: 0 for a difference, one for a product. */
export function neutralOf(name: string, type: DecimalType): bigint {
  return name === '*' ? scaleOf(type) : 0n;
}
