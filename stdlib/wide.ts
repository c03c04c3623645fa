// Integer operations on 128 bits, a value being its low and high half; the long ones are routines shared by a program.
import { handedOn, type BlockId, type Value } from '../grammar/flow.js';
import type { IntegerType } from '../grammar/signature.js';
import type { FlowBuilder } from './builder.js';

/** Low and high 64 bits. */
export type Wide = readonly [low: Value, high: Value];

const overflow = 'integer overflow';
const topBit = 1n << 63n;

/** a + b and the carry out of the low half kept inside; never fails. */
function addHalves(b: FlowBuilder, left: Wide, right: Wide): Wide {
  const low = b.binary('add', left[0], right[0]);
  const carry = b.compare('ult', low, left[0]);
  return [low, b.binary('add', b.binary('add', left[1], right[1]), carry)];
}

function subtractHalves(b: FlowBuilder, left: Wide, right: Wide): Wide {
  const borrow = b.compare('ult', left[0], right[0]);
  return [b.binary('sub', left[0], right[0]), b.binary('sub', b.binary('sub', left[1], right[1]), borrow)];
}

/** Branches on a comparison of two wide values. */
export function branch(
  b: FlowBuilder,
  comparison: '<' | '<=' | '>' | '>=' | '=' | '!=',
  left: Wide,
  right: Wide,
  signed: boolean,
  then: BlockId,
  otherwise: BlockId,
): void {
  if (comparison === '=' || comparison === '!=') {
    const differs = b.binary('or', b.binary('xor', left[0], right[0]), b.binary('xor', left[1], right[1]));
    b.branch(comparison === '=' ? 'eq' : 'ne', differs, b.constant(0), then, otherwise);
    return;
  }
  if (comparison === '>' || comparison === '<=') {
    return branch(b, comparison === '>' ? '<' : '>=', right, left, signed, then, otherwise);
  }
  const less = comparison === '<';
  const equalHigh = b.block();
  const differentHigh = b.block();
  b.branch('eq', left[1], right[1], equalHigh, differentHigh);
  b.enterSealed(equalHigh);
  b.branch(less ? 'ult' : 'uge', left[0], right[0], then, otherwise);
  b.enterSealed(differentHigh);
  b.branch(less ? (signed ? 'slt' : 'ult') : signed ? 'sge' : 'uge', left[1], right[1], then, otherwise);
}

/** Fails if the comparison holds. */
function failIf(b: FlowBuilder, comparison: '<' | '>', left: Wide, right: Wide, signed: boolean): void {
  const bad = b.block(true);
  const after = b.block();
  branch(b, comparison, left, right, signed, bad, after);
  b.enterSealed(bad);
  fail(b);
  b.enterSealed(after);
}

/** Fails with overflow and continues in code that never runs. */
function fail(b: FlowBuilder): void {
  const zero = b.constant(0);
  b.failIf('eq', zero, zero, 'ArithmeticOverflow', overflow);
  b.unreachable();
}

export function add(b: FlowBuilder, left: Wide, right: Wide, type: IntegerType): Wide {
  const sum = addHalves(b, left, right);
  if (!type.signed) failIf(b, '<', sum, left, false);
  else checkSign(b, left[1], right[1], sum[1]);
  return sum;
}

/** A sum overflows if both operands have one sign and it has the other. */
function checkSign(b: FlowBuilder, left: Value, right: Value, sum: Value): void {
  const changed = b.binary('and', b.binary('xor', left, sum), b.binary('xor', right, sum));
  b.failIf('slt', changed, b.constant(0), 'ArithmeticOverflow', overflow);
}

export function subtract(b: FlowBuilder, left: Wide, right: Wide, type: IntegerType): Wide {
  if (!type.signed) failIf(b, '<', left, right, false);
  const difference = subtractHalves(b, left, right);
  if (type.signed) {
    const changed = b.binary(
      'and',
      b.binary('xor', left[1], right[1]),
      b.binary('xor', left[1], difference[1]),
    );
    b.failIf('slt', changed, b.constant(0), 'ArithmeticOverflow', overflow);
  }
  return difference;
}

