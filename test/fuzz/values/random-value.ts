// Random values of any type that has bytes.
import type { Chance } from '../chance.js';
import { randomInteger } from '../literals.js';
import { texts } from './construct.js';
import type { Type } from './types.js';
import { partsOf } from './types.js';
import type { Value } from './value.js';
import { newArray, none, scale, some } from './value.js';

const decimals = [0n, 1n, scale, -scale, 5n * scale + 1n, 3n * scale - 1n, 99_999n * scale];

export function randomValue(chance: Chance, type: Type): Value {
  const inside = (part: Type): Value => randomValue(chance, part);
  switch (type.kind) {
    case 'integer':
      return chance.once(2) && type.name.startsWith('u')
        ? BigInt(chance.below(9))
        : randomInteger(chance, type.name);
    case 'bool':
      return chance.once(2);
    case 'string':
      return chance.pick(texts);
    case 'decimal':
      return chance.pick(decimals);
    case 'pubkey':
      return { kind: 'pubkey', bytes: new Uint8Array(32).fill(chance.pick([0, 7, 20, 21, 255])) };
    case 'array':
      return newArray(Array.from({ length: chance.below(4) }, () => inside(type.element)));
    case 'option':
      return chance.once(3) ? none : some(inside(type.value));
    case 'enum': {
      const tag = chance.below(type.variants.length);
      return { kind: 'variant', tag, fields: type.variants[tag]!.fields.map((field) => inside(field.type)) };
    }
    default:
      return { kind: 'product', parts: (partsOf(type) ?? []).map(inside) };
  }
}
