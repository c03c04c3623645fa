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

/** A half-open range of file offsets. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

const addressLimit = 2 ** 64;

/** `start + size`, which must stay an address. */
export function checkedSum(start: number, size: number, offset: number): number {
  // Numbers this big are rounded; the order of the terms keeps the common one, an exact zero, out of trouble.
  if (start > addressLimit - size) throw failure('ValueOutOfBounds', offset);
  return start + size;
}

export function readFileHeader(file: Uint8Array): FileHeader {
  if (file.length < recordSize.fileHeader) throw failure('ValueOutOfBounds', file.length);
  return readRecord(fileHeader, file, 0);
}

/** Where a table of records lies; they need not lie inside the file yet. */
export function tableRange(start: number, count: number, size: number): Range {
  return { start, end: checkedSum(start, count * size, start) };
}

/** The offsets of the records in a table of `length` bytes, which must fit the file and lie 8-aligned. */
export function recordsIn(file: Uint8Array, start: number, length: number, size: number): number[] {
  if (length % size !== 0) throw parseFailure('invalid size', start);
  if (start + length > file.length) throw failure('ValueOutOfBounds', start);
  if (start % 8 !== 0) throw parseFailure('invalid alignment', start);
  return Array.from({ length: length / size }, (_, index) => start + index * size);
}

export function checkApart(one: Range, other: Range): void {
  if (one.end > other.start && other.end > one.start) throw parseFailure('values overlap', one.start);
}

export function readProgramHeaders(file: Uint8Array, header: FileHeader): ProgramHeader[] {
  const length = header.programHeaderCount * recordSize.programHeader;
  const places = recordsIn(file, header.programHeaderOffset, length, recordSize.programHeader);
  return places.map((at) => readRecord(programHeader, file, at));
}

export function readSectionHeaders(file: Uint8Array, header: FileHeader): SectionHeader[] {
  const length = header.sectionHeaderCount * recordSize.sectionHeader;
  const places = recordsIn(file, header.sectionHeaderOffset, length, recordSize.sectionHeader);
  return places.map((at) => readRecord(sectionHeader, file, at));
}

/** The bytes a section takes in the file; those of a `noBits` section are none. */
export function fileRange(section: SectionHeader): Range {
  if (section.type === sectionType.noBits) return { start: 0, end: 0 };
  return { start: section.offset, end: section.offset + section.size };
}

/** The bytes of a name in a string table: less than `limit` of them, ended by zero. */
export function nameBytes(file: Uint8Array, table: SectionHeader, at: number, limit: number): Uint8Array {
  if (table.type !== sectionType.strings) throw parseFailure('invalid section header', table.offset);
  const start = checkedSum(table.offset, at, table.offset);
  const end = Math.min(checkedSum(table.offset, table.size, table.offset), start + limit);
  if (start > end || end > file.length) throw failure('ValueOutOfBounds', table.offset);
  const bytes = file.subarray(start, end);
  const length = bytes.indexOf(0);
  if (length < 0) throw nameTooLong(new TextDecoder().decode(bytes), limit, start);
  return bytes.subarray(0, length);
}

/** A name as text; bytes that are not UTF-8 are replaced. */
export function nameIn(file: Uint8Array, table: SectionHeader, at: number, limit: number): string {
  return new TextDecoder().decode(nameBytes(file, table, at, limit));
}
