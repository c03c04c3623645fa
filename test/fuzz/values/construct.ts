// Constructing values: literals, input, and aggregates written part by part.
import { randomInteger } from '../literals.js';
import { bitsOf } from '../term.js';
import { inputBytes } from './input.js';
import type { Firmness, Grower, Producer } from './grower.js';
import type { Node } from './node.js';
import { node } from './node.js';
import type { Type } from './types.js';
import { bool, i64, sameType, u8 } from './types.js';
import { scale } from './value.js';

type Of<Kind extends Type['kind']> = Type & { readonly kind: Kind };

export const texts = [
  '',
  'a',
  'ab',
  'hello',
  'é',
  'naïve',
  '日本',
  '😀!',
  'two\nlines',
  'q"\\',
  'abcdefghij',
];

export function literal(type: Type, value: NonNullable<Node['value']>, bare = false): Node {
  return node('literal', type, [], { value, ...(bare && { bare }) });
}

/** A number the optimizer does not know. */
export function inputOf(g: Grower, type: Of<'integer'>): Node {
  if (!g.readsBytes) return g.variable(type) ?? literal(type, BigInt(g.chance.below(9)));
  const index = g.chance.below(inputBytes - bitsOf(type.name) / 8 + 1);
  return node('input', type, [], { index });
}

export function integerNode(g: Grower, type: Of<'integer'>, firm: Firmness): Node {
  const { chance } = g;
  const isSmall = type.name === 'u8' || chance.once(3);
  if (chance.once(3) && isSmall) return inputOf(g, type);
  const isBare = firm > 0 || (type.name === 'i64' && !chance.once(4));
  return literal(type, randomInteger(chance, type.name), isBare);
}

function decimalNode(g: Grower, type: Type, firm: Firmness): Node {
  const { chance } = g;
  if (chance.once(3)) return node('convert', type, [inputOf(g, u8 as Of<'integer'>)]);
  const whole = BigInt(chance.pick([0, 1, 2, 3, 7, 10, 100, -1, -5, 99_999, 4_000_000_000]));
  if (firm > 0 && chance.once(2)) return literal(type, whole * scale, true);
  return literal(type, whole * scale + BigInt(chance.pick([0, 1, 500_000_000, 999_999_999, 333_333_333])));
}

function boolNode(g: Grower): Node {
  if (g.chance.once(3)) return literal(bool, g.chance.once(2));
  const limit = literal(u8, BigInt(g.chance.pick([2, 5, 128, 200])), true);
  return node(g.chance.pick(['<', '>=']), bool, [inputOf(g, u8 as Of<'integer'>), limit]);
}

function elementsNode(g: Grower, type: Of<'array'>, depth: number, firm: Firmness): Node {
  const { chance } = g;
  const count = chance.weighted([
    [firm > 0 ? 1 : 0, 0],
    [2, 1],
    [4, 2],
    [4, 3],
    [1, 5],
  ]);
  if (sameType(type.element, i64) && chance.once(6)) {
    const parts = Array.from({ length: count + 1 }, () => literal(i64, BigInt(chance.below(50)), true));
    return node('quoted', type, parts);
  }
  const isPlain = ['integer', 'decimal'].includes(type.element.kind);
  const parts = Array.from({ length: count }, (_, index) =>
    g.expression(type.element, depth - 1, isPlain && (index > 0 || firm > 0) ? 1 : 0),
  );
  return node('array', type, parts);
}

function optionNode(g: Grower, type: Of<'option'>, depth: number, firm: Firmness): Node {
  const { chance } = g;
  const missing = node('null', type, [], { bare: true });
  const value = (isFirm: Firmness) => g.expression(type.value, depth - 1, isFirm);
  if (firm > 0 && chance.once(3)) {
    if (chance.once(2)) return missing;
    return g.scoped(() => node('do', type, [...g.statements(2, depth - 1), missing]));
  }
  if (firm > 0 && chance.once(2)) return node('some', type, [value(firm)], { bare: true });
  if (chance.once(2)) return node('some', type, [value(0)]);
  const branches = [g.scoped(() => node('some', type, [value(0)])), missing];
  if (chance.once(2)) branches.reverse();
  return node('if', type, [g.condition(depth - 1), ...branches]);
}

function structNode(g: Grower, type: Of<'struct'>, depth: number, firm: Firmness): Node {
  const parts = type.fields.map((field) => g.expression(field.type, depth - 1, 2));
  if (firm === 2 && g.chance.once(3)) return node('struct', type, parts, { bare: true });
  return node('struct', type, parts, g.chance.once(3) ? { index: 1 } : {});
}

function variantNode(g: Grower, type: Of<'enum'>, depth: number): Node {
  const index = g.chance.below(type.variants.length);
  const parts = type.variants[index]!.fields.map((field) => g.expression(field.type, depth - 1, 2));
  return node('variant', type, parts, { index });
}

/** A value of the type, written as its parts. */
export const construct: Producer = (g, type, depth, firm) => {
  switch (type.kind) {
    case 'integer':
      return integerNode(g, type, firm);
    case 'bool':
      return boolNode(g);
    case 'string':
      return literal(type, g.chance.pick(texts));
    case 'decimal':
      return decimalNode(g, type, firm);
    case 'pubkey':
      return literal(type, new Uint8Array(32).fill(g.chance.pick([0, 7, 255])));
    case 'array':
      return elementsNode(g, type, depth, firm);
    case 'tuple': {
      const parts = type.items.map((item) =>
        g.expression(item, depth - 1, item.kind === 'option' || firm === 0 ? 0 : 1),
      );
      return node('tuple', type, parts);
    }
    case 'record': {
      const parts = type.fields.map((field) => g.expression(field.type, depth - 1, firm));
      return node('record', type, parts);
    }
    case 'struct':
      return structNode(g, type, depth, firm);
    case 'enum':
      return variantNode(g, type, depth);
    case 'option':
      return optionNode(g, type, depth, firm);
    default:
      return undefined;
  }
};

/** The plainest value of the type; undefined where there is none. */
export function plainest(type: Type): Node | undefined {
  const all = (parts: readonly Type[]): readonly Node[] | undefined => {
    const plain = parts.map(plainest);
    return plain.every((part) => part !== undefined) ? plain : undefined;
  };
  switch (type.kind) {
    case 'integer':
    case 'decimal':
      return literal(type, 0n, sameType(type, i64));
    case 'bool':
      return literal(type, false);
    case 'string':
      return literal(type, '');
    case 'pubkey':
      return literal(type, new Uint8Array(32));
    case 'array': {
      const parts = all([type.element]);
      return parts && node('array', type, parts);
    }
    case 'tuple': {
      const parts = all(type.items);
      return parts && node('tuple', type, parts);
    }
    case 'record':
    case 'struct': {
      const parts = all(type.fields.map((field) => field.type));
      return parts && node(type.kind, type, parts);
    }
    case 'enum': {
      const parts = all(type.variants[0]!.fields.map((field) => field.type));
      return parts && node('variant', type, parts, { index: 0 });
    }
    case 'option': {
      const parts = all([type.value]);
      return parts && node('some', type, parts);
    }
    default:
      return undefined;
  }
}
