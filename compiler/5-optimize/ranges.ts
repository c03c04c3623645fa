// The interval, unsigned and signed, that a value is known to lie in.
import type { BinaryOperator, Comparison, FlowInstruction, Size, Value } from '../../grammar/flow.js';
import { heapStart, inputStart, stackStart } from '../../grammar/memory.js';
import { asSigned, asWord, maximumWord } from './arithmetic.js';

/** Both pairs of bounds hold at once; `low` and `high` unsigned, `bottom` and `top` signed. */
export interface Range {
  readonly low: bigint;
  readonly high: bigint;
  readonly bottom: bigint;
  readonly top: bigint;
}

const maximumSigned = (1n << 63n) - 1n;
const minimumSigned = -(1n << 63n);

export const anyRange: Range = { low: 0n, high: maximumWord, bottom: minimumSigned, top: maximumSigned };

const least = (first: bigint, second: bigint): bigint => (first < second ? first : second);
const greatest = (first: bigint, second: bigint): bigint => (first > second ? first : second);

/** What both ranges allow, each pair of bounds sharpened by the other. */
export function narrow(first: Range, second: Range): Range {
  if (first === second || second === anyRange) return first;
  if (first === anyRange && second.bottom === minimumSigned && second.top === maximumSigned) return second;
  let low = greatest(first.low, second.low);
  let high = least(first.high, second.high);
  let bottom = greatest(first.bottom, second.bottom);
  let top = least(first.top, second.top);
  if (bottom >= 0n || top < 0n) {
    low = greatest(low, asWord(bottom));
    high = least(high, asWord(top));
  }
  if (high <= maximumSigned || low > maximumSigned) {
    bottom = greatest(bottom, asSigned(low));
    top = least(top, asSigned(high));
  }
  return { low, high, bottom, top };
}

function unsignedRange(low: bigint, high: bigint): Range {
  if (high <= maximumSigned && low <= maximumSigned) return { low, high, bottom: low, top: high };
  if (low > maximumSigned) return { low, high, bottom: asSigned(low), top: asSigned(high) };
  return { low, high, bottom: minimumSigned, top: maximumSigned };
}

function signedRange(bottom: bigint, top: bigint): Range {
  if (bottom >= 0n || top < 0n) return { low: asWord(bottom), high: asWord(top), bottom, top };
  return { low: 0n, high: maximumWord, bottom, top };
}

/** No input is as long as this: a transaction names at most 256 accounts, each of at most 10 MiB. */
const inputBytes = 1n << 32n;

/** Any address in the input. */
export const inputAddress = unsignedRange(inputStart, inputStart + inputBytes);
const stackAddress = unsignedRange(stackStart, heapStart - 1n);
/** Read-only data lies at the bottom of the address space (v3) or in the program's image (v0). */
const rodataAddress = unsignedRange(0n, stackStart - 1n);

/** The ranges of what loads give, by their size. */
const loadedRanges: { readonly [Bytes in Size]: Range } = {
  1: unsignedRange(0n, 0xffn),
  2: unsignedRange(0n, 0xffffn),
  4: unsignedRange(0n, 0xffff_ffffn),
  8: anyRange,
};
const truth = unsignedRange(0n, 1n);

/** Contradicting facts leave nothing; such a range says nothing and must not be trusted. */
export const isEmpty = (range: Range): boolean => range.low > range.high || range.bottom > range.top;

export const exactly = (value: bigint): Range => {
  const signed = asSigned(value);
  return { low: value, high: value, bottom: signed, top: signed };
};

const fitsUnsigned = (low: bigint, high: bigint): Range =>
  low >= 0n && high <= maximumWord ? unsignedRange(low, high) : anyRange;
const fitsSigned = (bottom: bigint, top: bigint): Range =>
  bottom >= minimumSigned && top <= maximumSigned ? signedRange(bottom, top) : anyRange;

/** The least number of the form 2^n - 1 that is not below `value`. */
const allOnes = (value: bigint): bigint => (1n << BigInt(value === 0n ? 0 : value.toString(2).length)) - 1n;

function product(left: Range, right: Range): Range {
  const corners = [
    left.bottom * right.bottom,
    left.bottom * right.top,
    left.top * right.bottom,
    left.top * right.top,
  ];
  return narrow(
    fitsUnsigned(left.low * right.low, left.high * right.high),
    fitsSigned(corners.reduce(least), corners.reduce(greatest)),
  );
}

function shifted(operator: 'shl' | 'lshr' | 'ashr', left: Range, right: Range): Range {
  if (right.low !== right.high) return operator === 'lshr' ? unsignedRange(0n, left.high) : anyRange;
  const amount = right.low & 63n;
  if (operator === 'lshr') return unsignedRange(left.low >> amount, left.high >> amount);
  if (operator === 'ashr') return signedRange(left.bottom >> amount, left.top >> amount);
  return narrow(
    fitsUnsigned(left.low << amount, left.high << amount),
    fitsSigned(left.bottom << amount, left.top << amount),
  );
}

