// Hand-made program files for tests: strict v3 and lenient v0 to v2 ELF around given instructions.
import {
  dynamicEntry,
  dynamicTag,
  elfClass64,
  elfLittleEndian,
  elfMagic,
  elfShared,
  elfVersion,
  fileHeader,
  machineBpf,
  programHeader,
  recordSize,
  relocationEntry,
  relocationKind,
  sectionFlag,
  sectionHeader,
  sectionType,
  segmentFlag,
  segmentType,
  symbolBinding,
  symbolEntry,
  symbolInfo,
  symbolType,
  writeRecord,
} from '../grammar/elf.js';
import type { Instruction, Version } from '../grammar/sbpf.js';
import { encode } from '../grammar/sbpf.js';
import { programStart } from '../grammar/memory.js';

interface Section {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly type: number;
  readonly flags?: number;
  readonly link?: number;
  readonly entrySize?: number;
}

const aligned = (offset: number): number => Math.ceil(offset / 8) * 8;

/** Concatenated null-terminated names; `at` gives a name's offset. */
function stringTable(names: readonly string[]): { bytes: Uint8Array; at: (name: string) => number } {
  const offsets = new Map<string, number>();
  let text = '\0';
  for (const name of names) {
    offsets.set(name, text.length);
    text += `${name}\0`;
  }
  return { bytes: new TextEncoder().encode(text), at: (name) => offsets.get(name) ?? 0 };
}

function identity(bytes: Uint8Array, version: Version): void {
  writeRecord(fileHeader, bytes, 0, {
    magic: elfMagic,
    class: elfClass64,
    data: elfLittleEndian,
    identVersion: elfVersion,
    type: elfShared,
    machine: machineBpf,
    version: elfVersion,
    flags: version,
    headerSize: recordSize.fileHeader,
    programHeaderOffset: recordSize.fileHeader,
    programHeaderSize: recordSize.programHeader,
    sectionHeaderSize: recordSize.sectionHeader,
  });
}

/** Appends sections and their header table behind `start` bytes; every section's address is its offset. */
function withSections(
  start: Uint8Array,
  sections: readonly Section[],
): { bytes: Uint8Array; offsets: number[] } {
  const names = stringTable([...sections.map(({ name }) => name), '.shstrtab']);
  const all: Section[] = [...sections, { name: '.shstrtab', bytes: names.bytes, type: sectionType.strings }];
  const offsets: number[] = [];
  let end = start.length;
  for (const { bytes } of all) {
    offsets.push(aligned(end));
    end = aligned(end) + bytes.length;
  }
  const table = aligned(end);
  const file = new Uint8Array(table + (all.length + 1) * recordSize.sectionHeader);
  file.set(start);
  all.forEach(({ name, bytes, type, flags = 0, link = 0, entrySize = 0 }, index) => {
    const offset = offsets[index]!;
    file.set(bytes, offset);
    writeRecord(sectionHeader, file, table + (index + 1) * recordSize.sectionHeader, {
      name: names.at(name),
      type,
      flags,
      offset,
      address: (flags & sectionFlag.allocate) !== 0 ? offset : 0,
      size: bytes.length,
      link,
      alignment: 8,
      entrySize,
    });
  });
  writeRecord(fileHeader, file, 0, {
    sectionHeaderOffset: table,
    sectionHeaderCount: all.length + 1,
    sectionNamesIndex: all.length,
  });
  return { bytes: file, offsets };
}

/** A v3 file; with section headers, which litesvm's tracing needs. */
export function strictFile(
  slots: readonly Instruction[],
  rodata = new Uint8Array(0),
  entryPc = 0,
): Uint8Array {
  const text = encode(slots);
  const constants = new Uint8Array(aligned(rodata.length));
  constants.set(rodata);
  const segments = [
    ...(constants.length > 0 ? [{ flags: segmentFlag.read, address: 0, bytes: constants }] : []),
    { flags: segmentFlag.execute, address: Number(programStart), bytes: text },
  ];
  const tableEnd = recordSize.fileHeader + segments.length * recordSize.programHeader;
  const start = new Uint8Array(tableEnd + constants.length + text.length);
  identity(start, 3);
  writeRecord(fileHeader, start, 0, {
    entry: Number(programStart) + entryPc * 8,
    programHeaderCount: segments.length,
  });
  let offset = tableEnd;
  segments.forEach(({ flags, address, bytes }, index) => {
    start.set(bytes, offset);
    writeRecord(programHeader, start, recordSize.fileHeader + index * recordSize.programHeader, {
      type: segmentType.load,
      flags,
      offset,
      virtualAddress: address,
      physicalAddress: address,
      fileSize: bytes.length,
      memorySize: bytes.length,
    });
    offset += bytes.length;
  });
  return withSections(start, [
    {
      name: '.symtab',
      bytes: new Uint8Array(0),
      type: sectionType.symbols,
      entrySize: recordSize.symbol,
      link: 2,
    },
    { name: '.strtab', bytes: new Uint8Array(1), type: sectionType.strings },
  ]).bytes;
}

