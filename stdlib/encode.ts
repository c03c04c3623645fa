// Encoding: writes values in the data of an instruction as its interface says.
import { encodedSize, encodedType, type Encoding, type NumberEncoding } from '../grammar/encoding.js';
import type { Size, Value } from '../grammar/flow.js';
import { bytesOf, componentsOf } from '../grammar/layout.js';
import { isPlain, writeBorsh } from './borsh.js';
import type { FlowBuilder } from './builder.js';
import { copyBytes } from './heap.js';
import { loadTyped, storeBytes, storeTyped } from './memory.js';

/** The most that `compact` numbers can be. */
const mostCompact = 0xffff;

/** How many bytes of data are put together in the frame. */
const mostInFrame = 1024;

/** Writes one thing behind the other, at a distance from an address that is known while sizes are. */
class Writer {
  private offset = 0;

  constructor(
    private readonly b: FlowBuilder,
    private base: Value,
  ) {}

  /** The address behind what is written. */
  address(): Value {
    return this.offset === 0 ? this.base : this.b.binaryWith('add', this.base, this.offset);
  }

  private moveTo(address: Value): void {
    this.base = address;
    this.offset = 0;
  }

  value(encoding: Encoding, values: readonly Value[]): void {
    const { b } = this;
    switch (encoding.kind) {
      case 'constant':
        return this.constant(encoding.bytes);
      case 'borsh': {
        const { type } = encoding;
        if (!isPlain(type)) return this.moveTo(writeBorsh(b, type, values, this.address()));
        storeTyped(b, type, this.base, this.offset, values);
        this.offset += bytesOf(type);
        return;
      }
      case 'number':
        return this.number(encoding.number, values);
      case 'text':
        if (encoding.count) this.count(encoding.count, values[1]!);
        return this.bytes(values[0]!, values[1]!);
      case 'padded':
        return this.padded(encoding.size, values[0]!, values[1]!);
      case 'elements':
        return this.elements(encoding, values);
      case 'variants':
        return this.variants(encoding, values);
      case 'product':
        return this.product(encoding.items, values);
    }
  }

  private constant(bytes: Uint8Array): void {
    storeBytes(this.b, this.base, this.offset, bytes);
    this.offset += bytes.length;
  }

  private bytes(address: Value, length: Value): void {
    const here = this.address();
    copyBytes(this.b, here, address, length);
    this.moveTo(this.b.binary('add', here, length));
  }

  private padded(size: number, address: Value, length: Value): void {
    const { b } = this;
    const reason = 'the text is longer than the room for it';
    b.failIf('ugt', length, b.constant(size), 'InvalidArgument', reason);
    const here = this.address();
    b.syscall('sol_memset_', [here, b.constant(0), b.constant(size)], true);
    copyBytes(b, here, address, length);
    this.offset += size;
  }

  /** A number of elements or bytes, which is refused where it has no room. */
  private count(number: NumberEncoding, count: Value): void {
    const { b } = this;
    if (number.size === 1 || number.size === 2) {
      const most = b.constant(256 ** number.size - 1);
      b.failIf('ugt', count, most, 'ArithmeticOverflow', 'the count has too few bytes');
    }
    this.number(number, number.size === 16 ? [count, b.constant(0)] : [count]);
  }

  private number(number: NumberEncoding, values: readonly Value[]): void {
    const { b } = this;
    if (number.size === 'compact') return this.compact(values[0]!);
    const { size, bigEndian } = number;
    if (bigEndian) {
      for (let at = 0; at < size; at++) {
        const from = size - 1 - at;
        const byte = b.binaryWith('lshr', values[from >> 3] ?? b.constant(0), 8 * (from & 7));
        b.store(1, this.base, this.offset + at, byte);
      }
    } else {
      b.store(Math.min(size, 8) as Size, this.base, this.offset, values[0]!);
      if (size === 16) b.store(8, this.base, this.offset + 8, values[1] ?? b.constant(0));
    }
    this.offset += size;
  }

  /** Solana: short_vec. */
  private compact(value: Value): void {
    const { b } = this;
    b.failIf('ugt', value, b.constant(mostCompact), 'ArithmeticOverflow', 'the count has too few bytes');
    const [cell, rest] = [b.cell(), b.cell()];
    const [header, more, after] = [b.block(), b.block(), b.block()];
    b.write(cell, this.address());
    b.write(rest, value);
    b.jump(header);
    b.enter(header);
    b.branch('ugt', b.read(rest), b.constant(127), more, after);
    b.enterSealed(more);
    b.store(1, b.read(cell), 0, b.binaryWith('or', b.read(rest), 128));
    b.write(rest, b.binaryWith('lshr', b.read(rest), 7));
    b.write(cell, b.binaryWith('add', b.read(cell), 1));
    b.jump(header);
    b.seal(header);
    b.enterSealed(after);
    b.store(1, b.read(cell), 0, b.read(rest));
    this.moveTo(b.binaryWith('add', b.read(cell), 1));
  }

  private elements(
    { type, element, count }: Extract<Encoding, { kind: 'elements' }>,
    values: readonly Value[],
  ): void {
    if (type.kind !== 'array') return;
    const { b } = this;
    const length = type.length === undefined ? values[1]! : b.constant(type.length);
    if (count) this.count(count, length);
    const stride = bytesOf(type.element);
    const cell = b.cell();
    const after = b.block();
    b.write(cell, this.address());
    b.countTo(length, after, (index) => {
      const place = b.binary('add', values[0]!, b.binaryWith('mul', index, stride));
      const writer = new Writer(b, b.read(cell));
      writer.value(element, loadTyped(b, type.element, place, 0));
      b.write(cell, writer.address());
    });
    b.enterSealed(after);
    this.moveTo(b.read(cell));
  }

  private variants(
    { tag, variants }: Extract<Encoding, { kind: 'variants' }>,
    [number, ...payload]: readonly Value[],
  ): void {
    const { b } = this;
    const cell = b.cell();
    const after = b.block();
    const start = this.address();
    variants.forEach((variant, index) => {
      const [here, next] = [b.block(), b.block()];
      if (index === variants.length - 1) b.jump(here);
      else b.branch('eq', number!, b.constant(index), here, next);
      b.enterSealed(here);
      const writer = new Writer(b, start);
      if (tag) writer.number(tag, [b.constant(variant.tag), b.constant(0)]);
      writer.value(variant.fields, payload);
      b.write(cell, writer.address());
      b.jump(after);
      b.enterSealed(next);
    });
    b.enterSealed(after);
    this.moveTo(b.read(cell));
  }

  private product(items: readonly Encoding[], values: readonly Value[]): void {
    let next = 0;
    for (const item of items) {
      const type = encodedType(item);
      const count = type ? componentsOf(type) : 0;
      this.value(item, values.slice(next, next + count));
      next += count;
    }
  }
}

/** A value as its encoding says, somewhere in memory: where, and how many bytes. */
export function encodedBytes(
  b: FlowBuilder,
  encoding: Encoding,
  values: readonly Value[],
): readonly [address: Value, length: Value] {
  const size = encodedSize(encoding);
  // What is written last need not be kept: the next call may write over it.
  const isSmall = size !== undefined && size <= mostInFrame;
  const start = isSmall ? b.slot(size) : b.load(8, b.constant(b.module.heapTopGlobal()));
  const writer = new Writer(b, start);
  writer.value(encoding, values);
  return [start, size === undefined ? b.binary('sub', writer.address(), start) : b.constant(size)];
}
