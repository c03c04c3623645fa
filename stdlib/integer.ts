// Integer operations on values of at most 64 bits, each checked or wrapping, kept extended to 64 bits.
import type { Comparison, Value } from '../grammar/flow.js';
import { maximumOf, minimumOf, type IntegerType } from '../grammar/signature.js';
import type { FlowBuilder } from './builder.js';

/** A value with what is known of it while compiling. */
export interface Known {
  readonly value: Value;
  readonly constant: bigint | undefined;
}

const overflow = 'integer overflow';

/** Fails unless `value`, exact in 64 signed or unsigned bits, lies in the range of a narrower type. */
function checkRange(b: FlowBuilder, value: Value, type: IntegerType, reason: string): void {
  const [above, below]: Comparison[] = type.signed ? ['sgt', 'slt'] : ['ugt', 'ult'];
  b.failIf(above!, value, b.constant(maximumOf(type)), 'ArithmeticOverflow', reason);
  if (type.signed) b.failIf(below!, value, b.constant(minimumOf(type)), 'ArithmeticOverflow', reason);
}

/** Brings the low bits of `value` into the form the type keeps: sign- or zero-extended. */
export function wrap(b: FlowBuilder, value: Value, type: IntegerType): Value {
  if (type.bits === 64 || type.bits === 128) return value;
  return b.extend(value, type.bits, type.signed);
}

/** Runs one of two pieces of code by the sign of `by`, known or not. */
function bySign(b: FlowBuilder, by: Known, negative: () => void, positive: () => void): void {
  if (by.constant !== undefined) return by.constant < 0n ? negative() : positive();
  const whenNegative = b.block();
  const whenPositive = b.block();
  const after = b.block();
  b.branch('slt', by.value, b.constant(0), whenNegative, whenPositive);
  b.enterSealed(whenPositive);
  positive();
  b.jump(after);
  b.enterSealed(whenNegative);
  negative();
  b.jump(after);
  b.enterSealed(after);
}

export function add(b: FlowBuilder, left: Known, right: Known, type: IntegerType): Value {
  const sum = b.binary('add', left.value, right.value);
  if (type.bits < 64) checkRange(b, sum, type, overflow);
  else if (!type.signed) b.failIf('ult', sum, left.value, 'ArithmeticOverflow', overflow);
  else {
    const [by, other] = left.constant === undefined ? [right, left] : [left, right];
    bySign(
      b,
      by,
      () => b.failIf('sgt', sum, other.value, 'ArithmeticOverflow', overflow),
      () => b.failIf('slt', sum, other.value, 'ArithmeticOverflow', overflow),
    );
  }
  return sum;
}

export function subtract(b: FlowBuilder, left: Known, right: Known, type: IntegerType): Value {
  if (type.bits === 64 && !type.signed) {
    b.failIf('ult', left.value, right.value, 'ArithmeticOverflow', overflow);
    return b.binary('sub', left.value, right.value);
  }
  const difference = b.binary('sub', left.value, right.value);
  if (type.bits < 64) checkRange(b, difference, type, overflow);
  else {
    bySign(
      b,
      right,
      () => b.failIf('slt', difference, left.value, 'ArithmeticOverflow', overflow),
      () => b.failIf('sgt', difference, left.value, 'ArithmeticOverflow', overflow),
    );
  }
  return difference;
}

export function multiply(b: FlowBuilder, left: Known, right: Known, type: IntegerType): Value {
  if (type.bits < 64) {
    const product = b.binary('mul', left.value, right.value);
    checkRange(b, product, type, overflow);
    return product;
  }
  const [factor, constant] = right.constant === undefined ? [right, left.constant] : [left, right.constant];
  if (constant !== undefined) return multiplyByConstant(b, factor.value, constant, type);
  return type.signed
    ? multiplySigned(b, left.value, right.value)
    : multiplyUnsigned(b, left.value, right.value);
}

