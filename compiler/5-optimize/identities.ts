// Algebra: which simpler thing an operation is equal to. Each rule yields at most one instruction.
import type { Binary, Comparison, Extend, FlowInstruction, Value } from '../../grammar/flow.js';
import * as make from '../../grammar/flow/make.js';
import {
  asSigned,
  asWord,
  compute,
  extended,
  holds,
  isCommutative,
  maximumWord,
  mirrored,
  negations,
  reflexive,
} from './arithmetic.js';
import { decide, type Range } from './ranges.js';

/** What the rules may ask about values. */
export interface Known {
  bitsOf(value: Value): bigint | undefined;
  definitionOf(value: Value): FlowInstruction | undefined;
  rangeOf(value: Value): Range;
  /** A value of these bits, taken modulo 2^64. */
  constant(bits: bigint): Value;
}

/** Another value that is the same, another instruction with the same result, or nothing simpler. */
export type Simpler = Value | FlowInstruction | undefined;

const isPowerOfTwo = (bits: bigint): boolean => bits !== 0n && (bits & (bits - 1n)) === 0n;
const exponentOf = (power: bigint): bigint => BigInt(power.toString(2).length - 1);

/** The definition of `value` if it is this operator applied to a value and a constant. */
export function withConstant(
  known: Known,
  value: Value,
  operator: Binary['operator'],
): { left: Value; bits: bigint } | undefined {
  const definition = known.definitionOf(value);
  if (definition?.kind !== 'binary' || definition.operator !== operator) return undefined;
  const bits = known.bitsOf(definition.right);
  return bits === undefined ? undefined : { left: definition.left, bits };
}

/** Rules that need the right operand's bits. */
function simplifyByConstant(instruction: Binary, bits: bigint, known: Known): Simpler {
  const { operator, left } = instruction;
  const inner = (name: Binary['operator']) => withConstant(known, left, name);
  const change = (name: Binary['operator'], operand: Value, right: bigint): FlowInstruction =>
    make.like(instruction, { operator: name, left: operand, right: known.constant(right) });
  switch (operator) {
    case 'add': {
      if (bits === 0n) return left;
      const sum = inner('add');
      return sum && change('add', sum.left, sum.bits + bits);
    }
    case 'sub':
      return bits === 0n ? left : change('add', left, -bits);
    case 'mul': {
      if (bits === 0n) return known.constant(0n);
      if (bits === 1n) return left;
      if (isPowerOfTwo(bits)) return change('shl', left, exponentOf(bits));
      const factor = inner('mul');
      return factor && change('mul', factor.left, factor.bits * bits);
    }
    case 'div':
      return isPowerOfTwo(bits) ? change('lshr', left, exponentOf(bits)) : undefined;
    case 'rem':
      return isPowerOfTwo(bits) ? change('and', left, bits - 1n) : undefined;
    case 'and': {
      if (bits === 0n) return known.constant(0n);
      if (bits === maximumWord) return left;
      if ((bits & (bits + 1n)) === 0n && known.rangeOf(left).high <= bits) return left;
      const mask = inner('and');
      if (mask) return change('and', mask.left, mask.bits & bits);
      if (bits !== 0xffff_ffffn) return undefined;
      const { result, span } = instruction;
      return make.extend({ result, operand: left, bits: 32, signed: false, span });
    }
    case 'or': {
      if (bits === 0n) return left;
      if (bits === maximumWord) return known.constant(maximumWord);
      const union = inner('or');
      return union && change('or', union.left, union.bits | bits);
    }
    case 'xor': {
      if (bits === 0n) return left;
      const difference = inner('xor');
      return difference && change('xor', difference.left, difference.bits ^ bits);
    }
    case 'shl':
    case 'lshr':
    case 'ashr': {
      const amount = bits & 63n;
      if (amount === 0n) return left;
      if (bits !== amount) return change(operator, left, amount);
      const shift = inner(operator);
      if (!shift) return undefined;
      const total = (shift.bits & 63n) + amount;
      if (total < 64n) return change(operator, shift.left, total);
      return operator === 'ashr' ? change('ashr', shift.left, 63n) : known.constant(0n);
    }
  }
}

/** Rules that hold whatever the operands are. */
function simplifyBySameness(instruction: Binary, known: Known): Simpler {
  const { operator, left, right } = instruction;
  if (left === right) {
    if (operator === 'sub' || operator === 'xor') return known.constant(0n);
    if (operator === 'and' || operator === 'or') return left;
  }
  const first = known.definitionOf(left);
  if (operator === 'sub' && first?.kind === 'binary' && first.operator === 'add') {
    if (first.left === right) return first.right;
    if (first.right === right) return first.left;
  }
  if (operator === 'add') {
    const second = known.definitionOf(right);
    if (first?.kind === 'binary' && first.operator === 'sub' && first.right === right) return first.left;
    if (second?.kind === 'binary' && second.operator === 'sub' && second.right === left) return second.left;
  }
  return undefined;
}

export function simplifyBinary(instruction: Binary, known: Known): Simpler {
  const { operator, left, right } = instruction;
  const leftBits = known.bitsOf(left);
  const rightBits = known.bitsOf(right);
  if (leftBits !== undefined && rightBits !== undefined) {
    const result = compute(operator, leftBits, rightBits);
    return result === undefined ? undefined : known.constant(result);
  }
  if (rightBits !== undefined) return simplifyByConstant(instruction, rightBits, known);
  if (leftBits !== undefined && isCommutative(operator))
    return make.like(instruction, { left: right, right: left });
  if (leftBits === 0n && (operator === 'shl' || operator === 'lshr' || operator === 'ashr')) return left;
  return simplifyBySameness(instruction, known);
}

