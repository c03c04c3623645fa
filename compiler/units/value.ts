// Values as far as a program decides them: a range of unsigned numbers, counted from a place in memory or from zero.

/**
 * Where an address is counted from: the top of the frame, the start of the input, or that of the instruction data. What
 * is counted from there stays there, however far away.
 */
export type Base = 'frame' | 'input' | 'data';

export interface Value {
  readonly base: Base | undefined;
  /** Both ends belong to it. Of an address they are offsets, which may be negative; else 0 to 2^64 - 1. */
  readonly low: bigint;
  readonly high: bigint;
  /** The lowest bits, where they are known and the rest is not. */
  readonly end?: { readonly bits: number; readonly value: bigint };
}

const top = (1n << 64n) - 1n;
const farthest = 1n << 63n;
export const most32 = (1n << 32n) - 1n;

export const between = (low: bigint, high: bigint): Value => ({ base: undefined, low, high });
export const constant = (value: bigint): Value => between(value, value);
export const unknown = between(0n, top);
export const ofBits = (bits: number): Value => between(0n, (1n << BigInt(bits)) - 1n);
export const addressIn = (base: Base, offset: bigint): Value => ({ base, low: offset, high: offset });
const somewhereIn = (base: Base): Value => ({ base, low: -farthest, high: farthest });

export function constantOf({ base, low, high }: Value): bigint | undefined {
  return base === undefined && low === high ? low : undefined;
}

/** The offset of an address at a known distance from its base. */
export function offsetFrom(base: Base, value: Value): number | undefined {
  return value.base === base && value.low === value.high ? Number(value.low) : undefined;
}

export function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  return a.base === b.base && a.low === b.low && a.high === b.high && a.end?.value === b.end?.value;
}

/** What is one of both. */
export function either(a: Value, b: Value): Value {
  if (sameValue(a, b)) return a;
  if (a.base !== b.base) return unknown;
  const low = a.low < b.low ? a.low : b.low;
  const high = a.high > b.high ? a.high : b.high;
  return { base: a.base, low, high };
}

/** A range that wraps around nowhere; else nothing is known. */
function fitting(low: bigint, high: bigint): Value {
  return low >= 0n && high <= top ? between(low, high) : unknown;
}

/** The number of bits that hold a value. */
const widthOf = (value: bigint): bigint => BigInt(value.toString(2).length);

function add(a: Value, b: Value): Value {
  if (a.base !== undefined && b.base !== undefined) return unknown;
  const base = a.base ?? b.base;
  const number = a.base === undefined ? a : b;
  if (base !== undefined) {
    const distance = constantOf(number);
    if (distance === undefined) return somewhereIn(base);
    const signed = BigInt.asIntN(64, distance);
    const from = a.base === undefined ? b : a;
    return { base, low: from.low + signed, high: from.high + signed };
  }
  const [low, high] = [a.low + b.low, a.high + b.high];
  // Adding what is negative in two's complement wraps around always.
  if (low > top) return fitting(low - top - 1n, high - top - 1n);
  return fitting(low, high);
}

function subtract(a: Value, b: Value): Value {
  if (b.base !== undefined) return unknown;
  const distance = constantOf(b);
  if (distance !== undefined) return add(a, constant(BigInt.asUintN(64, -distance)));
  return a.base === undefined ? fitting(a.low - b.high, a.high - b.low) : somewhereIn(a.base);
}

/** Each operation on ranges of unsigned numbers; one that is missing gives nothing to know. */
const operations: Readonly<Record<string, (a: Value, b: Value, bits: bigint) => Value>> = {
  add,
  sub: subtract,
  mul: (a, b) => fitting(a.low * b.low, a.high * b.high),
  div: (a, b) => (b.low > 0n ? between(a.low / b.high, a.high / b.low) : unknown),
  mod: (a, b) => {
    if (b.low === 0n) return unknown;
    if (a.high < b.low) return a;
    return between(0n, b.high - 1n < a.high ? b.high - 1n : a.high);
  },
  and: (a, b) => {
    const [left, right] = [constantOf(a), constantOf(b)];
    if (left !== undefined && right !== undefined) return constant(left & right);
    if (a.end && right !== undefined && right < 1n << BigInt(a.end.bits))
      return constant(a.end.value & right);
    return between(0n, a.high < b.high ? a.high : b.high);
  },
  or: (a, b) => {
    const [left, right] = [constantOf(a), constantOf(b)];
    if (left !== undefined && right !== undefined) return constant(left | right);
    const high = a.high > b.high ? a.high : b.high;
    return between(a.low > b.low ? a.low : b.low, (1n << widthOf(high)) - 1n);
  },
  xor: (a, b) => {
    const [left, right] = [constantOf(a), constantOf(b)];
    if (left !== undefined && right !== undefined) return constant(left ^ right);
    const high = a.high > b.high ? a.high : b.high;
    return between(0n, (1n << widthOf(high)) - 1n);
  },
  lsh: (a, b, bits) => {
    const by = constantOf(b);
    return by === undefined ? unknown : fitting(a.low << (by % bits), a.high << (by % bits));
  },
  rsh: (a, b, bits) => {
    const by = constantOf(b);
    return by === undefined ? between(0n, a.high) : between(a.low >> (by % bits), a.high >> (by % bits));
  },
  arsh: (a, b, bits) => {
    if (a.high >= 1n << (bits - 1n)) return unknown;
    const by = constantOf(b);
    return by === undefined ? between(0n, a.high) : between(a.low >> (by % bits), a.high >> (by % bits));
  },
};

/** `a operation b` in 64 bits. Of addresses sums and differences are known alone. */
export function operate64(operation: string, a: Value, b: Value): Value {
  const isAddress = a.base !== undefined || b.base !== undefined;
  if (isAddress && operation !== 'add' && operation !== 'sub') return unknown;
  return operations[operation]?.(a, b, 64n) ?? unknown;
}

/** `a operation b` in 32 bits, as far as neither operands nor result reach the sign. */
export function operate32(operation: string, a: Value, b: Value): Value {
  const isNarrow = ({ base, high }: Value): boolean => base === undefined && high <= most32;
  if (!isNarrow(a) || !isNarrow(b)) return unknown;
  const result = operations[operation]?.(a, b, 32n) ?? unknown;
  return result.base === undefined && result.high <= most32 >> 1n ? result : unknown;
}

/** The low half of a value. */
export function lowHalf(value: Value): Value {
  return value.base === undefined && value.high <= most32 ? value : ofBits(32);
}
