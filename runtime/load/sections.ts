// The lenient parser of v0 to v2: headers, sections and the dynamic tables. Source: Agave's elf_parser.
import {
  dynamicEntry,
  dynamicTag,
  elfClass64,
  elfLittleEndian,
  elfMagic,
  elfVersion,
  readRecord,
  recordSize,
  sectionType,
  segmentType,
} from '../../grammar/elf.js';
import { LoadFailure, failure, parseFailure } from './error.js';
import type { FileHeader, ProgramHeader, Range, SectionHeader } from './file.js';
import {
  checkApart,
  checkedSum,
  nameIn,
  readFileHeader,
  readProgramHeaders,
  readSectionHeaders,
  recordsIn,
  tableRange,
} from './file.js';

export const sectionNameLimit = 16;
export const symbolNameLimit = 64;

export interface NamedSection extends SectionHeader {
  readonly title: string;
}

/** A parsed file; `relocations` and `symbols` are offsets of records. */
export interface Sections {
  readonly header: FileHeader;
  readonly sections: readonly NamedSection[];
  readonly relocations: readonly number[];
  readonly symbols: readonly number[];
  readonly symbolNames: SectionHeader | undefined;
}

export function parseSections(file: Uint8Array): Sections {
  const header = readFileHeader(file);
  checkFileHeader(header);
  const headerRange: Range = { start: 0n, end: BigInt(recordSize.fileHeader) };
  const programRange = tableRange(
    header.programHeaderOffset,
    header.programHeaderCount,
    recordSize.programHeader,
  );
  checkApart(headerRange, programRange);
  const segments = readProgramHeaders(file, header);
  const sectionRange = tableRange(
    header.sectionHeaderOffset,
    header.sectionHeaderCount,
    recordSize.sectionHeader,
  );
  checkApart(headerRange, sectionRange);
  checkApart(programRange, sectionRange);
  const headers = readSectionHeaders(file, header);
  if (headers[0]?.type !== sectionType.none) throw parseFailure('invalid section header', sectionRange.start);
  checkSegments(file, segments);
  checkSections(file, headers, [headerRange, programRange, sectionRange]);
  const sections = nameSections(file, header, headers);
  const symbolNames = sections.find(({ title }) => title === '.dynstr');
  return { header, sections, symbolNames, ...parseDynamic(file, segments, sections) };
}

function checkFileHeader(header: FileHeader): void {
  const legal =
    header.magic === elfMagic &&
    header.class === elfClass64 &&
    header.data === elfLittleEndian &&
    header.identVersion === elfVersion &&
    header.version === elfVersion &&
    header.headerSize === recordSize.fileHeader &&
    header.programHeaderSize === recordSize.programHeader &&
    header.sectionHeaderSize === recordSize.sectionHeader &&
    header.sectionNamesIndex < header.sectionHeaderCount;
  if (!legal) throw parseFailure('invalid file header', 0);
}

function checkSegments(file: Uint8Array, segments: readonly ProgramHeader[]): void {
  let address = 0n;
  for (const segment of segments) {
    if (segment.type !== segmentType.load) continue;
    if (segment.virtualAddress < address) throw failure('InvalidProgramHeader', segment.offset);
    if (checkedSum(segment.offset, segment.fileSize, segment.offset) > file.length) {
      throw failure('ValueOutOfBounds', segment.offset);
    }
    address = segment.virtualAddress;
  }
}

function checkSections(
  file: Uint8Array,
  headers: readonly SectionHeader[],
  reserved: readonly Range[],
): void {
  let offset = 0n;
  for (const section of headers) {
    if (section.type === sectionType.noBits) continue;
    const range = { start: section.offset, end: checkedSum(section.offset, section.size, section.offset) };
    for (const other of reserved) checkApart(range, other);
    if (range.start < offset) throw parseFailure('sections not in ascending order', range.start);
    offset = range.end;
    if (offset > file.length) throw failure('ValueOutOfBounds', range.start);
  }
}

const unrepeatable = new Set(['.symtab', '.strtab', '.dynstr']);

