// Translate: the arguments of syscalls, from addresses in the program's memory to bytes and values.
import type { Access } from '../fault.js';
import type { Memory } from '../memory.js';
import { refusal, refusalWith } from './syscall.js';

const maximumSize = (1n << 63n) - 1n;

/** `count` elements of `size` bytes each. Agave: translate_slice. */
export function elementsAt(
  memory: Memory,
  address: bigint,
  count: bigint,
  { size, alignment, access }: { size: bigint; alignment: bigint; access: Access },
): Uint8Array {
  if (count === 0n) return new Uint8Array(0);
  const total = count * size;
  if (total > maximumSize) throw refusal('InvalidLength');
  const bytes = memory.view(address, total, access);
  requireAlignment(memory, address, alignment);
  return bytes;
}

function requireAlignment(memory: Memory, address: bigint, alignment: bigint): void {
  if (memory.aligned && address % alignment !== 0n) throw refusal('UnalignedPointer');
}

/** The live bytes at an address. */
export function bytesAt(memory: Memory, address: bigint, length: bigint, access: Access): Uint8Array {
  return elementsAt(memory, address, length, { size: 1n, alignment: 1n, access });
}

/** The live 32 bytes of an address or a hash. */
export function keyAt(memory: Memory, address: bigint, access: Access): Uint8Array {
  return memory.view(address, 32, access);
}

/** Room for one value of a type with this size and alignment. Agave: translate_type_mut. */
export function roomAt(memory: Memory, address: bigint, size: number, alignment: bigint): Uint8Array {
  return valueAt(memory, address, { size, alignment, access: 'write' });
}

/** The live bytes of one value. Agave: translate_type. */
export function valueAt(
  memory: Memory,
  address: bigint,
  { size, alignment, access }: { size: number; alignment: bigint; access: Access },
): Uint8Array {
  const bytes = memory.view(address, size, access);
  requireAlignment(memory, address, alignment);
  return bytes;
}

/** A range of the program's memory as a program writes it down: two u64. Agave: VmSlice. */
export interface Slice {
  readonly address: bigint;
  readonly length: bigint;
}

/** The `count` slices listed at an address. */
export function slicesAt(memory: Memory, address: bigint, count: bigint): Slice[] {
  const bytes = elementsAt(memory, address, count, { size: 16n, alignment: 8n, access: 'read' });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / 16 }, (_, index) => ({
    address: view.getBigUint64(index * 16, true),
    length: view.getBigUint64(index * 16 + 8, true),
  }));
}

export function sliceBytes(memory: Memory, slice: Slice): Uint8Array {
  return bytesAt(memory, slice.address, slice.length, 'read');
}

/** Whether two ranges share no byte. Agave: is_nonoverlapping. */
export function disjoint(left: bigint, leftLength: bigint, right: bigint, rightLength: bigint): boolean {
  return left > right ? left - right >= rightLength : right - left >= leftLength;
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text at an address; bytes that are not UTF-8 are refused in Rust's words. Agave: translate_string_and_do. */
export function textAt(memory: Memory, address: bigint, length: bigint): string {
  const bytes = bytesAt(memory, address, length, 'read');
  try {
    return strict.decode(bytes);
  } catch {
    throw refusalWith('InvalidString', `${brokenText(bytes)}: [${bytes.join(', ')}]`);
  }
}

/** The ranges of second bytes that UTF-8 narrows, by first byte. */
const secondBytes = new Map<number, readonly [number, number]>([
  [0xe0, [0xa0, 0xbf]],
  [0xed, [0x80, 0x9f]],
  [0xf0, [0x90, 0xbf]],
  [0xf4, [0x80, 0x8f]],
]);

function sequenceLength(first: number): number {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return 2;
  if (first >= 0xe0 && first <= 0xef) return 3;
  return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

/** Where and how bytes stop being UTF-8, as Rust's Utf8Error says it. */
function brokenText(bytes: Uint8Array): string {
  let index = 0;
  for (;;) {
    const first = bytes[index]!;
    const length = sequenceLength(first);
    if (length === 0) return invalid(1, index);
    for (let step = 1; step < length; step++) {
      const next = bytes[index + step];
      if (next === undefined) return `incomplete utf-8 byte sequence from index ${index}`;
      const [low, high] = (step === 1 && secondBytes.get(first)) || [0x80, 0xbf];
      if (next < low || next > high) return invalid(step, index);
    }
    index += length;
  }
}

const invalid = (count: number, index: number): string =>
  `invalid utf-8 sequence of ${count} bytes from index ${index}`;