function binaryRange(operator: BinaryOperator, left: Range, right: Range): Range {
  // Nothing is known of most words, and then nothing follows from sums of them.
  if (left === anyRange && right === anyRange) return anyRange;
  const unknown = left === anyRange || right === anyRange;
  if (unknown && (operator === 'add' || operator === 'sub' || operator === 'mul')) return anyRange;
  switch (operator) {
    case 'add':
      return narrow(
        fitsUnsigned(left.low + right.low, left.high + right.high),
        fitsSigned(left.bottom + right.bottom, left.top + right.top),
      );
    case 'sub':
      return narrow(
        fitsUnsigned(left.low - right.high, left.high - right.low),
        fitsSigned(left.bottom - right.top, left.top - right.bottom),
      );
    case 'mul':
      return product(left, right);
    case 'div':
      return unsignedRange(left.low / greatest(right.high, 1n), left.high / greatest(right.low, 1n));
    case 'rem':
      return unsignedRange(0n, least(left.high, greatest(right.high, 1n) - 1n));
    case 'and':
      return unsignedRange(0n, least(left.high, right.high));
    case 'or':
      if (left === anyRange && right.low === 0n) return anyRange;
      return unsignedRange(greatest(left.low, right.low), allOnes(left.high | right.high));
    case 'xor':
      return unsignedRange(0n, allOnes(left.high | right.high));
    case 'shl':
    case 'lshr':
    case 'ashr':
      return shifted(operator, left, right);
  }
}

function extendedRange(operand: Range, bits: number, signed: boolean): Range {
  const span = 1n << BigInt(bits);
  if (!signed) return operand.high < span ? operand : unsignedRange(0n, span - 1n);
  const half = span >> 1n;
  return operand.bottom >= -half && operand.top < half ? operand : signedRange(-half, half - 1n);
}

/** The least range that holds both. */
export function span(first: Range, second: Range): Range {
  if (first === second || first === anyRange) return first;
  if (second === anyRange) return second;
  return {
    low: least(first.low, second.low),
    high: greatest(first.high, second.high),
    bottom: least(first.bottom, second.bottom),
    top: greatest(first.top, second.top),
  };
}

/** The range of what an instruction gives, from the ranges of its operands. */
export function rangeOfResult(instruction: FlowInstruction, rangeOf: (value: Value) => Range): Range {
  switch (instruction.kind) {
    case 'constant':
      return exactly(instruction.value);
    case 'compare':
      return truth;
    case 'account':
      return inputAddress;
    case 'slot':
      return stackAddress;
    case 'address':
      return rodataAddress;
    case 'load':
      return loadedRanges[instruction.size];
    case 'extend':
      return extendedRange(rangeOf(instruction.operand), instruction.bits, instruction.signed);
    case 'binary':
      return binaryRange(instruction.operator, rangeOf(instruction.left), rangeOf(instruction.right));
    default:
      return anyRange;
  }
}

/** Whether a comparison holds for all values of two ranges (true), for none (false), or depends. */
export function decide(comparison: Comparison, left: Range, right: Range): boolean | undefined {
  if (left === anyRange && right === anyRange) return undefined;
  if (isEmpty(left) || isEmpty(right)) return undefined;
  switch (comparison) {
    case 'eq':
    case 'ne': {
      const apart =
        left.high < right.low || right.high < left.low || left.top < right.bottom || right.top < left.bottom;
      if (apart) return comparison === 'ne';
      const same = left.low === left.high && right.low === right.high && left.low === right.low;
      return same ? comparison === 'eq' : undefined;
    }
    case 'ult':
      return left.high < right.low ? true : left.low >= right.high ? false : undefined;
    case 'uge':
      return left.low >= right.high ? true : left.high < right.low ? false : undefined;
    case 'ugt':
    case 'ule':
      return decide(comparison === 'ugt' ? 'ult' : 'uge', right, left);
    case 'slt':
      return left.top < right.bottom ? true : left.bottom >= right.top ? false : undefined;
    case 'sge':
      return left.bottom >= right.top ? true : left.top < right.bottom ? false : undefined;
    case 'sgt':
    case 'sle':
      return decide(comparison === 'sgt' ? 'slt' : 'sge', right, left);
    case 'set':
      return left.high === 0n || right.high === 0n ? false : undefined;
  }
}

/** What `value` must lie in if `comparison` holds between it and something in `other`. */
export function rangeIf(comparison: Comparison, value: Range, other: Range): Range {
  switch (comparison) {
    case 'eq':
      return other;
    case 'ne': {
      if (other.low !== other.high) return anyRange;
      const low = value.low === other.low ? value.low + 1n : value.low;
      const high = value.high === other.high ? value.high - 1n : value.high;
      const bottom = value.bottom === other.bottom ? value.bottom + 1n : value.bottom;
      const top = value.top === other.top ? value.top - 1n : value.top;
      return { low, high, bottom, top };
    }
    case 'ult':
      return unsignedRange(0n, other.high - 1n);
    case 'ule':
      return unsignedRange(0n, other.high);
    case 'ugt':
      return unsignedRange(other.low + 1n, anyRange.high);
    case 'uge':
      return unsignedRange(other.low, anyRange.high);
    case 'slt':
      return signedRange(anyRange.bottom, other.top - 1n);
    case 'sle':
      return signedRange(anyRange.bottom, other.top);
    case 'sgt':
      return signedRange(other.bottom + 1n, anyRange.top);
    case 'sge':
      return signedRange(other.bottom, anyRange.top);
    case 'set':
      return unsignedRange(1n, anyRange.high);
  }
}