/** Bounds on the other factor decide whether a product with a constant fits. */
function multiplyByConstant(b: FlowBuilder, factor: Value, constant: bigint, type: IntegerType): Value {
  if (constant !== 0n && constant !== 1n) {
    const ends = [minimumOf(type) / constant, maximumOf(type) / constant].sort((x, y) => (x < y ? -1 : 1));
    const [low, high] = constant === -1n ? [-maximumOf(type), maximumOf(type)] : ends;
    b.failIf(type.signed ? 'sgt' : 'ugt', factor, b.constant(high!), 'ArithmeticOverflow', overflow);
    if (type.signed) b.failIf('slt', factor, b.constant(low!), 'ArithmeticOverflow', overflow);
  }
  return b.binaryWith('mul', factor, constant);
}

/** Checked by dividing the product again; nothing to check where a factor is zero. */
function multiplyUnsigned(b: FlowBuilder, left: Value, right: Value): Value {
  const product = b.binary('mul', left, right);
  const check = b.block();
  const after = b.block();
  b.branch('eq', left, b.constant(0), after, check);
  b.enterSealed(check);
  b.failIf('ne', b.binary('div', product, left), right, 'ArithmeticOverflow', overflow);
  b.jump(after);
  b.enterSealed(after);
  return product;
}

/** The absolute value as an unsigned number; 2^63 for the least i64. */
export function magnitude(b: FlowBuilder, value: Value): Value {
  const cell = b.cell();
  b.write(cell, value);
  const negative = b.block();
  const after = b.block();
  b.branch('slt', value, b.constant(0), negative, after);
  b.enterSealed(negative);
  b.write(cell, b.binary('sub', b.constant(0), value));
  b.jump(after);
  b.enterSealed(after);
  return b.read(cell);
}

/** Factors of at most 32 bits cannot overflow; others are checked through their magnitudes. */
function multiplySigned(b: FlowBuilder, left: Value, right: Value): Value {
  const product = b.binary('mul', left, right);
  const slow = b.block();
  const after = b.block();
  const half = 1n << 31n;
  const shifted = [left, right].map((value) => b.binaryWith('add', value, half));
  const high = b.binaryWith('lshr', b.binary('or', shifted[0]!, shifted[1]!), 32);
  b.branch('ne', high, b.constant(0), slow, after);
  b.enterSealed(slow);
  const size = multiplyUnsigned(b, magnitude(b, left), magnitude(b, right));
  // A negative product may reach 2^63, a positive one only 2^63 - 1.
  const sign = b.binaryWith('lshr', b.binary('xor', left, right), 63);
  const limit = b.binaryWith('add', sign, maximumOf({ kind: 'integer', signed: true, bits: 64 }));
  b.failIf('ugt', size, limit, 'ArithmeticOverflow', overflow);
  b.jump(after);
  b.enterSealed(after);
  return product;
}

/** `div` or `rem` of magnitudes with the signs put back: quotients truncate, remainders follow the dividend. */
function divideSigned(b: FlowBuilder, operator: 'div' | 'rem', left: Known, right: Known): Value {
  const divisor =
    right.constant === undefined
      ? magnitude(b, right.value)
      : b.constant(right.constant < 0n ? -right.constant : right.constant);
  const size = b.binary(operator, magnitude(b, left.value), divisor);
  const signSource =
    operator === 'rem' || (right.constant !== undefined && right.constant > 0n)
      ? left.value
      : b.binary('xor', left.value, right.value);
  const cell = b.cell();
  b.write(cell, size);
  const negative = b.block();
  const after = b.block();
  b.branch('slt', signSource, b.constant(0), negative, after);
  b.enterSealed(negative);
  b.write(cell, b.binary('sub', b.constant(0), size));
  b.jump(after);
  b.enterSealed(after);
  return b.read(cell);
}