/** The whole 128-bit product of two 64-bit values, from four 32-bit products. */
function multiplyHalves(b: FlowBuilder, left: Value, right: Value): Wide {
  const lowOf = (value: Value) => b.extend(value, 32, false);
  const highOf = (value: Value) => b.binaryWith('lshr', value, 32);
  const [leftLow, leftHigh, rightLow, rightHigh] = [lowOf(left), highOf(left), lowOf(right), highOf(right)];
  const lows = b.binary('mul', leftLow, rightLow);
  const cross = b.binary('add', b.binary('mul', leftHigh, rightLow), highOf(lows));
  const middle = b.binary('add', b.binary('mul', leftLow, rightHigh), lowOf(cross));
  const high = b.binary(
    'add',
    b.binary('mul', leftHigh, rightHigh),
    b.binary('add', highOf(cross), highOf(middle)),
  );
  return [b.binary('mul', left, right), high];
}

/** Operations modulo 2^128. */
export function wrapping(b: FlowBuilder, operator: 'add' | 'sub' | 'mul', left: Wide, right: Wide): Wide {
  if (operator === 'add') return addHalves(b, left, right);
  if (operator === 'sub') return subtractHalves(b, left, right);
  const [low, high] = multiplyHalves(b, left[0], right[0]);
  const cross = b.binary('add', b.binary('mul', left[0], right[1]), b.binary('mul', left[1], right[0]));
  return [low, b.binary('add', high, cross)];
}

function callRoutine(
  b: FlowBuilder,
  name: string,
  args: readonly Value[],
  build: (b: FlowBuilder, parameters: readonly Value[]) => void,
  reason = handedOn,
): Wide {
  const { callee, results } = b.module.routine(name, args.length, 2, b.span, build);
  const [low, high] = b.call(callee, args, results, reason);
  return [low!, high!];
}

/** u128 product: at most one high half may be set, and the cross product must fit the high half. */
function buildMultiply(b: FlowBuilder, [leftLow, leftHigh, rightLow, rightHigh]: readonly Value[]): void {
  const zero = b.constant(0);
  const bothHigh = b.block();
  const fits = b.block();
  b.branch('eq', leftHigh!, zero, fits, bothHigh);
  b.enterSealed(bothHigh);
  b.failIf('ne', rightHigh!, zero, 'ArithmeticOverflow', handedOn);
  b.jump(fits);
  b.enterSealed(fits);
  const [low, high] = multiplyHalves(b, leftLow!, rightLow!);
  // One of these products is of a zero half, so their sum is the other one.
  const first = multiplyHalves(b, leftHigh!, rightLow!);
  const second = multiplyHalves(b, leftLow!, rightHigh!);
  b.failIf('ne', b.binary('or', first[1], second[1]), zero, 'ArithmeticOverflow', handedOn);
  const cross = b.binary('add', first[0], second[0]);
  const total = b.binary('add', high, cross);
  b.failIf('ult', total, high, 'ArithmeticOverflow', handedOn);
  b.return([low, total]);
}

const multiplyUnsigned = (b: FlowBuilder, left: Wide, right: Wide): Wide =>
  // It serves many places; it is the place of the call that people want to see.
  callRoutine(b, 'multiply-u128', [...left, ...right], buildMultiply, overflow);

/** The absolute value as u128. */
function magnitude(b: FlowBuilder, value: Wide): Wide {
  return negateIf(b, value, value[1]);
}

/** The negation where `sign` is negative, else the value. */
function negateIf(b: FlowBuilder, value: Wide, sign: Value): Wide {
  const cells = [b.cell(), b.cell()] as const;
  b.write(cells[0], value[0]);
  b.write(cells[1], value[1]);
  const negative = b.block();
  const after = b.block();
  const zero = b.constant(0);
  b.branch('slt', sign, zero, negative, after);
  b.enterSealed(negative);
  const negated = subtractHalves(b, [zero, zero], value);
  b.write(cells[0], negated[0]);
  b.write(cells[1], negated[1]);
  b.jump(after);
  b.enterSealed(after);
  return [b.read(cells[0]), b.read(cells[1])];
}

/** Gives a magnitude the sign of `sign`; fails where an i128 cannot hold it. */
function signedFrom(b: FlowBuilder, size: Wide, sign: Value): Wide {
  const result = negateIf(b, size, sign);
  // Right results have the wanted sign, or are zero.
  const wrong = b.block();
  const after = b.block();
  b.branch('slt', b.binary('xor', result[1], sign), b.constant(0), wrong, after);
  b.enterSealed(wrong);
  b.failIf('ne', b.binary('or', size[0], size[1]), b.constant(0), 'ArithmeticOverflow', overflow);
  b.jump(after);
  b.enterSealed(after);
  return result;
}

