// Borsh: values as bytes that stand for themselves, https://borsh.io.
import { bytesOf, componentsOf, partOffset, partsOf, variantsOf } from '../grammar/layout.js';
import type { Value } from '../grammar/flow.js';
import type { Type } from '../grammar/signature.js';
import type { Cell, FlowBuilder } from './builder.js';
import { loadTyped, storeBytes, storeTyped } from './memory.js';

/** Whether all values of the type have as many bytes in Borsh as in memory, and the same. */
export function isPlain(type: Type): boolean {
  switch (type.kind) {
    case 'integer':
    case 'decimal':
    case 'bool':
    case 'pubkey':
      return true;
    case 'array':
      return type.length !== undefined && isPlain(type.element);
    case 'enum':
      return type.variants.every(({ fields }) => fields.length === 0);
    default:
      return partsOf(type)?.every(isPlain) ?? false;
  }
}

/** Whether values of the type can be written at all. */
export function isBorsh(type: Type): boolean {
  switch (type.kind) {
    case 'function':
    case 'account':
    case 'accounts':
    case 'unit':
    case 'never':
      return false;
    case 'null':
    case 'string':
      return true;
    case 'array':
      return type.element.kind === 'never' || isBorsh(type.element);
    default:
      return isPlain(type) || (partsOf(type) ?? variantsOf(type)?.flat() ?? []).every(isBorsh);
  }
}

/** Writes bytes at an address that moves on behind what was written. */
class Writer {
  constructor(
    private readonly b: FlowBuilder,
    private readonly cursor: Cell,
  ) {}

  private advance(size: Value): void {
    const { b, cursor } = this;
    b.write(cursor, b.binary('add', b.read(cursor), size));
  }

  value(type: Type, values: readonly Value[]): void {
    const { b, cursor } = this;
    if (isPlain(type)) {
      storeTyped(b, type, b.read(cursor), 0, values);
      return this.advance(b.constant(bytesOf(type)));
    }
    if (type.kind === 'string') return this.bytes(values[0]!, values[1]!);
    if (type.kind === 'array') return this.array(type.element, type.length, values);
    const parts = partsOf(type);
    if (parts) return this.parts(parts, values);
    const variants = variantsOf(type);
    if (variants) this.variant(variants, values);
  }

  private bytes(address: Value, length: Value, count = length): void {
    const { b, cursor } = this;
    b.store(4, b.read(cursor), 0, count);
    this.advance(b.constant(4));
    b.syscall('sol_memcpy_', [b.read(cursor), address, length], true);
    this.advance(length);
  }

  private array(element: Type, length: number | undefined, values: readonly Value[]): void {
    const { b, cursor } = this;
    const stride = bytesOf(element);
    const count = length === undefined ? values[1]! : b.constant(length);
    if (isPlain(element) && length === undefined)
      return this.bytes(values[0]!, b.binaryWith('mul', count, stride), count);
    if (length === undefined) {
      b.store(4, b.read(cursor), 0, count);
      this.advance(b.constant(4));
    }
    if (element.kind === 'never') return;
    const after = b.block();
    b.countTo(count, after, (index) => {
      const address = b.binary('add', values[0]!, b.binaryWith('mul', index, stride));
      this.value(element, loadTyped(b, element, address, 0));
    });
    b.enterSealed(after);
  }

  private parts(parts: readonly Type[], values: readonly Value[]): void {
    parts.forEach((part, index) => {
      const start = partOffset(parts, index);
      this.value(part, values.slice(start, start + componentsOf(part)));
    });
  }

  private variant(variants: readonly (readonly Type[])[], [tag, ...payload]: readonly Value[]): void {
    const { b, cursor } = this;
    b.store(1, b.read(cursor), 0, tag!);
    this.advance(b.constant(1));
    const after = b.block();
    variants.forEach((parts, index) => {
      const here = b.block();
      const next = b.block();
      if (index === variants.length - 1) b.jump(here);
      else b.branch('eq', tag!, b.constant(index), here, next);
      b.enterSealed(here);
      this.parts(parts, payload);
      b.jump(after);
      b.enterSealed(next);
    });
    b.enterSealed(after);
  }
}

/** Writes a value at `address` and gives the address behind it. */
export function writeBorsh(b: FlowBuilder, type: Type, values: readonly Value[], address: Value): Value {
  const cursor = b.cell();
  b.write(cursor, address);
  new Writer(b, cursor).value(type, values);
  return b.read(cursor);
}

/** A value in Borsh somewhere in memory, with `before` in front of it: where and how many bytes. */
export function borshBytes(
  b: FlowBuilder,
  type: Type,
  values: readonly Value[],
  before: Uint8Array = new Uint8Array(0),
): readonly [address: Value, length: Value] {
  if (type.kind === 'pubkey' && before.length === 0) return [values[0]!, b.constant(bytesOf(type))];
  if (!isPlain(type)) {
    const start = b.load(8, b.constant(b.module.heapTopGlobal()));
    storeBytes(b, start, 0, before);
    const end = writeBorsh(b, type, values, b.binaryWith('add', start, before.length));
    return [start, b.binary('sub', end, start)];
  }
  const size = before.length + bytesOf(type);
  const slot = b.slot(size);
  storeBytes(b, slot, 0, before);
  storeTyped(b, type, slot, before.length, values);
  return [slot, b.constant(size)];
}
