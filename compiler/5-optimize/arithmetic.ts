// What operators and comparisons give on known operands, and how comparisons relate to each other.
import type { BinaryOperator, Comparison } from '../../grammar/flow.js';

export const maximumWord = (1n << 64n) - 1n;

export const asSigned = (bits: bigint): bigint => BigInt.asIntN(64, bits);
export const asWord = (value: bigint): bigint => BigInt.asUintN(64, value);

/** The 64-bit result; undefined where the machine faults on a zero divisor. */
export function compute(operator: BinaryOperator, left: bigint, right: bigint): bigint | undefined {
  switch (operator) {
    case 'add':
      return asWord(left + right);
    case 'sub':
      return asWord(left - right);
    case 'mul':
      return asWord(left * right);
    case 'div':
      return right === 0n ? undefined : left / right;
    case 'rem':
      return right === 0n ? undefined : left % right;
    case 'and':
      return left & right;
    case 'or':
      return left | right;
    case 'xor':
      return left ^ right;
    case 'shl':
      return asWord(left << (right & 63n));
    case 'lshr':
      return left >> (right & 63n);
    case 'ashr':
      return asWord(asSigned(left) >> (right & 63n));
  }
}

export function holds(comparison: Comparison, left: bigint, right: bigint): boolean {
  switch (comparison) {
    case 'eq':
      return left === right;
    case 'ne':
      return left !== right;
    case 'ult':
      return left < right;
    case 'ule':
      return left <= right;
    case 'ugt':
      return left > right;
    case 'uge':
      return left >= right;
    case 'slt':
      return asSigned(left) < asSigned(right);
    case 'sle':
      return asSigned(left) <= asSigned(right);
    case 'sgt':
      return asSigned(left) > asSigned(right);
    case 'sge':
      return asSigned(left) >= asSigned(right);
    case 'set':
      return (left & right) !== 0n;
  }
}

/** The result of extending the low `bits` of a word. */
export function extended(value: bigint, bits: number, signed: boolean): bigint {
  return signed ? asWord(BigInt.asIntN(bits, value)) : BigInt.asUintN(bits, value);
}

export const isCommutative = (operator: BinaryOperator): boolean =>
  operator === 'add' || operator === 'mul' || operator === 'and' || operator === 'or' || operator === 'xor';

/** True exactly where the other is false; `set` has none. */
export const negations: { readonly [Name in Comparison]?: Comparison } = {
  eq: 'ne',
  ne: 'eq',
  ult: 'uge',
  ule: 'ugt',
  ugt: 'ule',
  uge: 'ult',
  slt: 'sge',
  sle: 'sgt',
  sgt: 'sle',
  sge: 'slt',
};

/** The comparison that says the same of exchanged operands. */
export const mirrored: { readonly [Name in Comparison]: Comparison } = {
  eq: 'eq',
  ne: 'ne',
  ult: 'ugt',
  ule: 'uge',
  ugt: 'ult',
  uge: 'ule',
  slt: 'sgt',
  sle: 'sge',
  sgt: 'slt',
  sge: 'sle',
  set: 'set',
};

/** What a comparison gives when both operands are one value, whatever it is; undefined for `set`. */
export const reflexive: { readonly [Name in Comparison]?: boolean } = {
  eq: true,
  ne: false,
  ult: false,
  ule: true,
  ugt: false,
  uge: true,
  slt: false,
  sle: true,
  sgt: false,
  sge: true,
};
