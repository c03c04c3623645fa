// Types of the values that generated programs compute with, how OVSM writes them, and random ones.
import type { Chance } from '../chance.js';
import type { IntegerName } from '../term.js';
import { integerNames } from '../term.js';

export interface Field {
  readonly name: string;
  readonly type: Type;
}

export type Type =
  | { readonly kind: 'integer'; readonly name: IntegerName }
  | { readonly kind: 'bool' | 'string' | 'pubkey' | 'decimal' }
  /** What statements have. */
  | { readonly kind: 'unit' }
  /** Control does not come back. */
  | { readonly kind: 'never' }
  /** Inside a function of any type: what the call at hand makes of it. */
  | { readonly kind: 'generic' }
  | { readonly kind: 'array'; readonly element: Type }
  | { readonly kind: 'tuple'; readonly items: readonly Type[] }
  | { readonly kind: 'record'; readonly fields: readonly Field[] }
  | { readonly kind: 'struct'; readonly name: string; readonly fields: readonly Field[] }
  | { readonly kind: 'enum'; readonly name: string; readonly variants: readonly Variant[] }
  | { readonly kind: 'option'; readonly value: Type }
  /** What functions take accounts as. */
  | { readonly kind: 'account'; readonly layout: string; readonly writable: boolean }
  | FunctionType;

export interface Variant {
  readonly name: string;
  readonly fields: readonly Field[];
}

export interface FunctionType {
  readonly kind: 'function';
  readonly parameters: readonly Type[];
  readonly result: Type;
}

export const bool: Type = { kind: 'bool' };
export const string: Type = { kind: 'string' };
export const pubkey: Type = { kind: 'pubkey' };
export const decimal: Type = { kind: 'decimal' };
export const unit: Type = { kind: 'unit' };
export const never: Type = { kind: 'never' };
export const generic: Type = { kind: 'generic' };
export const integerType = (name: IntegerName): Type => ({ kind: 'integer', name });
export const [i64, u64, u8] = (['i64', 'u64', 'u8'] as const).map(integerType) as [Type, Type, Type];
export const arrayOf = (element: Type): Type => ({ kind: 'array', element });
export const optionOf = (value: Type): Type => ({ kind: 'option', value });

/** The type as OVSM writes it; equal texts mean equal types. Functions have no such text, theirs is only a key. */
export function typeText(type: Type): string {
  switch (type.kind) {
    case 'integer':
    case 'struct':
    case 'enum':
      return type.name;
    case 'array':
      return `(array ${typeText(type.element)})`;
    case 'tuple':
      return `(tuple ${type.items.map(typeText).join(' ')})`;
    case 'record':
      return `{${type.fields.map(({ name, type: part }) => `:${name} ${typeText(part)}`).join(' ')}}`;
    case 'option':
      return `(option ${typeText(type.value)})`;
    case 'account':
      return type.writable ? `(account ${type.layout} :writable)` : type.layout;
    case 'function':
      return `(function ${[...type.parameters, type.result].map(typeText).join(' ')})`;
    default:
      return type.kind;
  }
}

/** Fields as definitions write them. */
export const fieldsText = (fields: readonly Field[]): string =>
  fields.map(({ name, type }) => `(${name} ${typeText(type)})`).join(' ');

export const sameType = (left: Type, right: Type): boolean =>
  left === right || typeText(left) === typeText(right);

/** The types of the parts of a tuple, record or struct. */
export function partsOf(type: Type): readonly Type[] | undefined {
  if (type.kind === 'tuple') return type.items;
  return type.kind === 'record' || type.kind === 'struct'
    ? type.fields.map((field) => field.type)
    : undefined;
}

export function mentions(type: Type, kind: Type['kind']): boolean {
  if (type.kind === kind) return true;
  const inner: readonly Type[] =
    type.kind === 'array'
      ? [type.element]
      : type.kind === 'option'
        ? [type.value]
        : type.kind === 'enum'
          ? type.variants.flatMap(({ fields }) => fields.map((field) => field.type))
          : (partsOf(type) ?? []);
  return inner.some((part) => mentions(part, kind));
}

