// Growing integers: arithmetic, bits, conversions, and what reads numbers from the world.
import { chain, edge, opaque } from './grow-edges.js';
import { integerLiteral } from './literals.js';
import type { Grower, Producer, Producers } from './grower.js';
import { hasAccounts, hasRoom, index, offset, place, pointer } from './grow-memory.js';
import type { IntegerName, Kind, Term } from './term.js';
import { bitsOf, integer, integerNames, isFirm, isIntegerKind, isSigned, term } from './term.js';

/** Integer types of at most 64 bits. */
export const wordNames: readonly IntegerName[] = integerNames.filter((name) => bitsOf(name) <= 64);

const operands = (g: Grower, kind: Kind, depth: number, low: number, high: number): Term[] =>
  Array.from({ length: g.chance.between(low, high) }, () => g.expression(kind, depth - 1));

/** Operands of which one at least says its type. */
function anchored(g: Grower, kind: Kind, parts: Term[]): Term[] {
  if (parts.some(isFirm) || !isIntegerKind(kind)) return parts;
  return [integer(kind, BigInt(g.chance.below(100))), ...parts.slice(1)];
}

const folded =
  (names: readonly string[], low: number, high: number): Producer =>
  (g, kind, depth) => {
    const name = g.chance.pick(names);
    const least = name === '-' && kind === 'generic' ? 2 : low;
    return term(name, kind, anchored(g, kind, operands(g, kind, depth, least, high)));
  };

const pairOf =
  (names: readonly string[]): Producer =>
  (g, kind, depth) =>
    term(g.chance.pick(names), kind, anchored(g, kind, operands(g, kind, depth, 2, 2)));

/** A divisor that is rarely zero. */
const division: Producer = (g, kind, depth) => {
  const divisor =
    g.chance.once(3) || !isIntegerKind(kind)
      ? g.expression(kind, depth - 1)
      : integer(kind, BigInt(g.chance.pick([1, 2, 3, 7, 10, 100, ...(isSigned(kind) ? [-1, -2, -7] : [])])));
  return term(g.chance.pick(['/', '%', 'mod', 'rem']), kind, [g.expression(kind, depth - 1), divisor]);
};

/** Amounts where shifts change their way. */
function shiftAmount(g: Grower, bits: number): number {
  const { chance } = g;
  return chance.once(2)
    ? chance.below(bits)
    : chance.pick([0, 1, bits / 2 - 1, bits / 2, bits / 2 + 1, bits - 1]);
}

const shift: Producer = (g, kind, depth) => {
  const name = g.chance.pick(['shift-left', 'shift-right', 'ash']);
  const amountKind = g.chance.pick(integerNames);
  const bits = isIntegerKind(kind) ? bitsOf(kind) : 8;
  const small = BigInt(
    shiftAmount(g, bits) * (name === 'ash' && isSigned(amountKind) && g.chance.once(2) ? -1 : 1),
  );
  const amount = g.chance.once(4)
    ? g.expression(amountKind, depth - 1)
    : g.chance.once(2)
      ? opaque(g, integer(amountKind, clip(small, amountKind)))
      : integer(amountKind, clip(small, amountKind));
  return term(name, kind, [g.expression(kind, depth - 1), amount]);
};

/** The number if the type holds it, else 1. */
const clip = (value: bigint, kind: IntegerName): bigint =>
  value >= -128n && value <= 127n && (isSigned(kind) || value >= 0n) ? value : 1n;

const conversion: Producer = (g, kind, depth) => {
  if (!isIntegerKind(kind)) return undefined;
  const from: Kind = g.chance.once(8) ? 'bool' : g.chance.pick(integerNames);
  const name = g.chance.once(3) ? kind : `wrapping-${kind}`;
  const operand = g.expression(from, depth - 1);
  // A bare literal would take the new type instead of being converted.
  return operand.operation === 'literal' || isFirm(operand)
    ? term(name, kind, [{ ...operand, ...firm }])
    : undefined;
};
const firm: Partial<Term> = { bare: undefined as never };

