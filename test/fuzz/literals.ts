// Literals: constants that lie on edges more often than not.
import { encodeBase58 } from '../../grammar/base58.js';
import type { Chance } from './chance.js';
import type { IntegerName, Term } from './term.js';
import { bitsOf, greatestOf, integer, isSigned, leastOf, term } from './term.js';

/** A number of the type; small ones are likely so that programs get far. */
export function randomInteger(chance: Chance, kind: IntegerName): bigint {
  const least = leastOf(kind);
  const greatest = greatestOf(kind);
  const bits = bitsOf(kind);
  const power = 1n << BigInt(chance.below(bits));
  const near = BigInt(chance.between(-1, 1));
  const value = chance.weighted<() => bigint>([
    [16, () => BigInt(chance.below(12))],
    [3, () => BigInt(chance.below(300))],
    [2, () => -BigInt(chance.below(12))],
    [1, () => least + BigInt(chance.below(2))],
    [1, () => greatest - BigInt(chance.below(2))],
    [3, () => power + near],
    [1, () => -power + near],
    [2, () => (isSigned(kind) ? BigInt.asIntN(bits, chance.bits(bits)) : chance.bits(bits))],
  ])();
  if (value >= least && value <= greatest) return value;
  return isSigned(kind) ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
}

export function integerLiteral(chance: Chance, kind: IntegerName): Term {
  const bare = chance.once(3) ? undefined : 'sibling';
  return integer(kind, randomInteger(chance, kind), bare);
}

const texts = [
  '',
  'a',
  'hello',
  'hello world',
  'Hello, world!',
  'two\nlines',
  'quote " and \\',
  'tab\t',
  'naïve',
  '日本語',
  '😀 and more',
  'x'.repeat(40),
  '0123456789abcdef',
  '; no comment (',
];

export const stringLiteral = (chance: Chance): Term =>
  term('literal', 'string', [], { value: chance.pick(texts) });

/** Keys that accounts of generated worlds have, and others. */
export function pubkeyLiteral(chance: Chance): Term {
  const value = encodeBase58(new Uint8Array(32).fill(chance.pick([0, 7, 20, 21, 22, 23, 255])));
  return term('literal', 'pubkey', [], { value });
}