export function multiply(b: FlowBuilder, left: Wide, right: Wide, type: IntegerType): Wide {
  if (!type.signed) return multiplyUnsigned(b, left, right);
  const size = multiplyUnsigned(b, magnitude(b, left), magnitude(b, right));
  return signedFrom(b, size, b.binary('xor', left[1], right[1]));
}

/** One value shifted left by one bit, `bit` entering on the right. */
function shiftIn(b: FlowBuilder, value: Wide, bit: Value): Wide {
  const high = b.binary('or', b.binaryWith('shl', value[1], 1), b.binaryWith('lshr', value[0], 63));
  return [b.binary('or', b.binaryWith('shl', value[0], 1), bit), high];
}

/** u128 division: by hardware where both fit 64 bits, else one bit of the quotient at a time. */
function buildDivide(
  b: FlowBuilder,
  wanted: 'quotient' | 'remainder',
  [leftLow, leftHigh, rightLow, rightHigh]: readonly Value[],
): void {
  const zero = b.constant(0);
  const long = b.block();
  const short = b.block();
  b.branch('eq', b.binary('or', leftHigh!, rightHigh!), zero, short, long);
  b.enterSealed(short);
  b.return([b.binary(wanted === 'quotient' ? 'div' : 'rem', leftLow!, rightLow!), zero]);
  b.enterSealed(long);
  const [remainderLow, remainderHigh] = [b.cell(), b.cell()];
  const [quotientLow, quotientHigh] = [b.cell(), b.cell()];
  const count = b.cell();
  b.write(remainderLow, zero);
  b.write(remainderHigh, zero);
  // The dividend leaves on the left of the same 128 bits that the quotient enters on the right.
  b.write(quotientLow, leftLow!);
  b.write(quotientHigh, leftHigh!);
  b.write(count, b.constant(128));
  const loop = b.block();
  const subtractStep = b.block();
  const next = b.block();
  const done = b.block();
  b.jump(loop);
  b.enter(loop);
  const dividend: Wide = [b.read(quotientLow), b.read(quotientHigh)];
  const remainder: Wide = [b.read(remainderLow), b.read(remainderHigh)];
  // A remainder of 2^127 or more loses its top bit in the shift, but is then above every divisor.
  const lost = b.binaryWith('and', remainder[1], topBit);
  const shifted = shiftIn(b, remainder, b.binaryWith('lshr', dividend[1], 63));
  const moved = shiftIn(b, dividend, zero);
  b.write(remainderLow, shifted[0]);
  b.write(remainderHigh, shifted[1]);
  b.write(quotientLow, moved[0]);
  b.write(quotientHigh, moved[1]);
  const compareBlock = b.block();
  b.branch('ne', lost, zero, subtractStep, compareBlock);
  b.enterSealed(compareBlock);
  branch(b, '>=', shifted, [rightLow!, rightHigh!], false, subtractStep, next);
  b.enterSealed(subtractStep);
  const reduced = subtractHalves(b, shifted, [rightLow!, rightHigh!]);
  b.write(remainderLow, reduced[0]);
  b.write(remainderHigh, reduced[1]);
  b.write(quotientLow, b.binaryWith('or', moved[0], 1));
  b.jump(next);
  b.enterSealed(next);
  const left = b.binaryWith('sub', b.read(count), 1);
  b.write(count, left);
  b.branch('ne', left, zero, loop, done);
  b.seal(loop);
  b.enterSealed(done);
  b.return(
    wanted === 'quotient'
      ? [b.read(quotientLow), b.read(quotientHigh)]
      : [b.read(remainderLow), b.read(remainderHigh)],
  );
}

function divideUnsigned(b: FlowBuilder, wanted: 'quotient' | 'remainder', left: Wide, right: Wide): Wide {
  return callRoutine(b, `${wanted}-u128`, [...left, ...right], (inner, parameters) =>
    buildDivide(inner, wanted, parameters),
  );
}

function checkDivisor(b: FlowBuilder, right: Wide): void {
  b.failIf('eq', b.binary('or', right[0], right[1]), b.constant(0), 'ArithmeticOverflow', 'division by zero');
}

export function divide(b: FlowBuilder, left: Wide, right: Wide, type: IntegerType): Wide {
  checkDivisor(b, right);
  if (!type.signed) return divideUnsigned(b, 'quotient', left, right);
  const size = divideUnsigned(b, 'quotient', magnitude(b, left), magnitude(b, right));
  return signedFrom(b, size, b.binary('xor', left[1], right[1]));
}

