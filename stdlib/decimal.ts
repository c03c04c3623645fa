// Decimals: fixed-point arithmetic on i64 that count units of 10^-digits, with 128 bits in between.
import { handedOn, type Value } from '../grammar/flow.js';
import { i64, type DecimalType, type Type } from '../grammar/signature.js';
import type { FlowBuilder } from './builder.js';
import * as narrow from './integer.js';
import type { Known } from './integer.js';
import * as wide from './wide.js';

const scaleOf = (type: DecimalType): bigint => 10n ** BigInt(type.digits);

const overflow = 'integer overflow';

/** A magnitude with the sign of `sign` as i64; fails where it does not fit. */
function signed(b: FlowBuilder, size: Value, sign: Value): Value {
  const [negative, positive, after] = [b.block(), b.block(), b.block()];
  const result = b.cell();
  b.branch('slt', sign, b.constant(0), negative, positive);
  b.enterSealed(negative);
  b.failIf('ugt', size, b.constant(1n << 63n), 'ArithmeticOverflow', handedOn);
  b.write(result, b.binary('sub', b.constant(0), size));
  b.jump(after);
  b.enterSealed(positive);
  b.failIf('slt', size, b.constant(0), 'ArithmeticOverflow', handedOn);
  b.write(result, size);
  b.jump(after);
  b.enterSealed(after);
  return b.read(result);
}

/** left * right / divisor, truncated toward zero; of sizes, whose quotient gets the sign of `sign`. */
function returnScaled(
  b: FlowBuilder,
  [left, right, divisor]: readonly [Value, Value, Value],
  known: bigint | undefined,
  sign: Value,
): void {
  const [low, high] = wide.multiplyHalves(b, left, right);
  const [short, long] = [b.block(), b.block()];
  b.branch('eq', high, b.constant(0), short, long);
  b.enterSealed(short);
  b.return([signed(b, b.binary('div', low, divisor), sign)]);
  b.enterSealed(long);
  b.failIf('uge', high, divisor, 'ArithmeticOverflow', handedOn);
  b.return([signed(b, wide.divideHalves(b, [low, high], divisor, known), sign)]);
}

function callRoutine(
  b: FlowBuilder,
  name: string,
  left: Known,
  right: Known,
  build: (b: FlowBuilder, left: Value, right: Value) => void,
): Value {
  const { callee } = b.module.routine(name, 2, 1, b.span, (inner, [first, second]) =>
    build(inner, first!, second!),
  );
  return b.call(callee, [left.value, right.value], 1, overflow)[0]!;
}

/** The product, truncated toward zero. */
export function multiply(b: FlowBuilder, left: Known, right: Known, type: DecimalType): Value {
  return callRoutine(b, `multiply-decimal-${type.digits}`, left, right, (inner, first, second) => {
    const scale = scaleOf(type);
    const sizes = [
      narrow.magnitude(inner, first),
      narrow.magnitude(inner, second),
      inner.constant(scale),
    ] as const;
    returnScaled(inner, sizes, scale, inner.binary('xor', first, second));
  });
}

/** The quotient, truncated toward zero; division by zero fails. */
export function divide(b: FlowBuilder, left: Known, right: Known, type: DecimalType): Value {
  b.failIf('eq', right.value, b.constant(0), 'ArithmeticOverflow', 'division by zero');
  return callRoutine(b, `divide-decimal-${type.digits}`, left, right, (inner, first, second) => {
    const scale = inner.constant(scaleOf(type));
    const sizes = [narrow.magnitude(inner, first), scale, narrow.magnitude(inner, second)] as const;
    returnScaled(inner, sizes, undefined, inner.binary('xor', first, second));
  });
}

/** An integer as a decimal; fails where it does not fit. */
export function fromInteger(b: FlowBuilder, values: readonly Value[], from: Type, type: DecimalType): Value {
  if (from.kind !== 'integer') return values[0]!;
  const whole = from.bits === 128 ? (wide.convert(b, values, from, i64) as Value) : values[0]!;
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
