// Growing `match`: patterns for values of any type, guards, nested ones.
import { literal, texts } from './construct.js';
import { randomInteger } from '../literals.js';
import type { Grower, Producer } from './grower.js';
import type { Node } from './node.js';
import { node } from './node.js';
import type { Type } from './types.js';
import { arrayOf, mentions, partsOf } from './types.js';

const anything = (type: Type): Node => node('is-any', type);

function named(g: Grower, type: Type): Node {
  const name = g.fresh('p');
  g.declare(name, type, false);
  return node('is-any', type, [], { names: [name] });
}

/** A constant that a value of the type can be compared with. */
function constant(g: Grower, type: Type): Node | undefined {
  const { chance } = g;
  switch (type.kind) {
    case 'integer':
      return literal(type, chance.once(3) ? randomInteger(chance, type.name) : BigInt(chance.below(6)), true);
    case 'bool':
      return literal(type, chance.once(2));
    case 'string':
      return literal(type, chance.pick(texts));
    case 'decimal':
      return literal(type, BigInt(chance.below(4)) * 500_000_000n);
    default:
      return undefined;
  }
}

function alternatives(g: Grower, type: Type): Node | undefined {
  const parts = Array.from({ length: g.chance.between(2, 3) }, () => constant(g, type));
  if (!parts.every((part) => part !== undefined)) return undefined;
  return node(
    'is-or',
    type,
    parts.map((part) => node('is-value', type, [part])),
  );
}

function elements(g: Grower, type: Type & { kind: 'array' }, depth: number): Node {
  const count = g.chance.below(4);
  const parts = Array.from({ length: count }, () => pattern(g, type.element, depth - 1));
  if (g.chance.once(2)) return node('is-array', type, parts);
  const rest = g.fresh('p');
  g.declare(rest, arrayOf(type.element), false);
  return node('is-array', type, parts, { names: [rest] });
}

function structured(g: Grower, type: Type, depth: number): Node | undefined {
  const { chance } = g;
  switch (type.kind) {
    case 'array':
      return elements(g, type, depth);
    case 'tuple':
      return node(
        'is-tuple',
        type,
        type.items.map((item) => pattern(g, item, depth - 1)),
      );
    case 'option':
      if (chance.once(3)) return node('is-null', type);
      if (chance.once(4)) {
        const value = constant(g, type.value);
        if (value) return node('is-value', type, [value]);
      }
      return node('is-some', type, [pattern(g, type.value, depth - 1)]);
    case 'enum': {
      const index = chance.below(type.variants.length);
      const parts = type.variants[index]!.fields.map((field) => pattern(g, field.type, depth - 1));
      return node('is-variant', type, parts, { index });
    }
    case 'struct':
      if (chance.once(2))
        return node(
          'is-struct',
          type,
          type.fields.map((field) => pattern(g, field.type, depth - 1)),
        );
      return fieldsPattern(g, type, depth);
    case 'record':
      return fieldsPattern(g, type, depth);
    default:
      return undefined;
  }
}

/** A pattern that takes values of the type apart; undefined where they have no parts. */
export function partsPattern(g: Grower, type: Type): Node | undefined {
  if (type.kind === 'array' || type.kind === 'tuple') return structured(g, type, 2);
  return type.kind === 'record' || type.kind === 'struct' ? fieldsPattern(g, type, 2) : undefined;
}

/** A pattern of some fields, in any order. */
function fieldsPattern(g: Grower, type: Type & { kind: 'record' | 'struct' }, depth: number): Node {
  const chosen = type.fields.map((_, index) => index).filter(() => !g.chance.once(3));
  if (g.chance.once(2)) chosen.reverse();
  const parts = chosen.map((index) => pattern(g, type.fields[index]!.type, depth - 1));
  const names = chosen.map((index) => type.fields[index]!.name);
  return node('is-record', type, parts, { names, value: Uint8Array.from(chosen) });
}

function pattern(g: Grower, type: Type, depth: number): Node {
  const { chance } = g;
  if (chance.once(5)) return anything(type);
  if (depth <= 0 || chance.once(4)) return named(g, type);
  if (chance.once(6)) {
    const either = alternatives(g, type);
    if (either) return either;
  }
  const value = constant(g, type);
  if (value) return chance.once(2) ? named(g, type) : node('is-value', type, [value]);
  return structured(g, type, depth) ?? named(g, type);
}

/** Some clauses for values of the type, and one for all others. */
export function clausesFor(
  g: Grower,
  subject: Type,
  body: () => Node,
  condition: () => Node,
): readonly Node[] {
  const clauses = Array.from({ length: g.chance.between(1, 3) }, () =>
    g.scoped(() => {
      const first = pattern(g, subject, 3);
      if (g.chance.once(4)) return node('guarded', subject, [first, condition(), body()]);
      return node('clause', subject, [first, body()]);
    }),
  );
  return [...clauses, g.scoped(() => node('clause', subject, [anything(subject), body()]))];
}

export const matchOf: Producer = (g, type, depth) => {
  const known = g.variables(
    (candidate) => !mentions(candidate.type, 'function') && candidate.type.kind !== 'generic',
  );
  const interesting = known.filter((candidate) => partsOf(candidate.type) ?? 'variants' in candidate.type);
  const from = interesting.length > 0 && !g.chance.once(4) ? interesting : known;
  const chosen = from.length > 0 && !g.chance.once(4) ? g.chance.pick(from) : undefined;
  const of = chosen?.type ?? g.anyType();
  if (mentions(of, 'function') || of.kind === 'generic') return undefined;
  const subject = chosen ? node('variable', of, [], { names: [chosen.name] }) : g.expression(of, depth - 1);
  const clauses = clausesFor(
    g,
    of,
    () => g.expression(type, depth - 1),
    () => g.expression({ kind: 'bool' }, depth - 2),
  );
  return node('match', type, [subject, ...clauses]);
};