function nameSections(
  file: Uint8Array,
  header: FileHeader,
  headers: readonly SectionHeader[],
): NamedSection[] {
  const names = headers[header.sectionNamesIndex];
  if (header.sectionNamesIndex === 0 || names === undefined) {
    throw parseFailure('no section name string table found', 62);
  }
  const seen = new Set<string>();
  return headers.map((section) => {
    const title = nameIn(file, names, section.name, sectionNameLimit);
    if (unrepeatable.has(title) && seen.has(title))
      throw parseFailure('invalid section header', section.offset);
    seen.add(title);
    return { ...section, title };
  });
}

function parseDynamic(
  file: Uint8Array,
  segments: readonly ProgramHeader[],
  sections: readonly NamedSection[],
): Pick<Sections, 'relocations' | 'symbols'> {
  const entries = dynamicEntries(file, segments, sections);
  const table = new Map<number, bigint>();
  for (const at of entries) {
    const { tag, value } = readRecord(dynamicEntry, file, at);
    if (tag === BigInt(dynamicTag.end)) break;
    table.set(Number(tag), value);
  }
  return {
    relocations: relocationsOf(file, table, segments, sections),
    symbols: symbolsOf(file, table, sections),
  };
}

/** The dynamic table, from its segment or, where that is missing or broken, from its section. */
function dynamicEntries(
  file: Uint8Array,
  segments: readonly ProgramHeader[],
  sections: readonly NamedSection[],
): readonly number[] {
  const segment = segments.find(({ type }) => type === segmentType.dynamic);
  const fromSegment =
    segment && recordsOrUndefined(file, segment.offset, segment.fileSize, recordSize.dynamic);
  if (fromSegment) return fromSegment;
  const section = sections.find(({ type }) => type === sectionType.dynamic);
  if (section === undefined) return [];
  const fromSection = recordsOrUndefined(file, section.offset, section.size, recordSize.dynamic);
  if (fromSection === undefined) throw parseFailure('invalid dynamic section table', section.offset);
  return fromSection;
}

function recordsOrUndefined(
  file: Uint8Array,
  start: bigint,
  length: bigint,
  size: number,
): number[] | undefined {
  try {
    return recordsIn(file, start, length, size);
  } catch (thrown) {
    if (thrown instanceof LoadFailure) return undefined;
    throw thrown;
  }
}

function relocationsOf(
  file: Uint8Array,
  table: ReadonlyMap<number, bigint>,
  segments: readonly ProgramHeader[],
  sections: readonly NamedSection[],
): readonly number[] {
  const address = table.get(dynamicTag.relocations) ?? 0n;
  if (address === 0n) return [];
  const size = table.get(dynamicTag.relocationsSize) ?? 0n;
  const entrySize = table.get(dynamicTag.relocationEntrySize);
  if (entrySize !== BigInt(recordSize.relocation) || size === 0n) {
    throw parseFailure('invalid dynamic section table', address);
  }
  const offset = relocationOffset(address, segments, sections);
  checkedSum(offset, size, offset);
  const records = recordsOrUndefined(file, offset, size, recordSize.relocation);
  if (records === undefined) throw parseFailure('invalid dynamic section table', offset);
  return records;
}

/** Old linkers left the relocations outside every segment: then the section at the address has them. */
function relocationOffset(
  address: bigint,
  segments: readonly ProgramHeader[],
  sections: readonly NamedSection[],
): bigint {
  for (const segment of segments) {
    const { virtualAddress, memorySize, offset } = segment;
    const end = checkedSum(virtualAddress, memorySize, offset);
    if (address >= virtualAddress && address < end)
      return checkedSum(address - virtualAddress, offset, offset);
  }
  const section = sections.find((candidate) => candidate.address === address);
  if (section === undefined) throw parseFailure('invalid dynamic section table', address);
  return section.offset;
}

function symbolsOf(
  file: Uint8Array,
  table: ReadonlyMap<number, bigint>,
  sections: readonly NamedSection[],
): readonly number[] {
  const address = table.get(dynamicTag.symbolTable) ?? 0n;
  if (address === 0n) return [];
  const section = sections.find((candidate) => candidate.address === address);
  if (section === undefined) throw parseFailure('invalid dynamic section table', address);
  if (section.type !== sectionType.symbols && section.type !== sectionType.dynamicSymbols) {
    throw parseFailure('invalid section header', section.offset);
  }
  checkedSum(section.offset, section.size, section.offset);
  return recordsIn(file, section.offset, section.size, recordSize.symbol);
}