export function simplifyExtend(instruction: Extend, known: Known): Simpler {
  const { operand, bits, signed } = instruction;
  const value = known.bitsOf(operand);
  if (value !== undefined) return known.constant(extended(value, bits, signed));
  const range = known.rangeOf(operand);
  const span = 1n << BigInt(bits);
  const unchanged = signed ? range.bottom >= -(span >> 1n) && range.top < span >> 1n : range.high < span;
  if (unchanged) return operand;
  const inner = known.definitionOf(operand);
  if (inner?.kind === 'extend' && bits <= inner.bits)
    return make.like(instruction, { operand: inner.operand });
  const mask = withConstant(known, operand, 'and');
  if (mask && (mask.bits & (span - 1n)) === span - 1n) return make.like(instruction, { operand: mask.left });
  if (signed || bits === 32) return undefined;
  const { result, span: where } = instruction;
  const right = known.constant(span - 1n);
  return make.binary({ operator: 'and', result, left: operand, right, span: where });
}

export interface Condition {
  readonly comparison: Comparison;
  readonly left: Value;
  readonly right: Value;
}

/** A condition on a value that is 0 or 1, `value is 1` or `value is 0`, told by what made the value. */
function conditionBehind(value: Value, wanted: boolean, known: Known): Condition | undefined {
  const definition = known.definitionOf(value);
  if (definition?.kind !== 'compare') return undefined;
  const { comparison, left, right } = definition;
  if (wanted) return { comparison, left, right };
  const opposite = negations[comparison];
  return opposite && { comparison: opposite, left, right };
}

/** Rules for `eq` and `ne` with a constant. */
function simplifyEquality(condition: Condition, bits: bigint, known: Known): Condition | undefined {
  const { comparison, left } = condition;
  const equal = comparison === 'eq';
  const change = (value: Value, against: bigint): Condition => ({
    comparison,
    left: value,
    right: known.constant(against),
  });
  if (known.rangeOf(left).high <= 1n) {
    if (bits === 1n) return { comparison: equal ? 'ne' : 'eq', left, right: known.constant(0n) };
    const behind = conditionBehind(left, !equal, known);
    if (behind) return behind;
  }
  const sum = withConstant(known, left, 'add');
  if (sum) return change(sum.left, bits - sum.bits);
  const difference = withConstant(known, left, 'xor');
  if (difference) return change(difference.left, bits ^ difference.bits);
  const definition = known.definitionOf(left);
  if (bits === 0n && definition?.kind === 'binary') {
    if (definition.operator === 'sub' || definition.operator === 'xor') {
      return { comparison, left: definition.left, right: definition.right };
    }
    if (definition.operator === 'and' && !equal)
      return { comparison: 'set', left: definition.left, right: definition.right };
  }
  const mask = withConstant(known, left, 'and');
  if (mask && equal && bits === mask.bits && isPowerOfTwo(bits))
    return { ...change(mask.left, bits), comparison: 'set' };
  return undefined;
}

/** Whether a condition always or never holds, or a simpler one that holds just when it does. */
export function simplifyCondition(condition: Condition, known: Known): boolean | Condition | undefined {
  const { comparison, left, right } = condition;
  const leftBits = known.bitsOf(left);
  const bits = known.bitsOf(right);
  if (leftBits !== undefined && bits !== undefined) return holds(comparison, leftBits, bits);
  if (leftBits !== undefined) return { comparison: mirrored[comparison], left: right, right: left };
  if (left === right) return reflexive[comparison] ?? { comparison: 'ne', left, right: known.constant(0n) };
  const decided = decide(comparison, known.rangeOf(left), known.rangeOf(right));
  if (decided !== undefined) return decided;
  if (bits === undefined) return undefined;
  const zero = (): Value => known.constant(0n);
  if (comparison === 'eq' || comparison === 'ne') return simplifyEquality(condition, bits, known);
  if (comparison === 'ult' && bits === 1n) return { comparison: 'eq', left, right: zero() };
  if (comparison === 'uge' && bits === 1n) return { comparison: 'ne', left, right: zero() };
  if (comparison === 'ule' && bits === 0n) return { comparison: 'eq', left, right: zero() };
  if (comparison === 'ugt' && bits === 0n) return { comparison: 'ne', left, right: zero() };
  if (comparison === 'set' && bits === maximumWord) return { comparison: 'ne', left, right: zero() };
  return undefined;
}

/** Whether an offset stays within what a load or store of sBPF can carry, with room for the words behind it. */
export const isNear = (offset: bigint): boolean => offset >= -32768n && offset <= 32760n;

/** The address below a constant addend, and the offset that makes up for it. */
export function simplifyLocation(
  address: Value,
  offset: number,
  known: Known,
): { address: Value; offset: number } | undefined {
  const sum = withConstant(known, address, 'add');
  if (!sum) return undefined;
  const total = asSigned(asWord(sum.bits)) + BigInt(offset);
  return isNear(total) ? { address: sum.left, offset: Number(total) } : undefined;
}

/** A value whose low `size` bytes are those of `value`, with nothing done to the others. */
export function simplifyStored(value: Value, size: number, known: Known): Value | undefined {
  if (size === 8) return undefined;
  const definition = known.definitionOf(value);
  if (definition?.kind === 'extend' && definition.bits >= 8 * size) return definition.operand;
  const low = (1n << BigInt(8 * size)) - 1n;
  const mask = withConstant(known, value, 'and');
  return mask && (mask.bits & low) === low ? mask.left : undefined;
}
