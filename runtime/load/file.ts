// The parts of an ELF file, read with the checks of Agave's ELF parser.
import type { RecordOf } from '../../grammar/elf.js';
import {
  fileHeader,
  programHeader,
  readRecord,
  recordSize,
  sectionHeader,
  sectionType,
} from '../../grammar/elf.js';
import { failure, nameTooLong, parseFailure } from './error.js';

export type FileHeader = RecordOf<typeof fileHeader>;
export type ProgramHeader = RecordOf<typeof programHeader>;
export type SectionHeader = RecordOf<typeof sectionHeader>;

/** A half-open range of offsets or addresses. */
export interface Range {
  readonly start: bigint;
  readonly end: bigint;
}

const maximum = 2n ** 64n - 1n;

/** `start + size`, which must be a u64. Agave: err_checked_add. */
export function checkedSum(start: bigint, size: bigint, offset: bigint): bigint {
  const sum = start + size;
  if (sum > maximum) throw failure('ValueOutOfBounds', offset);
  return sum;
}

/** `start + size`, or the greatest u64. Agave: saturating_add. */
export function saturatingSum(start: bigint, size: bigint): bigint {
  const sum = start + size;
  return sum > maximum ? maximum : sum;
}

export function readFileHeader(file: Uint8Array): FileHeader {
  if (file.length < recordSize.fileHeader) throw failure('ValueOutOfBounds', file.length);
  return readRecord(fileHeader, file, 0);
}

/** Where a table of records lies; they need not lie inside the file yet. */
export function tableRange(start: bigint, count: number, size: number): Range {
  return { start, end: checkedSum(start, BigInt(count * size), start) };
}

/** The offsets of the records in a table of `length` bytes, which must fit the file and lie 8-aligned. */
export function recordsIn(file: Uint8Array, start: bigint, length: bigint, size: number): number[] {
  if (length % BigInt(size) !== 0n) throw parseFailure('invalid size', start);
  if (start + length > file.length) throw failure('ValueOutOfBounds', start);
  if (start % 8n !== 0n) throw parseFailure('invalid alignment', start);
  const first = Number(start);
  return Array.from({ length: Number(length) / size }, (_, index) => first + index * size);
}

export function checkApart(one: Range, other: Range): void {
  if (one.end > other.start && other.end > one.start) throw parseFailure('values overlap', one.start);
}

export function readProgramHeaders(file: Uint8Array, header: FileHeader): ProgramHeader[] {
  const length = BigInt(header.programHeaderCount * recordSize.programHeader);
  const places = recordsIn(file, header.programHeaderOffset, length, recordSize.programHeader);
  return places.map((at) => readRecord(programHeader, file, at));
}

export function readSectionHeaders(file: Uint8Array, header: FileHeader): SectionHeader[] {
  const length = BigInt(header.sectionHeaderCount * recordSize.sectionHeader);
  const places = recordsIn(file, header.sectionHeaderOffset, length, recordSize.sectionHeader);
  return places.map((at) => readRecord(sectionHeader, file, at));
}

/** The bytes a section takes in the file; those of a `noBits` section are none. */
export function fileRange(section: SectionHeader): Range {
  if (section.type === sectionType.noBits) return { start: 0n, end: 0n };
  return { start: section.offset, end: section.offset + section.size };
}

/** The addresses a section takes. */
export function addressRange({ address, size }: SectionHeader): Range {
  return { start: address, end: saturatingSum(address, size) };
}

export const contains = ({ start, end }: Range, place: bigint): boolean => place >= start && place < end;

/** The bytes of a range that lies inside the file. */
export function bytesIn(file: Uint8Array, { start, end }: Range): Uint8Array {
  return file.subarray(Number(start), Number(end));
}

/** The bytes of a name in a string table: less than `limit` of them, ended by zero. */
export function nameBytes(file: Uint8Array, table: SectionHeader, at: number, limit: number): Uint8Array {
  if (table.type !== sectionType.strings) throw parseFailure('invalid section header', table.offset);
  const start = checkedSum(table.offset, BigInt(at), table.offset);
  const tableEnd = checkedSum(table.offset, table.size, table.offset);
  const furthest = checkedSum(start, BigInt(limit), table.offset);
  const end = tableEnd < furthest ? tableEnd : furthest;
  if (start > end || end > file.length) throw failure('ValueOutOfBounds', table.offset);
  const bytes = bytesIn(file, { start, end });
  const length = bytes.indexOf(0);
  if (length < 0) throw nameTooLong(new TextDecoder().decode(bytes), limit, start);
  return bytes.subarray(0, length);
}

/** A name as text; bytes that are not UTF-8 are replaced. */
export function nameIn(file: Uint8Array, table: SectionHeader, at: number, limit: number): string {
  return new TextDecoder().decode(nameBytes(file, table, at, limit));
}