/** What a lenient file holds besides its instructions. */
export interface LenientParts {
  readonly rodata?: Uint8Array;
  readonly entryPc?: number;
  /** pcs of `call -1` and the syscall each calls. */
  readonly syscalls?: ReadonlyMap<number, string>;
  /** pcs of `lddw` whose constant is an offset into rodata, to be relocated. */
  readonly addresses?: readonly number[];
}

/** A file of v0 to v2, as loader-v3 deploys it. */
export function lenientFile(
  version: Version,
  slots: readonly Instruction[],
  parts: LenientParts = {},
): Uint8Array {
  const {
    rodata = new Uint8Array(0),
    entryPc = 0,
    syscalls = new Map<number, string>(),
    addresses = [],
  } = parts;
  const names = [...new Set(syscalls.values())];
  const strings = stringTable(names);
  const symbols = new Uint8Array((names.length + 1) * recordSize.symbol);
  names.forEach((name, index) => {
    writeRecord(symbolEntry, symbols, (index + 1) * recordSize.symbol, {
      name: strings.at(name),
      info: symbolInfo(symbolBinding.global, symbolType.none),
    });
  });
  const relocations = new Uint8Array((syscalls.size + addresses.length) * recordSize.relocation);
  const text = encode(slots);
  const textOffset = recordSize.fileHeader;
  const rodataOffset = aligned(textOffset + text.length);
  let next = 0;
  const relocate = (pc: number, kind: number, symbol: number): void => {
    writeRecord(relocationEntry, relocations, next, { offset: textOffset + pc * 8, kind, symbol });
    next += recordSize.relocation;
  };
  for (const pc of addresses) {
    const view = new DataView(text.buffer);
    view.setUint32(pc * 8 + 4, view.getUint32(pc * 8 + 4, true) + rodataOffset, true);
    relocate(pc, relocationKind.relative, 0);
  }
  for (const [pc, name] of syscalls) relocate(pc, relocationKind.call, names.indexOf(name) + 1);

  const header = new Uint8Array(recordSize.fileHeader);
  identity(header, version);
  const alive = sectionFlag.allocate;
  const sections: Section[] = [
    { name: '.text', bytes: text, type: sectionType.programBits, flags: alive | sectionFlag.execute },
    ...(rodata.length > 0
      ? [{ name: '.rodata', bytes: rodata, type: sectionType.programBits, flags: alive }]
      : []),
  ];
  if (relocations.length > 0) {
    const first = sections.length;
    sections.push(
      {
        name: '.dynamic',
        bytes: new Uint8Array(6 * 16),
        type: sectionType.dynamic,
        flags: alive,
        entrySize: 16,
      },
      {
        name: '.dynsym',
        bytes: symbols,
        type: sectionType.dynamicSymbols,
        flags: alive,
        link: first + 3,
        entrySize: 24,
      },
      { name: '.dynstr', bytes: strings.bytes, type: sectionType.strings, flags: alive },
      {
        name: '.rel.dyn',
        bytes: relocations,
        type: sectionType.relocations,
        flags: alive,
        link: first + 2,
        entrySize: 16,
      },
    );
  }
  const { bytes, offsets } = withSections(header, sections);
  if (relocations.length > 0) {
    const first = sections.length - 4;
    const entries: [number, number][] = [
      [dynamicTag.relocations, offsets[first + 3]!],
      [dynamicTag.relocationsSize, relocations.length],
      [dynamicTag.relocationEntrySize, recordSize.relocation],
      [dynamicTag.symbolTable, offsets[first + 1]!],
      [dynamicTag.stringTable, offsets[first + 2]!],
      [dynamicTag.end, 0],
    ];
    entries.forEach(([tag, value], index) =>
      writeRecord(dynamicEntry, bytes, offsets[first]! + index * recordSize.dynamic, { tag, value }),
    );
  }
  writeRecord(fileHeader, bytes, 0, { entry: textOffset + entryPc * 8 });
  return bytes;
}
