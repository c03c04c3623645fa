// Reading Borsh. Text and bytes stay in place; elements that have another size in Borsh than in memory are laid out on
// the heap.
import { bytesOf, componentsOf, partsOf, variantsOf } from '../../grammar/layout.js';
import type { Value } from '../../grammar/flow.js';
import type { ArrayType, Type } from '../../grammar/signature.js';
import { isPlain } from '../borsh.js';
import type { Cell, FlowBuilder } from '../builder.js';
import { allocate } from '../heap.js';
import { loadTyped, storeTyped } from '../memory.js';

/** Whether a type's values have one size and every pattern of their bits is one: no tag among them. */
export function isFixed(type: Type): boolean {
  switch (type.kind) {
    case 'enum':
      return false;
    case 'array':
      return type.length !== undefined && isFixed(type.element);
    default:
      return isPlain(type) && (partsOf(type)?.every(isFixed) ?? true);
  }
}

/** How many bytes a value has at least. */
export function leastBytes(type: Type): number {
  if (type.kind === 'string') return countBytes;
  if (type.kind === 'array')
    return type.length === undefined ? countBytes : type.length * leastBytes(type.element);
  const sum = (parts: readonly Type[]): number => parts.reduce((bytes, part) => bytes + leastBytes(part), 0);
  const parts = partsOf(type);
  if (parts) return sum(parts);
  const variants = variantsOf(type);
  return variants ? 1 + Math.min(...variants.map(sum)) : bytesOf(type);
}

/** A count of elements, or of the bytes of a text, is a u32. */
const countBytes = 4;

/** What is read, and how it fails. */
export interface ReadingOf {
  readonly code: bigint;
  /** What a person is told of it. */
  readonly told: string;
  /** The function that tells whether bytes are UTF-8, if text is to be looked at. */
  readonly isText: number | undefined;
}

/** Reads one value behind the other, each checked against the end. */
export class BorshReader {
  constructor(
    private readonly b: FlowBuilder,
    private readonly cursor: Cell,
    private readonly end: Value,
    private readonly reading: ReadingOf,
  ) {}

  /** The address of what comes next, of which there are at least `size` bytes. */
  private demand(size: Value): Value {
    const { b, cursor, end } = this;
    const { code, told } = this.reading;
    const here = b.read(cursor);
    b.failWithIf('ugt', size, b.binary('sub', end, here), code, `${told} is too short`);
    return here;
  }

  /** The address of the next `size` bytes. */
  private take(size: Value): Value {
    const { b, cursor } = this;
    const here = this.demand(size);
    b.write(cursor, b.binary('add', here, size));
    return here;
  }

  value(type: Type): readonly Value[] {
    const { b } = this;
    if (isFixed(type)) return loadTyped(b, type, this.take(b.constant(bytesOf(type))), 0);
    if (type.kind === 'string') return this.text();
    if (type.kind === 'array') return this.array(type);
    const parts = partsOf(type);
    if (parts) return parts.flatMap((part) => this.value(part));
    return this.variant(type, variantsOf(type) ?? []);
  }

  /** The address and the count of elements. */
  private several(stride: number): readonly Value[] {
    const { b } = this;
    const count = this.count();
    const address = this.take(b.binaryWith('mul', count, stride));
    return [address, count];
  }

  private text(): readonly Value[] {
    const { b } = this;
    const { code, told, isText } = this.reading;
    const bytes = this.several(1);
    if (isText === undefined) return bytes;
    const [isFine] = b.call(isText, bytes, 1);
    b.failWithIf('eq', isFine!, b.constant(0), code, `${told} has text that is no UTF-8`);
    return bytes;
  }

  private count(): Value {
    return this.b.load(4, this.take(this.b.constant(countBytes)));
  }

  private array({ element, length }: ArrayType<Type>): readonly Value[] {
    const { b } = this;
    const stride = bytesOf(element);
    if (length === undefined && isFixed(element)) return this.several(stride);
    const count = length === undefined ? this.count() : b.constant(length);
    const after = b.block();
    let address: Value;
    if (isPlain(element)) {
      // They lie as they would in memory; only their tags are looked at.
      address = b.read(this.cursor);
      b.countTo(count, after, () => void this.value(element));
    } else {
      this.demand(b.binaryWith('mul', count, leastBytes(element)));
      address = allocate(b, b.binaryWith('mul', count, stride));
      b.countTo(count, after, (index) => {
        const place = b.binary('add', address, b.binaryWith('mul', index, stride));
        storeTyped(b, element, place, 0, this.value(element));
      });
    }
    b.enterSealed(after);
    return length === undefined ? [address, count] : [address];
  }

  private variant(type: Type, variants: readonly (readonly Type[])[]): readonly Value[] {
    const { b } = this;
    const tag = this.tag(variants.length);
    const cells = Array.from({ length: componentsOf(type) - 1 }, () => b.cell());
    this.eachVariant(tag, variants, (parts) => {
      const values = parts.flatMap((part) => this.value(part));
      cells.forEach((cell, at) => b.write(cell, values[at] ?? b.constant(0)));
    });
    return [tag, ...cells.map((cell) => b.read(cell))];
  }

  private tag(variants: number): Value {
    const { b } = this;
    const { code, told } = this.reading;
    const tag = b.load(1, this.take(b.constant(1)));
    b.failWithIf('ugt', tag, b.constant(variants - 1), code, `${told} names a variant that is none`);
    return tag;
  }

  private eachVariant(
    tag: Value,
    variants: readonly (readonly Type[])[],
    work: (parts: readonly Type[]) => void,
  ): void {
    const { b } = this;
    const after = b.block();
    variants.forEach((parts, index) => {
      const [here, next] = [b.block(), b.block()];
      if (index === variants.length - 1) b.jump(here);
      else b.branch('eq', tag, b.constant(index), here, next);
      b.enterSealed(here);
      work(parts);
      b.jump(after);
      b.enterSealed(next);
    });
    b.enterSealed(after);
  }

  /** Passes over a value. */
  skip(type: Type): void {
    const { b } = this;
    if (isPlain(type)) return void this.take(b.constant(bytesOf(type)));
    if (type.kind === 'string') return void this.several(1);
    if (type.kind === 'array') {
      const { element, length } = type;
      if (length === undefined && isPlain(element)) return void this.several(bytesOf(element));
      const after = b.block();
      b.countTo(length === undefined ? this.count() : b.constant(length), after, () => this.skip(element));
      b.enterSealed(after);
      return;
    }
    const parts = partsOf(type);
    if (parts) return parts.forEach((part) => this.skip(part));
    const variants = variantsOf(type) ?? [];
    this.eachVariant(this.tag(variants.length), variants, (inside) =>
      inside.forEach((part) => this.skip(part)),
    );
  }
}
