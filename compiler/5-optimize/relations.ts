// How two values stand to each other, as far as conditions that hold have told.
import type { Comparison } from '../../grammar/flow.js';

/** Sets of possible outcomes, bit 0 less, bit 1 equal, bit 2 greater, in unsigned and in signed order. */
export interface Relation {
  readonly unsigned: number;
  readonly signed: number;
}

const less = 1;
const equal = 2;
const greater = 4;
const anyOutcome = 7;

export const anyRelation: Relation = { unsigned: anyOutcome, signed: anyOutcome };

/** Equality is the same thing in both orders. */
export function both(first: Relation, second: Relation): Relation {
  let unsigned = first.unsigned & second.unsigned;
  let signed = first.signed & second.signed;
  if (unsigned === equal || signed === equal) unsigned = signed = equal;
  if ((unsigned & equal) === 0 || (signed & equal) === 0) {
    unsigned &= ~equal;
    signed &= ~equal;
  }
  return { unsigned, signed };
}

const apart = less | greater;

/** What a comparison says when it holds. */
const meanings: { readonly [Name in Comparison]: Relation } = {
  eq: { unsigned: equal, signed: equal },
  ne: { unsigned: apart, signed: apart },
  ult: { unsigned: less, signed: apart },
  ule: { unsigned: less | equal, signed: anyOutcome },
  ugt: { unsigned: greater, signed: apart },
  uge: { unsigned: greater | equal, signed: anyOutcome },
  slt: { unsigned: apart, signed: less },
  sle: { unsigned: anyOutcome, signed: less | equal },
  sgt: { unsigned: apart, signed: greater },
  sge: { unsigned: anyOutcome, signed: greater | equal },
  set: anyRelation,
};

export const relationOf = (comparison: Comparison): Relation => meanings[comparison];

const exchange = (outcomes: number): number =>
  (outcomes & equal) | (outcomes & less ? greater : 0) | (outcomes & greater ? less : 0);

/** The same relation seen from the other value. */
export function mirror(relation: Relation): Relation {
  return { unsigned: exchange(relation.unsigned), signed: exchange(relation.signed) };
}

/** Whether a comparison must hold (true) or cannot (false) under a relation. */
export function follows(comparison: Comparison, relation: Relation): boolean | undefined {
  if (comparison === 'set' || relation.unsigned === 0 || relation.signed === 0) return undefined;
  const isSigned = comparison.startsWith('s');
  const wanted = isSigned ? meanings[comparison].signed : meanings[comparison].unsigned;
  const possible = isSigned ? relation.signed : relation.unsigned;
  if ((possible & ~wanted) === 0) return true;
  return (possible & wanted) === 0 ? false : undefined;
}
