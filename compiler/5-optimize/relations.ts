// How two values stand to each other, as far as conditions that hold have told.
import type { Comparison } from '../../grammar/flow.js';

/** Sets of possible outcomes, bit 0 less, bit 1 equal, bit 2 greater, in unsigned order; bits 3 to 5 in signed order. */
export type Relation = number;

const less = 1;
const equal = 2;
const greater = 4;
const anyOutcome = 7;
const apart = less | greater;

const relation = (unsigned: number, signed: number): Relation => unsigned | (signed << 3);

export const anyRelation: Relation = relation(anyOutcome, anyOutcome);

/** Equality is the same thing in both orders. */
export function both(first: Relation, second: Relation): Relation {
  const common = first & second;
  let unsigned = common & 7;
  let signed = common >> 3;
  if (unsigned === equal || signed === equal) unsigned = signed = equal;
  if ((unsigned & equal) === 0 || (signed & equal) === 0) {
    unsigned &= ~equal;
    signed &= ~equal;
  }
  return relation(unsigned, signed);
}

/** What a comparison says when it holds. */
const meanings: { readonly [Name in Comparison]: Relation } = {
  eq: relation(equal, equal),
  ne: relation(apart, apart),
  ult: relation(less, apart),
  ule: relation(less | equal, anyOutcome),
  ugt: relation(greater, apart),
  uge: relation(greater | equal, anyOutcome),
  slt: relation(apart, less),
  sle: relation(anyOutcome, less | equal),
  sgt: relation(apart, greater),
  sge: relation(anyOutcome, greater | equal),
  set: anyRelation,
};

export const relationOf = (comparison: Comparison): Relation => meanings[comparison];

const lesses = relation(less, less);
const equals = relation(equal, equal);
const greaters = relation(greater, greater);

/** The same relation seen from the other value. */
export function mirror(seen: Relation): Relation {
  return (seen & equals) | ((seen & lesses) << 2) | ((seen & greaters) >> 2);
}

/** Whether a comparison must hold (true) or cannot (false) under a relation. */
export function follows(comparison: Comparison, known: Relation): boolean | undefined {
  if (known === anyRelation || comparison === 'set' || (known & 7) === 0 || known >> 3 === 0)
    return undefined;
  const isSigned =
    comparison === 'slt' || comparison === 'sle' || comparison === 'sgt' || comparison === 'sge';
  const wanted = isSigned ? meanings[comparison] >> 3 : meanings[comparison] & 7;
  const possible = isSigned ? known >> 3 : known & 7;
  if ((possible & ~wanted) === 0) return true;
  return (possible & wanted) === 0 ? false : undefined;
}
