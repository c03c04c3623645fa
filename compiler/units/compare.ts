// Comparisons of values that are ranges: whether they are decided, and what each outcome says of the operands.
import { constantOf, most32, type Value } from './value.js';

const opposites = { eq: 'ne', ne: 'eq', gt: 'le', le: 'gt', ge: 'lt', lt: 'ge' } as const;
const mirrors = { eq: 'eq', ne: 'ne', gt: 'lt', lt: 'gt', ge: 'le', le: 'ge' } as const;

type Relation = keyof typeof opposites;

/** What a jump asks. */
export interface Test {
  /** `set`: the operands share a bit. */
  readonly relation: Relation | 'set';
  readonly signed: boolean;
  readonly width: number;
}

const isRelation = (name: string): name is Relation => name in opposites;

/** The test of a jump, by its mnemonic without the width: `jslt`. */
export function testNamed(mnemonic: string, width: number): Test {
  const name = mnemonic.slice(1);
  if (isRelation(name)) return { relation: name, signed: false, width };
  const signed = name.slice(1);
  return isRelation(signed)
    ? { relation: signed, signed: true, width }
    : { relation: 'set', signed: false, width };
}

function limited(value: Value, low: bigint, high: bigint): Value | undefined {
  const from = value.low > low ? value.low : low;
  const to = value.high < high ? value.high : high;
  if (from > to) return undefined;
  return from === value.low && to === value.high ? value : { ...value, low: from, high: to };
}

/** The values of `a` that can stand in a relation to one of `b`; undefined if there are none. */
function narrowed(relation: Relation, a: Value, b: Value): Value | undefined {
  switch (relation) {
    case 'eq':
      return limited(a, b.low, b.high);
    case 'ne': {
      if (b.low !== b.high) return a;
      const [low, high] = [a.low === b.low ? a.low + 1n : a.low, a.high === b.low ? a.high - 1n : a.high];
      return limited(a, low, high);
    }
    case 'gt':
      return limited(a, b.low + 1n, a.high);
    case 'ge':
      return limited(a, b.low, a.high);
    case 'lt':
      return limited(a, a.low, b.high - 1n);
    case 'le':
      return limited(a, a.low, b.high);
  }
}

const mostSigned = (1n << 63n) - 1n;

/** The same for signed numbers of 64 bits, of which ranges hold those that are not negative. */
function narrowedSigned(relation: Relation, a: Value, b: Value): Value | undefined {
  if (b.high > mostSigned) return a;
  if (a.high <= mostSigned) return narrowed(relation, a, b);
  const isAbove = relation === 'gt' || relation === 'ge';
  return isAbove ? narrowed(relation, { ...a, high: mostSigned }, b) : a;
}

type Pair = readonly [Value, Value];

/** The operands where the test holds, and where it does not; undefined where that cannot be. */
export interface Outcomes {
  readonly holds: Pair | undefined;
  readonly fails: Pair | undefined;
}

/** Whether ranges say something of operands compared in this way. */
function isComparable(a: Value, b: Value, { signed, width }: Test): boolean {
  if (a.base !== b.base) return false;
  if (width === 64) return a.base === undefined || !signed;
  const most = signed ? most32 >> 1n : most32;
  return a.base === undefined && a.high <= most && b.high <= most;
}

/** What becomes of two operands at a jump. */
export function compare(test: Test, a: Value, b: Value): Outcomes {
  const { relation, signed, width } = test;
  const same: Pair = [a, b];
  const either: Outcomes = { holds: same, fails: same };
  if (relation === 'set') {
    const [left, right] = [constantOf(a), constantOf(b)];
    if (left === undefined || right === undefined) return either;
    return (left & right) === 0n ? { holds: undefined, fails: same } : { holds: same, fails: undefined };
  }
  if (!isComparable(a, b, test)) return either;
  const narrow = signed && width === 64 ? narrowedSigned : narrowed;
  const where = (held: Relation): Pair | undefined => {
    const [left, right] = [narrow(held, a, b), narrow(mirrors[held], b, a)];
    return left && right && [left, right];
  };
  return { holds: where(relation), fails: where(opposites[relation]) };
}
