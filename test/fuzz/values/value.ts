// Values: what generated programs over aggregates and functions compute with, as the reference holds them.
import type { IntegerName } from '../term.js';
import { bitsOf, greatestOf, leastOf } from '../term.js';
import { decode, encodeNumber, failWith } from '../value.js';
import type { Definition, Node } from './node.js';
import type { Type } from './types.js';
import { partsOf } from './types.js';
import type { LiveAccount } from './call-entry.js';

/** Elements in memory; slices share it. */
export interface ArrayValue {
  readonly kind: 'array';
  readonly memory: Value[];
  readonly start: number;
  readonly length: number;
}

/** A tuple, record or struct. */
export interface Product {
  readonly kind: 'product';
  readonly parts: readonly Value[];
}

export interface Option {
  readonly kind: 'option';
  readonly some: boolean;
  readonly value: Value;
}

/** Integers, and decimals in units of 10^-9, are bigints; a statement has no value. */
export type Value =
  | bigint
  | boolean
  | string
  | undefined
  | { readonly kind: 'pubkey'; readonly bytes: Uint8Array }
  | ArrayValue
  | Product
  | { readonly kind: 'variant'; readonly tag: number; readonly fields: readonly Value[] }
  | Option
  | { readonly kind: 'account'; readonly live: LiveAccount }
  | Closure;

export interface Closure {
  readonly kind: 'closure';
  /** A `lambda`, a function, or the name of a form. */
  readonly code: Node | Definition | string;
  readonly scope: Scope;
  /** What `generic` means in it. */
  readonly generic: Type | undefined;
}

/** Variables by name, those of the surrounding bodies behind them. */
export class Scope {
  readonly #values = new Map<string, { value: Value }>();

  constructor(readonly parent?: Scope) {}

  define(name: string, value: Value): void {
    this.#values.set(name, { value });
  }

  cell(name: string): { value: Value } | undefined {
    return this.#values.get(name) ?? this.parent?.cell(name);
  }
}

export const scale = 1_000_000_000n;

export const newArray = (memory: Value[]): ArrayValue => ({
  kind: 'array',
  memory,
  start: 0,
  length: memory.length,
});

export const elementsOf = ({ memory, start, length }: ArrayValue): readonly Value[] =>
  memory.slice(start, start + length);

/** About how many bytes the value takes in an array or variable. */
export function sizeOf(value: Value): number {
  if (typeof value === 'bigint') return 16;
  if (typeof value !== 'object') return value === undefined || typeof value === 'boolean' ? 1 : 16;
  if (value.kind === 'product') return value.parts.reduce<number>((sum, part) => sum + sizeOf(part), 0);
  if (value.kind === 'variant')
    return 40 + value.fields.reduce<number>((sum, field) => sum + sizeOf(field), 0);
  return value.kind === 'option' ? 17 + sizeOf(value.value) : 16;
}

export const none: Value = { kind: 'option', some: false, value: undefined };
export const some = (value: Value): Value => ({ kind: 'option', some: true, value });

/** The number if the type has it, else ArithmeticOverflow. */
export function fit(name: IntegerName, value: bigint): bigint {
  if (value < leastOf(name) || value > greatestOf(name)) failWith('ArithmeticOverflow');
  return value;
}

export const textBytes = (text: string): Buffer => Buffer.from(text, 'utf8');

/** The part of a text between two byte positions; fails where there is none or a character would be cut. */
export function cut(text: string, start: bigint, end: bigint): string {
  const bytes = textBytes(text);
  if (end > BigInt(bytes.length) || end < 0n || start < 0n || start > end) failWith('InvalidArgument');
  for (const at of [Number(start), Number(end)])
    if (at < bytes.length && (bytes[at]! & 0xc0) === 0x80) failWith('InvalidArgument');
  return bytes.subarray(Number(start), Number(end)).toString('utf8');
}

/** The character that begins at a byte position. */
export function characterAt(text: string, at: bigint): string {
  const bytes = textBytes(text);
  if (at < 0n || at >= BigInt(bytes.length)) failWith('InvalidArgument');
  const first = bytes[Number(at)]!;
  if ((first & 0xc0) === 0x80) failWith('InvalidArgument');
  const size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  return bytes.subarray(Number(at), Number(at) + size).toString('utf8');
}

