// Growing edges: operations on constants whose results the generator knows and the compiler does not.
import { rules } from './forms.js';
import type { Grower, Producer } from './grower.js';
import { randomInteger } from './literals.js';
import type { IntegerName, Term } from './term.js';
import { greatestOf, integer, isIntegerKind, leastOf, term } from './term.js';
import type { IntegerValue } from './value.js';
import { Failure, integerOf } from './value.js';

/** A number the compiler cannot know: how many accounts there are is only seen when the program runs. */
export function opaque(g: Grower, known: Term): Term {
  const count = integer('u64', BigInt(g.world.accounts.length));
  const test = term('=', 'bool', [term('num-accounts', 'u64'), count]);
  return term('if', known.kind, [test, known, integer(known.kind, 1n, 'sibling')]);
}

const inside = (kind: IntegerName, value: bigint): boolean =>
  value >= leastOf(kind) && value <= greatestOf(kind);

/** Operations whose exact result lies where the type ends, or next to it. */
export const edge: Producer = (g, kind) => {
  if (!isIntegerKind(kind)) return undefined;
  const { chance } = g;
  const end = chance.once(2) ? leastOf(kind) : greatestOf(kind);
  const off = BigInt(chance.pick([-1, 0, 0, 0, 1]));
  const other = randomInteger(chance, kind);
  const [operation, left] = chance.pick<readonly [string, bigint]>([
    ['+', end - other + off],
    ['-', end + other + off],
    ['*', other === 0n ? end : end / other + off],
    ['*', other === 0n ? end : end / other + off],
    ['/', end + off],
    ['mod', end + off],
  ]);
  if (!inside(kind, left)) return undefined;
  const [first, second] = [integer(kind, left), integer(kind, other)];
  const parts = chance.pick([
    [opaque(g, first), second],
    [first, opaque(g, second)],
    [opaque(g, first), opaque(g, second)],
  ]);
  const swapped = (operation === '+' || operation === '*') && chance.once(2) ? parts.toReversed() : parts;
  const result = term(operation, kind, swapped);
  return chance.once(3) ? term('unchecked', kind, [result]) : result;
};

const chained =
  '+ - * / % mod wrapping-+ wrapping-- wrapping-* bit-and bit-or bit-xor min max shift-left shift-right'.split(
    ' ',
  );

interface Known {
  readonly term: Term;
  readonly value: IntegerValue;
}

/** The operation on what is known and a constant, unless it fails. */
function extended(g: Grower, { term: left, value }: Known): Known | undefined {
  const { chance } = g;
  const operation = chance.pick(chained);
  const amount = operation.startsWith('shift');
  const constant: IntegerValue = amount
    ? { kind: 'u8', value: BigInt(chance.below(Number(left.kind.slice(1)))) }
    : { kind: value.kind, value: randomInteger(chance, value.kind) };
  const right = integer(constant.kind, constant.value);
  const swapped = !amount && chance.once(3);
  const values = swapped ? [constant, value] : [value, constant];
  const subject = term(operation, value.kind, swapped ? [right, left] : [left, right]);
  try {
    const state = { world: g.world, accounts: [], heap: { bytes: new Uint8Array() }, logs: [] };
    return {
      term: subject,
      value: integerOf(rules.get(operation)!({ state, values, subject, unchecked: false })),
    };
  } catch (thrown) {
    if (thrown instanceof Failure) return undefined;
    throw thrown;
  }
}

function knownChain(g: Grower, kind: IntegerName): Known {
  const value = randomInteger(g.chance, kind);
  let known: Known = { term: opaque(g, integer(kind, value)), value: { kind, value } };
  for (let length = g.chance.between(1, 3); length > 0; length--) known = extended(g, known) ?? known;
  return known;
}

/** Several operations with constants one after the other, none of which fails. */
export const chain: Producer = (g, kind) => (isIntegerKind(kind) ? knownChain(g, kind).term : undefined);

/** Compares the result of such operations with itself, or with a number next to it. */
export function chainComparison(g: Grower, kind: IntegerName): Term {
  const { term: left, value } = knownChain(g, kind);
  const near = value.value + BigInt(g.chance.pick([-1, 0, 0, 0, 1]));
  const right = integer(kind, inside(kind, near) ? near : value.value);
  const parts = g.chance.once(4) ? [right, left] : [left, right];
  return term(g.chance.pick(['<', '<=', '>', '>=', '=', '!=']), 'bool', parts);
}
