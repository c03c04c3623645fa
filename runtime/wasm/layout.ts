// Layout: where things lie in the linear memory of a translated program.
import { frameSize, maximumCallDepth, maximumHeapSize, stackSize } from '../../grammar/memory.js';

/** Single cells, used by translated code and by the host. */
export const cells = {
  /** r0 to r10, u64 each. */
  registers: 0x000,
  /** i64: units left. */
  units: 0x060,
  /** u64: the address of an access that the host is asked for. */
  address: 0x068,
  /** i64: units that syscalls took. */
  syscallUnits: 0x070,
  /** i32: the last frame that may be called into without asking. */
  lastFrame: 0x078,
  /** i32: the frame of whoever calls the host. */
  frame: 0x07c,
  /** i32: the pc of the instruction that ended the program. */
  exit: 0x088,
  /** i64: how far into the stack, gaps included, may be written without asking. */
  stackLimit: 0x080,
} as const;

/** Which functions lie where in the table: pairs of pc + 1 and place, found by the low bits of the pc. */
export const targets = { start: 0x100, count: 128 } as const;

/**
 * The regions by the high half of their addresses. A row has the first address, the place of the region, its size for
 * reads and for writes; and for each class of lengths one more than the last offset at which so many bytes lie in it.
 * Zero stands for what must be asked for: a region that is not there or may not be written.
 */
export const regions = {
  start: 0x800,
  count: 8,
  rowSize: 256,
  first: 0,
  place: 8,
  readSize: 16,
  writeSize: 24,
  readLimits: 32,
  writeLimits: 144,
} as const;

/** Lengths for which rows have limits; others are rounded up. */
export const lengthClasses: readonly number[] = [1, 2, 4, 8, 16, 24, 32, 40, 48, 64, 96, 128, 192, 256];
export const greatestLength = 256;

const classOfLength = Uint8Array.from({ length: greatestLength + 1 }, (_, length) =>
  lengthClasses.findIndex((limit) => length <= limit),
);

/** Where the row of region `high` has the limit of accesses of so many bytes. */
export function limitCell(high: number, length: number, write: boolean): number {
  const limits = write ? regions.writeLimits : regions.readLimits;
  return regions.start + high * regions.rowSize + limits + 8 * classOfLength[length]!;
}

/** The frames, one after the other without gaps. */
export const stackPlace = 0x1000;
export const heapPlace = stackPlace + stackSize;
export const rodataPlace = heapPlace + maximumHeapSize;
/** The frame that no call may leave. */
export const deepestFrame = stackPlace + (maximumCallDepth - 1) * frameSize;

const alignment = 16;

/** The input follows the read-only image. */
export function inputPlace(rodataLength: number): number {
  return rodataPlace + Math.ceil(rodataLength / alignment) * alignment;
}