/** Truncating division and its remainder. Division by zero always fails, wrapping or not. */
export function divide(
  b: FlowBuilder,
  operator: 'div' | 'rem',
  left: Known,
  right: Known,
  type: IntegerType,
  checked: boolean,
): Value {
  b.failIf('eq', right.value, b.constant(0), 'ArithmeticOverflow', 'division by zero');
  if (!type.signed) return b.binary(operator, left.value, right.value);
  const result = divideSigned(b, operator, left, right);
  // Only the least value divided by -1 leaves the range.
  if (operator === 'rem' || (right.constant !== undefined && right.constant !== -1n)) return result;
  if (!checked) return wrap(b, result, type);
  if (type.bits < 64) b.failIf('sgt', result, b.constant(maximumOf(type)), 'ArithmeticOverflow', overflow);
  else {
    const least = b.binary('xor', left.value, b.constant(minimumOf(type)));
    const minusOne = b.binary('xor', right.value, b.constant(-1));
    b.failIf('eq', b.binary('or', least, minusOne), b.constant(0), 'ArithmeticOverflow', overflow);
  }
  return result;
}

/** Remainder of flooring division: it has the divisor's sign. */
export function modulo(b: FlowBuilder, left: Known, right: Known, type: IntegerType): Value {
  const remainder = divide(b, 'rem', left, right, type, true);
  if (!type.signed) return remainder;
  const cell = b.cell();
  b.write(cell, remainder);
  const inexact = b.block();
  const adjust = b.block();
  const after = b.block();
  b.branch('ne', remainder, b.constant(0), inexact, after);
  b.enterSealed(inexact);
  b.branch('slt', b.binary('xor', remainder, right.value), b.constant(0), adjust, after);
  b.enterSealed(adjust);
  b.write(cell, b.binary('add', remainder, right.value));
  b.jump(after);
  b.enterSealed(after);
  return b.read(cell);
}

/** Converts between types of at most 64 bits; fails where the value does not fit. */
export function convert(b: FlowBuilder, value: Value, from: IntegerType, to: IntegerType): Value {
  const reason = 'the value does not fit the type';
  const lossless = minimumOf(from) >= minimumOf(to) && maximumOf(from) <= maximumOf(to);
  if (lossless) return value;
  if (from.signed && to.signed) checkRange(b, value, to, reason);
  else if (from.signed) {
    // A negative value read as unsigned is above every narrower maximum; at 64 bits the sign itself decides.
    if (to.bits === 64) b.failIf('slt', value, b.constant(0), 'ArithmeticOverflow', reason);
    else if (maximumOf(to) < maximumOf(from)) {
      b.failIf('ugt', value, b.constant(maximumOf(to)), 'ArithmeticOverflow', reason);
    } else b.failIf('slt', value, b.constant(0), 'ArithmeticOverflow', reason);
  } else b.failIf('ugt', value, b.constant(maximumOf(to)), 'ArithmeticOverflow', reason);
  return value;
}

/** The comparison in the signedness of a type. */
export function comparisonFor(comparison: '<' | '<=' | '>' | '>=' | '=' | '!=', signed: boolean): Comparison {
  const names = {
    '=': ['eq', 'eq'],
    '!=': ['ne', 'ne'],
    '<': ['ult', 'slt'],
    '<=': ['ule', 'sle'],
    '>': ['ugt', 'sgt'],
    '>=': ['uge', 'sge'],
  } as const;
  return names[comparison][signed ? 1 : 0];
}

/** Shifts; an amount of the type's width or more fails. Bits shifted out on the left are lost. */
export function shift(
  b: FlowBuilder,
  direction: 'left' | 'right',
  value: Value,
  amount: Value,
  type: IntegerType,
): Value {
  b.failIf('uge', amount, b.constant(type.bits), 'InvalidArgument', 'shift by the width of the type or more');
  if (direction === 'left') return wrap(b, b.binary('shl', value, amount), type);
  return b.binary(type.signed ? 'ashr' : 'lshr', value, amount);
}

/** All bits flipped within the type's width. */
export function complement(b: FlowBuilder, value: Value, type: IntegerType): Value {
  return b.binaryWith('xor', value, type.signed ? -1n : maximumOf(type));
}
