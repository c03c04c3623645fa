// Integer operations on 128 bits, a value being its low and high half; the long ones are routines shared by a program.
import { handedOn, type BlockId, type Value } from '../grammar/flow.js';
import type { IntegerType } from '../grammar/signature.js';
import type { FlowBuilder } from './builder.js';

/** Low and high 64 bits. */
export type Wide = readonly [low: Value, high: Value];

const overflow = 'integer overflow';

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
export function multiplyHalves(b: FlowBuilder, left: Value, right: Value): Wide {
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

/** How many bits of a value that is not 0 are clear from the highest on, and the value moved up by as many. */
function normalized(b: FlowBuilder, value: Value): { readonly moved: Value; readonly count: Value } {
  const moved = b.cell();
  const count = b.cell();
  b.write(moved, value);
  b.write(count, b.constant(0));
  for (const step of [32, 16, 8, 4, 2, 1]) {
    const move = b.block();
    const after = b.block();
    b.branch('ult', b.read(moved), b.constant(1n << BigInt(64 - step)), move, after);
    b.enterSealed(move);
    b.write(moved, b.binaryWith('shl', b.read(moved), step));
    b.write(count, b.binaryWith('add', b.read(count), step));
    b.jump(after);
    b.enterSealed(after);
  }
  return { moved: b.read(moved), count: b.read(count) };
}

const lowHalf = (1n << 32n) - 1n;

/** Quotient and remainder of division by 64 bits. */
interface Division {
  readonly quotient: Value;
  readonly remainder: Value;
}

/**
 * One digit in base 2^32 of the quotient of `rest * 2^32 + next`, where `rest` is below the divisor, whose top bit is
 * set: estimated from the divisor's upper half, it is at most two too great. Knuth, The Art of Computer Programming
 * 4.3.1, algorithm D.
 */
function digitOf(b: FlowBuilder, rest: Value, next: Value, divisor: Value): Division {
  const upper = b.binaryWith('lshr', divisor, 32);
  const lower = b.binaryWith('and', divisor, lowHalf);
  const digit = b.cell();
  const over = b.cell();
  b.write(digit, b.binary('div', rest, upper));
  b.write(over, b.binary('rem', rest, upper));
  const [check, compare, decrease, done] = [b.block(), b.block(), b.block(), b.block()];
  b.jump(check);
  b.enter(check);
  b.branch('ugt', b.read(digit), b.constant(lowHalf), decrease, compare);
  b.enterSealed(compare);
  const estimate = b.binary('mul', b.read(digit), lower);
  const limit = b.binary('or', b.binaryWith('shl', b.read(over), 32), next);
  b.branch('ugt', estimate, limit, decrease, done);
  b.enterSealed(decrease);
  b.write(digit, b.binaryWith('sub', b.read(digit), 1));
  b.write(over, b.binary('add', b.read(over), upper));
  b.branch('ule', b.read(over), b.constant(lowHalf), check, done);
  b.seal(check);
  b.enterSealed(done);
  const quotient = b.read(digit);
  const dividend = b.binary('or', b.binaryWith('shl', rest, 32), next);
  return { quotient, remainder: b.binary('sub', dividend, b.binary('mul', quotient, divisor)) };
}

/** Divides 128 bits, the high half of which is below the divisor, by one whose top bit is set. */
function divideNormalized(b: FlowBuilder, [low, high]: Wide, divisor: Value): Division {
  const first = digitOf(b, high, b.binaryWith('lshr', low, 32), divisor);
  const second = digitOf(b, first.remainder, b.binaryWith('and', low, lowHalf), divisor);
  const quotient = b.binary('or', b.binaryWith('shl', first.quotient, 32), second.quotient);
  return { quotient, remainder: second.remainder };
}

/** Divides 128 bits, the high half of which is below the divisor, by one of at most 32 bits. */
function divideShort(b: FlowBuilder, [low, high]: Wide, divisor: Value): Division {
  const first = b.binary('or', b.binaryWith('shl', high, 32), b.binaryWith('lshr', low, 32));
  const rest = b.binaryWith('shl', b.binary('rem', first, divisor), 32);
  const second = b.binary('or', rest, b.binaryWith('and', low, lowHalf));
  const upper = b.binaryWith('shl', b.binary('div', first, divisor), 32);
  return {
    quotient: b.binary('or', upper, b.binary('div', second, divisor)),
    remainder: b.binary('rem', second, divisor),
  };
}

/** The value moved up by fewer than 64 bits. */
function movedUp(b: FlowBuilder, [low, high]: Wide, count: Value): Wide {
  const carried = b.binary('lshr', b.binaryWith('lshr', low, 1), b.binaryWith('xor', count, 63));
  return [b.binary('shl', low, count), b.binary('or', b.binary('shl', high, count), carried)];
}

function divideByAny(b: FlowBuilder, value: Wide, divisor: Value): Division {
  const { moved, count } = normalized(b, divisor);
  const { quotient, remainder } = divideNormalized(b, movedUp(b, value, count), moved);
  return { quotient, remainder: b.binary('lshr', remainder, count) };
}

/** The quotient of 128 bits, the high half of which is below the divisor, by 64 bits that may be known. */
export function divideHalves(b: FlowBuilder, value: Wide, divisor: Value, known?: bigint): Value {
  const isShort = known !== undefined && known <= lowHalf;
  return (isShort ? divideShort(b, value, divisor) : divideByAny(b, value, divisor)).quotient;
}

/** Quotient and remainder by a divisor of more than 64 bits: a quotient from its top 64 bits is at most one too small. */
function divideByWide(b: FlowBuilder, value: Wide, divisor: Wide): { quotient: Value; remainder: Wide } {
  const { count } = normalized(b, divisor[1]);
  const [, top] = movedUp(b, divisor, count);
  const half: Wide = [
    b.binary('or', b.binaryWith('lshr', value[0], 1), b.binaryWith('shl', value[1], 63)),
    b.binaryWith('lshr', value[1], 1),
  ];
  const estimate = divideNormalized(b, half, top).quotient;
  const scaled = b.binary('lshr', estimate, b.binaryWith('xor', count, 63));
  // It may be one too great; less one it is right or one too small.
  const quotient = b.cell();
  b.write(quotient, b.binary('sub', scaled, b.compare('ne', scaled, b.constant(0))));
  const product = wrapping(b, 'mul', [b.read(quotient), b.constant(0)], divisor);
  const rest = subtractHalves(b, value, product);
  const [low, high] = [b.cell(), b.cell()];
  b.write(low, rest[0]);
  b.write(high, rest[1]);
  const [more, done] = [b.block(), b.block()];
  branch(b, '>=', rest, divisor, false, more, done);
  b.enterSealed(more);
  const less = subtractHalves(b, rest, divisor);
  b.write(quotient, b.binaryWith('add', b.read(quotient), 1));
  b.write(low, less[0]);
  b.write(high, less[1]);
  b.jump(done);
  b.enterSealed(done);
  return { quotient: b.read(quotient), remainder: [b.read(low), b.read(high)] };
}

/** u128 division, by the shortest way for the sizes of the operands. */
function buildDivide(
  b: FlowBuilder,
  wanted: 'quotient' | 'remainder',
  [leftLow, leftHigh, rightLow, rightHigh]: readonly Value[],
): void {
  const zero = b.constant(0);
  const [word, wide, narrow, long, short, whole] = Array.from({ length: 6 }, () => b.block());
  b.branch('eq', b.binary('or', leftHigh!, rightHigh!), zero, word!, wide!);
  b.enterSealed(word!);
  b.return([b.binary(wanted === 'quotient' ? 'div' : 'rem', leftLow!, rightLow!), zero]);
  b.enterSealed(wide!);
  b.branch('eq', rightHigh!, zero, narrow!, long!);
  b.enterSealed(narrow!);
  const high = b.binary('div', leftHigh!, rightLow!);
  const rest: Wide = [leftLow!, b.binary('rem', leftHigh!, rightLow!)];
  const end = ({ quotient, remainder }: Division): void =>
    b.return(wanted === 'quotient' ? [quotient, high] : [remainder, zero]);
  b.branch('ule', rightLow!, b.constant(lowHalf), short!, whole!);
  b.enterSealed(short!);
  end(divideShort(b, rest, rightLow!));
  b.enterSealed(whole!);
  end(divideByAny(b, rest, rightLow!));
  b.enterSealed(long!);
  const { quotient, remainder } = divideByWide(b, [leftLow!, leftHigh!], [rightLow!, rightHigh!]);
  b.return(wanted === 'quotient' ? [quotient, zero] : remainder);
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
