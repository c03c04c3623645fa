// Memory: where the regions of a program lie, how big they are, and how accounts are laid out in the input.
import type { Version } from './sbpf/version.js';
import { hasStackGaps, movesStackPointer } from './sbpf/version.js';

/** Read-only data of v3 programs (SIMD-0189). */
export const rodataStart = 0n;
/** The read-only image of v0 to v2; in v3 where the code lies, which cannot be read. */
export const programStart = 0x1_0000_0000n;
export const stackStart = 0x2_0000_0000n;
export const heapStart = 0x3_0000_0000n;
export const inputStart = 0x4_0000_0000n;

/** Bytes of one stack frame. */
export const frameSize = 4096;
/** The call that would make this many nested ones faults. */
export const maximumCallDepth = 64;
export const stackSize = frameSize * maximumCallDepth;
export const defaultHeapSize = 32 * 1024;
export const maximumHeapSize = 256 * 1024;

/** How far r10 moves on an internal call. */
export function frameStride(version: Version): number {
  if (movesStackPointer(version)) return 0;
  return hasStackGaps(version) ? 2 * frameSize : frameSize;
}

/** r10 when the program starts: the end of the first frame, or of the stack where the program moves r10 itself. */
export function initialStackPointer(version: Version): bigint {
  return stackStart + BigInt(movesStackPointer(version) ? stackSize : frameSize);
}

/**
 * The serialized input of loader v2 and v3 (aligned ABI v1): u64 account count; per account an entry or, for one
 * seen before, its index and seven zero bytes; u64 length of the instruction data, the data, the program id.
 */
export const input = {
  /** Offset of the first account entry. */
  firstAccount: 8,
  /** The marker byte of an entry that is not a duplicate. */
  unique: 0xff,
  duplicateSize: 8,
  /** Bytes an account may grow within one instruction, zeroed behind its data. */
  growth: 10 * 1024,
  alignment: 8,
  /** Offsets inside an account entry; after the data come `growth` zeros, padding to 8, and the rent epoch (u64). */
  account: {
    marker: 0,
    signer: 1,
    writable: 2,
    executable: 3,
    originalDataLength: 4,
    key: 8,
    owner: 40,
    lamports: 72,
    dataLength: 80,
    data: 88,
  },
  rentEpochSize: 8,
  pubkeySize: 32,
} as const;

/** Bytes of the entry of a not duplicated account that holds `dataLength` bytes. */
export function accountEntrySize(dataLength: number): number {
  const end = input.account.data + dataLength + input.growth;
  return Math.ceil(end / input.alignment) * input.alignment + input.rentEpochSize;
}

/**
 * The serialized input of loader v1 (unaligned ABI v0): the same parts, packed, a duplicate being its index alone. After
 * the data, which cannot grow, come owner, executable flag and rent epoch.
 */
export const unalignedInput = {
  duplicateSize: 1,
  account: { marker: 0, signer: 1, writable: 2, key: 3, lamports: 35, dataLength: 43, data: 51 },
  /** Offsets from the end of the data. */
  afterData: { owner: 0, executable: 32, rentEpoch: 33, size: 41 },
} as const;