export function equal(left: Value, right: Value): boolean {
  if (typeof left !== 'object' || typeof right !== 'object') return left === right;
  const all = (a: readonly Value[], b: readonly Value[]): boolean =>
    a.length === b.length && a.every((value, index) => equal(value, b[index]));
  if (left.kind === 'array' && right.kind === 'array') return all(elementsOf(left), elementsOf(right));
  if (left.kind === 'product' && right.kind === 'product') return all(left.parts, right.parts);
  if (left.kind === 'variant' && right.kind === 'variant')
    return left.tag === right.tag && all(left.fields, right.fields);
  if (left.kind === 'option' && right.kind === 'option')
    return left.some === right.some && (!left.some || equal(left.value, right.value));
  if (left.kind === 'pubkey' && right.kind === 'pubkey') return Buffer.compare(left.bytes, right.bytes) === 0;
  throw new Error(`no equality of ${left.kind} and ${right.kind}`);
}

const count = (length: number): Uint8Array => encodeNumber(BigInt(length), 4);

/** The value in Borsh. */
export function borsh(type: Type, value: Value): Uint8Array {
  if (type.kind === 'integer') return encodeNumber(value as bigint, bitsOf(type.name) / 8);
  if (type.kind === 'decimal') return encodeNumber(value as bigint, 8);
  if (typeof value === 'boolean') return Uint8Array.of(value ? 1 : 0);
  if (typeof value === 'string') return Buffer.concat([count(textBytes(value).length), textBytes(value)]);
  if (typeof value !== 'object') throw new Error(`no bytes for ${type.kind}`);
  if (value.kind === 'pubkey') return value.bytes;
  if (value.kind === 'array' && type.kind === 'array') {
    const elements = elementsOf(value).map((element) => borsh(type.element, element));
    return Buffer.concat([count(elements.length), ...elements]);
  }
  if (value.kind === 'option' && type.kind === 'option')
    return value.some ? Buffer.concat([Uint8Array.of(1), borsh(type.value, value.value)]) : Uint8Array.of(0);
  if (value.kind === 'variant' && type.kind === 'enum') {
    const { fields } = type.variants[value.tag]!;
    const parts = value.fields.map((field, index) => borsh(fields[index]!.type, field));
    return Buffer.concat([Uint8Array.of(value.tag), ...parts]);
  }
  if (value.kind === 'product')
    return Buffer.concat(value.parts.map((part, index) => borsh(partsOf(type)![index]!, part)));
  throw new Error(`no bytes for ${type.kind}`);
}

/** The value in Borsh at a place and where it ends; undefined where the bytes end before. */
export function fromBorsh(
  type: Type,
  bytes: Uint8Array,
  at: number,
): { readonly value: Value; readonly end: number } | undefined {
  const take = (size: number): Uint8Array | undefined =>
    at + size <= bytes.length ? bytes.subarray(at, at + size) : undefined;
  const several = (types: readonly Type[], start: number) => {
    const values: Value[] = [];
    let end = start;
    for (const part of types) {
      const found = fromBorsh(part, bytes, end);
      if (!found) return undefined;
      values.push(found.value);
      ({ end } = found);
    }
    return { values, end };
  };
  const number = (name: IntegerName): bigint | undefined => {
    const found = take(bitsOf(name) / 8);
    const decoded = found && decode(name, found);
    return decoded && 'value' in decoded ? (decoded.value as bigint) : undefined;
  };
  switch (type.kind) {
    case 'integer':
    case 'decimal': {
      const name = type.kind === 'integer' ? type.name : 'i64';
      const value = number(name);
      return value === undefined ? undefined : { value, end: at + bitsOf(name) / 8 };
    }
    case 'bool': {
      const value = number('u8');
      return value === undefined ? undefined : { value: value !== 0n, end: at + 1 };
    }
    case 'pubkey': {
      const key = take(32);
      return key && { value: { kind: 'pubkey', bytes: key.slice() }, end: at + 32 };
    }
    case 'string':
    case 'array': {
      const length = number('u32');
      if (length === undefined) return undefined;
      const start = at + 4;
      if (type.kind === 'array') {
        const found = several(Array<Type>(Number(length)).fill(type.element), start);
        return found && { value: newArray(found.values), end: found.end };
      }
      const end = start + Number(length);
      return end <= bytes.length
        ? { value: Buffer.from(bytes.subarray(start, end)).toString('utf8'), end }
        : undefined;
    }
    case 'option': {
      const tag = number('u8');
      if (tag === undefined) return undefined;
      if (tag === 0n) return { value: none, end: at + 1 };
      const found = fromBorsh(type.value, bytes, at + 1);
      return found && { value: some(found.value), end: found.end };
    }
    case 'enum': {
      const tag = number('u8');
      if (tag === undefined) return undefined;
      const found = several(
        type.variants[Number(tag)]!.fields.map((field) => field.type),
        at + 1,
      );
      return found && { value: { kind: 'variant', tag: Number(tag), fields: found.values }, end: found.end };
    }
    default: {
      const found = several(partsOf(type) ?? [], at);
      return found && { value: { kind: 'product', parts: found.values }, end: found.end };
    }
  }
}