const uncheckedSum: Producer = (g, kind, depth) => {
  const inner = term(g.chance.pick(['+', '-', '*']), kind, anchored(g, kind, operands(g, kind, depth, 2, 3)));
  return term('unchecked', kind, [inner]);
};

const step: Producer = (g, kind, depth) =>
  term(g.chance.pick(['1+', '1-']), kind, [g.expression(kind, depth - 1)]);

const accountRead: Producer = (g, kind, depth) => {
  if (!isIntegerKind(kind) || !hasAccounts(g)) return undefined;
  const at = index(g, depth);
  const size = bitsOf(kind) / 8;
  if (!hasRoom(g, at.length, size)) return undefined;
  return term('account-read', kind, [at.term, offset(g, at.length, size, depth)], { of: kind });
};

const instructionRead: Producer = (g, kind, depth) => {
  if (!isIntegerKind(kind) || !hasRoom(g, g.world.data.length, bitsOf(kind) / 8)) return undefined;
  return term('instruction-read', kind, [offset(g, g.world.data.length, bitsOf(kind) / 8, depth)], {
    of: kind,
  });
};

const load: Producer = (g, kind, depth) => {
  if (!isIntegerKind(kind)) return undefined;
  const size = bitsOf(kind) / 8;
  const from = place(g, size, depth);
  return from && term('load', kind, [from.address, from.offset], { of: kind });
};

/** The forms that read a u64 from the world. */
const worldly: Producer = (g, kind, depth) => {
  if (kind === 'i64') return term('get-clock-timestamp', kind);
  if (kind !== 'u64') return undefined;
  const account = (name: string) => () =>
    hasAccounts(g) ? term(name, kind, [index(g, depth).term]) : undefined;
  return g.chance.pick<() => Term | undefined>([
    () => term('num-accounts', kind),
    () => term('instruction-data-len', kind),
    account('account-lamports'),
    account('account-data-len'),
    () => term('length', kind, [g.expression('string', depth - 1)]),
    () => term('get-slot', kind),
    () => term('get-epoch', kind),
    () => {
      const size = g.chance.pick([1, 2, 4, 8]);
      const from = place(g, size, depth);
      return from && term(`mem-load${size === 8 ? '' : size}`, kind, [from.address, from.offset]);
    },
    () => {
      const to = pointer(g, 8);
      return (
        to &&
        term('sol_memset_', kind, [to.term, integer('u64', 65n, 'context'), integer('u64', 8n, 'context')])
      );
    },
  ])();
};

export const integerProducers: Producers = [
  [6, folded(['+', '-'], 2, 3)],
  [2, folded(['*'], 2, 2)],
  [1, folded(['+', '-', '*'], 1, 1)],
  [5, folded(['wrapping-+', 'wrapping--', 'wrapping-*'], 1, 3)],
  [2, uncheckedSum],
  [4, division],
  [2, folded(['min', 'max'], 1, 3)],
  [1, (g, kind, depth) => term('abs', kind, [g.expression(kind, depth - 1)])],
  [3, folded(['bit-and', 'bit-or', 'bit-xor'], 1, 3)],
  [1, (g, kind, depth) => term('bit-not', kind, [g.expression(kind, depth - 1)])],
  [4, shift],
  [7, conversion],
  [1, step],
  [6, edge],
  [3, chain],
  [3, accountRead],
  [2, instructionRead],
  [3, load],
  [3, worldly],
];

/** What works whatever the integer type is. */
export const genericProducers: Producers = [
  [5, pairOf(['+', '-', '*'])],
  [3, pairOf(['wrapping-+', 'wrapping--', 'wrapping-*', 'bit-and', 'bit-or', 'bit-xor', 'min', 'max'])],
  [2, pairOf(['/', '%', 'mod'])],
  [1, uncheckedSum],
  [1, step],
];

/** Something one register holds: an integer of at most 64 bits, or a bool. */
export function word(g: Grower, depth: number): Term {
  const kind = g.chance.once(8) ? 'bool' : g.chance.pick(wordNames);
  const grown = g.expression(kind, depth - 1);
  return isFirm(grown) ? grown : kind === 'bool' ? grown : { ...integerLiteral(g.chance, kind), ...firm };
}
