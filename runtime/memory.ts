// Memory: the regions a program may touch, and the faults of touching anything else.
import { frameSize, maximumCallDepth, rodataStart, stackStart } from '../grammar/memory.js';
import type { Version } from '../grammar/sbpf.js';
import { movesStackPointer } from '../grammar/sbpf.js';
import type { Access, Fault } from './fault.js';
import { accessViolation, stackAccessViolation } from './fault.js';

export interface Region {
  readonly name: 'program' | 'stack' | 'heap' | 'input';
  /** The first address. A region lies within one stretch of 2^32 addresses, whose first region starts it. */
  readonly start: bigint;
  readonly bytes: Uint8Array;
  readonly writable: boolean;
  /** Frames of this many bytes, a power of two, lie apart by gaps of as many; `bytes` holds them without the gaps. */
  readonly gap?: number;
}

/** A region as the fast path wants it. */
interface Place {
  readonly window: DataView;
  /** The low half of the first address. */
  readonly first: number;
  readonly length: number;
  readonly writable: boolean;
  readonly gap: number;
  /** The region that follows in the same stretch of addresses. */
  readonly following: Place | undefined;
}

/** Agave has no name for the constants of v3 programs. */
const nameOf = ({ name, start }: Region): string => (start === rodataStart ? 'allocated' : name);

/** The high half of an address picks the region; no region lies beyond this number of them. */
const regionLimit = 5;

/**
 * The program's view of its memory. Every access lies in one region or throws a Fault with Agave's text.
 * Source: Agave's AlignedMemoryMapping.
 */
export class Memory {
  readonly #places: (Place | undefined)[] = new Array<Place | undefined>(regionLimit).fill(undefined);
  /** The region `locate` found last. */
  window: DataView = new DataView(new ArrayBuffer(0));

  constructor(
    readonly regions: readonly Region[],
    readonly version: Version,
    /** Whether syscalls insist on the alignment of what they are given; for programs of loader v1 they do not. */
    readonly aligned = true,
  ) {
    // From the last to the first, so that each place knows the one that follows it.
    const ordered = [...regions].sort((one, other) => (one.start < other.start ? 1 : -1));
    for (const { start, bytes, writable, gap = 0 } of ordered) {
      const window = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const first = Number(start & 0xffff_ffffn);
      const high = Number(start >> 32n);
      const following = this.#places[high];
      this.#places[high] = { window, first, length: bytes.length, writable, gap, following };
    }
  }

  /**
   * The offset in `window` of `size` bytes at the address with these unsigned halves, or -1 where the access is a
   * fault. Allocates nothing: this is the path of every load and store.
   */
  locate(high: number, low: number, size: number, write: boolean): number {
    if (high >= regionLimit) return -1;
    let place = this.#places[high];
    while (place?.following !== undefined && low >= place.following.first) place = place.following;
    if (place === undefined || (write && !place.writable)) return -1;
    let offset = low - place.first;
    if (place.gap !== 0) {
      if (offset >= 2 * place.length || (offset & place.gap) !== 0) return -1;
      // An access that runs into a gap goes on in the next frame, as in Agave's vm_to_host.
      offset = ((offset & (-2 * place.gap)) >>> 1) | (offset & (place.gap - 1));
    }
    if (offset < 0 || offset + size > place.length) return -1;
    this.window = place.window;
    return offset;
  }

  /** Reads an unsigned number. */
  load(address: bigint, size: 1 | 2 | 4 | 8): bigint {
    const offset = this.find(address, size, 'read');
    if (size === 1) return BigInt(this.window.getUint8(offset));
    if (size === 2) return BigInt(this.window.getUint16(offset, true));
    if (size === 4) return BigInt(this.window.getUint32(offset, true));
    return this.window.getBigUint64(offset, true);
  }

  /** Writes the low `size` bytes of `value`. */
  store(address: bigint, size: 1 | 2 | 4 | 8, value: bigint): void {
    const offset = this.find(address, size, 'write');
    if (size === 1) this.window.setUint8(offset, Number(value & 0xffn));
    else if (size === 2) this.window.setUint16(offset, Number(value & 0xffffn), true);
    else if (size === 4) this.window.setUint32(offset, Number(value & 0xffff_ffffn), true);
    else this.window.setBigUint64(offset, value, true);
  }

  /**
   * The live bytes of `length` at `address`, in one region. No bytes may lie anywhere (Agave: translate_slice).
   */
  view(address: bigint, length: number | bigint, access: Access): Uint8Array {
    const size = BigInt(length);
    if (size === 0n) return new Uint8Array(0);
    if (size >= 1n << 32n) throw this.violation(address, size, access);
    const offset = this.find(address, Number(size), access);
    const { buffer, byteOffset } = this.window;
    return new Uint8Array(buffer, byteOffset + offset, Number(size));
  }

  /** The fault of an access that no region allows. Source: Agave's generate_access_violation. */
  violation(address: bigint, size: bigint, access: Access): Fault {
    const unsigned = BigInt.asUintN(64, address);
    if (!movesStackPointer(this.version)) {
      const frame = BigInt.asIntN(64, unsigned - stackStart) / BigInt(frameSize);
      if (frame >= -1n && frame <= BigInt(maximumCallDepth))
        return stackAccessViolation(frame, unsigned, size);
    }
    const region = this.regions.find(({ start, bytes, gap }) => {
      const span = BigInt(gap === undefined ? bytes.length : 2 * bytes.length);
      return unsigned >= start && unsigned < start + span;
    });
    return accessViolation(access, unsigned, size, region ? nameOf(region) : 'unallocated');
  }

  /** The offset in `window` of an access that is legal; throws the fault of one that is not. */
  find(address: bigint, size: number, access: Access): number {
    const unsigned = BigInt.asUintN(64, address);
    const high = Number(unsigned >> 32n);
    const offset = this.locate(high, Number(unsigned & 0xffff_ffffn), size, access === 'write');
    if (offset < 0) throw this.violation(unsigned, BigInt(size), access);
    return offset;
  }
}