export function remainder(b: FlowBuilder, left: Wide, right: Wide, type: IntegerType): Wide {
  checkDivisor(b, right);
  if (!type.signed) return divideUnsigned(b, 'remainder', left, right);
  return negateIf(b, divideUnsigned(b, 'remainder', magnitude(b, left), magnitude(b, right)), left[1]);
}

export function modulo(b: FlowBuilder, left: Wide, right: Wide, type: IntegerType): Wide {
  const rest = remainder(b, left, right, type);
  if (!type.signed) return rest;
  const cells = [b.cell(), b.cell()] as const;
  b.write(cells[0], rest[0]);
  b.write(cells[1], rest[1]);
  const inexact = b.block();
  const adjust = b.block();
  const after = b.block();
  const zero = b.constant(0);
  b.branch('ne', b.binary('or', rest[0], rest[1]), zero, inexact, after);
  b.enterSealed(inexact);
  b.branch('slt', b.binary('xor', rest[1], right[1]), zero, adjust, after);
  b.enterSealed(adjust);
  const adjusted = addHalves(b, rest, right);
  b.write(cells[0], adjusted[0]);
  b.write(cells[1], adjusted[1]);
  b.jump(after);
  b.enterSealed(after);
  return [b.read(cells[0]), b.read(cells[1])];
}

/** Shifts by an amount below 128. */
export function shift(
  b: FlowBuilder,
  direction: 'left' | 'right',
  value: Wide,
  amount: Value,
  signed: boolean,
): Wide {
  const cells = [b.cell(), b.cell()] as const;
  const write = (low: Value, high: Value) => {
    b.write(cells[0], low);
    b.write(cells[1], high);
  };
  write(value[0], value[1]);
  const nonzero = b.block();
  const small = b.block();
  const large = b.block();
  const after = b.block();
  const rightShift = signed ? 'ashr' : 'lshr';
  b.branch('eq', amount, b.constant(0), after, nonzero);
  b.enterSealed(nonzero);
  b.branch('ult', amount, b.constant(64), small, large);
  b.enterSealed(small);
  const opposite = b.binary('sub', b.constant(64), amount);
  if (direction === 'left') {
    const carried = b.binary('lshr', value[0], opposite);
    write(b.binary('shl', value[0], amount), b.binary('or', b.binary('shl', value[1], amount), carried));
  } else {
    const carried = b.binary('shl', value[1], opposite);
    write(
      b.binary('or', b.binary('lshr', value[0], amount), carried),
      b.binary(rightShift, value[1], amount),
    );
  }
  b.jump(after);
  b.enterSealed(large);
  const rest = b.binaryWith('sub', amount, 64);
  if (direction === 'left') write(b.constant(0), b.binary('shl', value[0], rest));
  else {
    const fill = signed ? b.binaryWith('ashr', value[1], 63) : b.constant(0);
    write(b.binary(rightShift, value[1], rest), fill);
  }
  b.jump(after);
  b.enterSealed(after);
  return [b.read(cells[0]), b.read(cells[1])];
}

/** Widens a 64-bit value. */
export function widen(b: FlowBuilder, value: Value, signed: boolean): Wide {
  return [value, signed ? b.binaryWith('ashr', value, 63) : b.constant(0)];
}

/** Converts between types of which one at least has 128 bits; fails where the value does not fit. */
export function convert(
  b: FlowBuilder,
  values: readonly Value[],
  from: IntegerType,
  to: IntegerType,
): Wide | Value {
  const reason = 'the value does not fit the type';
  if (from.bits < 128) {
    if (from.signed && !to.signed) {
      b.failIf('slt', values[0]!, b.constant(0), 'ArithmeticOverflow', reason);
    }
    return widen(b, values[0]!, from.signed);
  }
  const value: Wide = [values[0]!, values[1]!];
  if (to.bits === 128) {
    if (from.signed !== to.signed) b.failIf('slt', value[1], b.constant(0), 'ArithmeticOverflow', reason);
    return value;
  }
  // The high half must be what widening the low half would give; the caller checks the low half further.
  const expected = to.signed && from.signed ? b.binaryWith('ashr', value[0], 63) : b.constant(0);
  b.failIf('ne', value[1], expected, 'ArithmeticOverflow', reason);
  return value[0];
}
