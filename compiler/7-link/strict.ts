// Strict files: sBPF v3, program headers and their contents only (SIMD-0189); section headers if symbols are wanted.
import type { Assembly } from '../../grammar/assembly.js';
import {
  fileHeader,
  programHeader,
  recordSize,
  sectionFlag,
  sectionType,
  segmentFlag,
  segmentType,
  writeRecord,
} from '../../grammar/elf.js';
import { programStart, rodataStart } from '../../grammar/memory.js';
import { encode } from '../../grammar/sbpf.js';
import { headerFields } from './header.js';
import { alignTo, appendSections, type Section } from './sections.js';
import { symbolSections } from './symbols.js';

interface Segment {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly flags: number;
  readonly address: bigint;
}

export function linkStrict(assembly: Assembly, symbols: boolean): Uint8Array {
  const rodata = new Uint8Array(alignTo(assembly.rodata.length, 8));
  rodata.set(assembly.rodata);
  const text: Segment = {
    name: '.text',
    bytes: encode(assembly.slots),
    flags: segmentFlag.execute,
    address: programStart,
  };
  const constants: Segment = {
    name: '.rodata',
    bytes: rodata,
    flags: segmentFlag.read,
    address: rodataStart,
  };
  const segments = rodata.length > 0 ? [constants, text] : [text];
  const tableEnd = recordSize.fileHeader + segments.length * recordSize.programHeader;
  const size = segments.reduce((sum, { bytes }) => sum + bytes.length, tableEnd);
  const file = new Uint8Array(size);
  const offsets: number[] = [];
  let offset = tableEnd;
  segments.forEach(({ bytes, flags, address }, index) => {
    file.set(bytes, offset);
    writeRecord(programHeader, file, recordSize.fileHeader + index * recordSize.programHeader, {
      type: segmentType.load,
      flags,
      offset,
      virtualAddress: Number(address),
      physicalAddress: Number(address),
      fileSize: bytes.length,
      memorySize: bytes.length,
    });
    offsets.push(offset);
    offset += bytes.length;
  });
  writeRecord(fileHeader, file, 0, {
    ...headerFields(assembly.version),
    entry: Number(programStart) + assembly.entryPc * 8,
    programHeaderOffset: recordSize.fileHeader,
    programHeaderCount: segments.length,
  });
  if (!symbols) return file;
  const sections = segments.map(({ name, bytes, flags, address }, index): Section => {
    const executable = flags === segmentFlag.execute ? sectionFlag.execute : 0;
    return {
      name,
      bytes,
      type: sectionType.programBits,
      flags: sectionFlag.allocate | executable,
      offset: offsets[index]!,
      address: Number(address),
      alignment: 8,
    };
  });
  const placed = appendSections(file, [
    ...sections,
    ...symbolSections(assembly, Number(programStart), segments.length),
  ]);
  writeRecord(fileHeader, placed.bytes, 0, {
    sectionHeaderOffset: placed.tableOffset,
    sectionHeaderCount: placed.count,
    sectionNamesIndex: placed.namesIndex,
  });
  return placed.bytes;
}