/** The type with another in the place of `generic`. */
export function instantiate(type: Type, by: Type): Type {
  switch (type.kind) {
    case 'generic':
      return by;
    case 'array':
      return arrayOf(instantiate(type.element, by));
    case 'option':
      return optionOf(instantiate(type.value, by));
    case 'tuple':
      return { ...type, items: type.items.map((item) => instantiate(item, by)) };
    case 'record':
      return { ...type, fields: type.fields.map((f) => ({ ...f, type: instantiate(f.type, by) })) };
    default:
      return type;
  }
}

const integersByWeight: readonly IntegerName[] = [
  ...integerNames,
  ...(['i64', 'i64', 'i64', 'i64', 'u64', 'u64', 'u64', 'u8', 'u8', 'u128', 'i128'] as const),
];

export const randomIntegerType = (chance: Chance): Type => integerType(chance.pick(integersByWeight));

/** Whether no value of one type is ever taken for one of the other, so that `[a b]` of them is a tuple. */
const isNumeric = ({ kind }: Type): boolean => kind === 'integer' || kind === 'decimal';
const isOther = ({ kind }: Type): boolean => !['integer', 'decimal', 'option', 'generic'].includes(kind);

export class TypeMaker {
  readonly definitions: Type[] = [];
  #count = 0;

  constructor(private readonly chance: Chance) {}

  plain(): Type {
    return this.chance.weighted<() => Type>([
      [8, () => randomIntegerType(this.chance)],
      [2, () => bool],
      [3, () => string],
      [2, () => decimal],
      [1, () => pubkey],
    ])();
  }

  random(depth: number): Type {
    const { chance } = this;
    if (depth <= 0) return this.plain();
    return chance.weighted<() => Type>([
      [3, () => this.plain()],
      [4, () => arrayOf(this.random(depth - 1))],
      [3, () => this.tuple(depth)],
      [2, () => ({ kind: 'record', fields: this.fields(depth - 1, 1, 4) })],
      [2, () => optionOf(this.notOption(depth - 1))],
      [3, () => (this.definitions.length > 0 ? chance.pick(this.definitions) : this.plain())],
    ])();
  }

  private notOption(depth: number): Type {
    for (;;) {
      const type = this.random(depth);
      if (type.kind !== 'option') return type;
    }
  }

  private tuple(depth: number): Type {
    const { chance } = this;
    const items = Array.from({ length: chance.between(0, 2) }, () => this.random(depth - 1));
    const telling = [this.matching(isNumeric, depth), this.matching(isOther, depth)];
    for (const item of telling) items.splice(chance.below(items.length + 1), 0, item);
    return { kind: 'tuple', items };
  }

  private matching(test: (type: Type) => boolean, depth: number): Type {
    for (;;) {
      const type = this.random(depth - 1);
      if (test(type)) return type;
    }
  }

  private fields(depth: number, least: number, most: number): readonly Field[] {
    return Array.from({ length: this.chance.between(least, most) }, (_, index) => ({
      name: `${'abcdefgh'[index]}${this.chance.once(3) ? '-part' : ''}`,
      type: this.random(depth),
    }));
  }

  define(): void {
    const { chance } = this;
    const name = `T${this.#count++}`;
    if (chance.once(2)) {
      const fields = chance.once(4) ? this.fields(0, 5, 8) : this.fields(1, 1, 4);
      this.definitions.push({ kind: 'struct', name, fields });
      return;
    }
    const variants = Array.from({ length: chance.between(1, 4) }, (_, index) => ({
      name: `V${index}`,
      fields: chance.once(3) ? [] : this.fields(1, 1, 3),
    }));
    this.definitions.push({ kind: 'enum', name, variants });
  }
}
