// Layouts: how many 64-bit values stand for a value of a type, and how its bytes lie in memory.
import { u64, type AccountField, type Type } from './signature.js';

/** The types of the parts of a type whose values are just their parts, one after another. */
export function partsOf(type: Type): readonly Type[] | undefined {
  switch (type.kind) {
    case 'tuple':
      return type.items;
    case 'record':
    case 'struct':
      return type.fields.map((field) => field.type);
    default:
      return undefined;
  }
}

/** The types of the parts of each variant of a type whose values are one of several: a tag, then those of its variant. */
export function variantsOf(type: Type): readonly (readonly Type[])[] | undefined {
  switch (type.kind) {
    case 'option':
      return [[], [type.value]];
    case 'enum':
      return type.variants.map(({ fields }) => fields.map((field) => field.type));
    case 'function':
      return type.lambdas.map(({ captures }) =>
        captures.map((capture) => (capture.mutated ? u64 : capture.type)),
      );
    default:
      return undefined;
  }
}

const keysHeld = new WeakMap<Type, boolean>();

/** Whether some component of a value may be the address of a key. */
export function holdsKey(type: Type): boolean {
  if (type.kind === 'pubkey') return true;
  const known = keysHeld.get(type);
  if (known !== undefined) return known;
  const parts = partsOf(type) ?? variantsOf(type)?.flat() ?? [];
  const holds = parts.some(holdsKey);
  keysHeld.set(type, holds);
  return holds;
}

/** How many parts a value of a type may have, the parts of parts counted. */
export const mostParts = 4000;

const partCounts = new WeakMap<Type, number>();

/**
 * How many parts values of a type have, itself and the parts of parts counted, those of all variants and one element of
 * arrays. Found once for each type: types may double with each that contains the last.
 */
export function partCount(type: Type): number {
  const known = partCounts.get(type);
  if (known !== undefined) return known;
  const count = inside(type).reduce((total, part) => total + partCount(part), 1);
  partCounts.set(type, count);
  return count;
}

function inside(type: Type): readonly Type[] {
  if (type.kind === 'array') return [type.element];
  if (type.kind === 'account') return type.layout?.fields.map((field) => field.type) ?? [];
  return partsOf(type) ?? variantsOf(type)?.flat() ?? [];
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);

/** The size of all parts, or one for the tag and the size of the largest variant. */
function sizeOf(type: Type, measure: (part: Type) => number): number {
  const size = (parts: readonly Type[]): number => sum(parts.map(measure));
  const parts = partsOf(type);
  return parts ? size(parts) : 1 + Math.max(0, ...variantsOf(type)!.map(size));
}

/**
 * How many 64-bit values a value takes: wide integers are (low, high), strings and arrays (address, length), products
 * their parts, variants a tag and as much as the largest of them. A function that can be one lambda only has no tag.
 */
export function componentsOf(type: Type): number {
  switch (type.kind) {
    case 'integer':
      return type.bits === 128 ? 2 : 1;
    case 'string':
      return 2;
    case 'array':
      return type.length === undefined ? 2 : 1;
    case 'decimal':
    case 'bool':
    case 'pubkey':
    case 'account':
      return 1;
    case 'accounts':
    case 'null':
    case 'unit':
    case 'never':
      return 0;
    default: {
      const isOneLambda = type.kind === 'function' && type.lambdas.length === 1;
      return sizeOf(type, componentsOf) - (isOneLambda ? 1 : 0);
    }
  }
}

/** Where the components of part `index` of `parts` begin. */
export function partOffset(parts: readonly Type[], index: number): number {
  return sum(parts.slice(0, index).map(componentsOf));
}

/**
 * How many bytes a value takes in memory, packed and little-endian: a bool one, a pubkey 32, a string or array of any
 * length the 16 of its address and length, an array of fixed length its elements, variants a tag byte and as much as
 * the largest of them.
 */
export function bytesOf(type: Type): number {
  switch (type.kind) {
    case 'integer':
      return type.bits / 8;
    case 'decimal':
    case 'account':
      return 8;
    case 'bool':
      return 1;
    case 'pubkey':
      return 32;
    case 'string':
      return 16;
    case 'array':
      return type.length === undefined ? 16 : type.length * bytesOf(type.element);
    case 'accounts':
    case 'null':
    case 'unit':
    case 'never':
      return 0;
    default: {
      return sizeOf(type, bytesOf);
    }
  }
}

/** The bytes of the u32 that says whether the value of a roomy option is there. */
export const roomyTagBytes = 4;

/** How many bytes a field of the data of an account takes. */
export function fieldBytes({ type, roomy }: AccountField): number {
  return roomy && type.kind === 'option' ? roomyTagBytes + bytesOf(type.value) : bytesOf(type);
}

/** Whether a value's bytes mean the same wherever they lie: no addresses among them. */
export function isSelfContained(type: Type): boolean {
  switch (type.kind) {
    case 'string':
    case 'function':
    case 'account':
    case 'accounts':
    case 'null':
    case 'unit':
    case 'never':
      return false;
    case 'array':
      return type.length !== undefined && isSelfContained(type.element);
    default:
      return (partsOf(type) ?? variantsOf(type)?.flat() ?? []).every(isSelfContained);
  }
}
