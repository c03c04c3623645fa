// Lenient files: sBPF v0, sections at addresses equal to their file offsets, syscalls named by relocations.
import type { Assembly } from '../../grammar/assembly.js';
import {
  dynamicEntry,
  dynamicTag,
  fileHeader,
  recordSize,
  relocationEntry,
  relocationKind,
  sectionFlag,
  sectionType,
  symbolBinding,
  symbolEntry,
  symbolInfo,
  symbolType,
  writeRecord,
} from '../../grammar/elf.js';
import { programStart } from '../../grammar/memory.js';
import { encode } from '../../grammar/sbpf.js';
import { headerFields } from './header.js';
import { alignTo, appendSections, placeSections, type Section } from './sections.js';
import { stringTable } from './strings.js';
import { symbolSections } from './symbols.js';

const { allocate, execute } = sectionFlag;

/**
 * The constants lie where `rodataAddress` of the assembly expects them, as a rule right behind the file header. A
 * deployable file has every section at the address that is its offset (Agave: reject_broken_elfs).
 */
export function linkLenient(assembly: Assembly, symbols: boolean): Uint8Array {
  const text = encode(assembly.slots);
  const { contents, textOffset, end } = placeContents(assembly, text);
  const textIndex = contents.findIndex(({ name }) => name === '.text') + 1;
  const sections =
    assembly.syscalls.length > 0 ? [...contents, ...dynamicSections(assembly, textOffset, end)] : contents;
  const names = symbols ? symbolSections(assembly, textOffset, textIndex) : [];
  const placed = appendSections(new Uint8Array(end), [...sections, ...names]);
  writeRecord(fileHeader, placed.bytes, 0, {
    ...headerFields(assembly.version),
    entry: textOffset + assembly.entryPc * 8,
    sectionHeaderOffset: placed.tableOffset,
    sectionHeaderCount: placed.count,
    sectionNamesIndex: placed.namesIndex,
  });
  return placed.bytes;
}

/** `.rodata`, if there is any, and `.text`, in the order of their addresses. */
function placeContents({ rodata, rodataAddress, textAddress }: Assembly, text: Uint8Array) {
  const rodataOffset = Number(rodataAddress - programStart);
  const rodataEnd = rodata.length > 0 ? rodataOffset + rodata.length : recordSize.fileHeader;
  const textOffset = textAddress === undefined ? alignTo(rodataEnd, 8) : Number(textAddress - programStart);
  const constants: Section = {
    name: '.rodata',
    type: sectionType.programBits,
    flags: allocate,
    bytes: rodata,
    alignment: 8,
    offset: rodataOffset,
  };
  const code: Section = {
    name: '.text',
    type: sectionType.programBits,
    flags: allocate | execute,
    bytes: text,
    alignment: 8,
    offset: textOffset,
  };
  const given = rodata.length > 0 ? [constants, code] : [code];
  const contents = given.sort((left, right) => left.offset! - right.offset!);
  return { contents, textOffset, end: Math.max(rodataEnd, textOffset + text.length) };
}

/** `.dynamic`, `.dynsym`, `.dynstr`, `.rel.dyn`: one symbol for each syscall, one relocation for each call of one. */
function dynamicSections({ syscalls }: Assembly, textOffset: number, start: number): Section[] {
  const names = [...new Set(syscalls.map(({ name }) => name))];
  const strings = stringTable(names);
  const symbols = new Uint8Array((names.length + 1) * recordSize.symbol);
  names.forEach((name, index) => {
    writeRecord(symbolEntry, symbols, (index + 1) * recordSize.symbol, {
      name: strings.offsetOf(name),
      info: symbolInfo(symbolBinding.global, symbolType.none),
    });
  });
  const relocations = new Uint8Array(syscalls.length * recordSize.relocation);
  syscalls.forEach(({ pc, name }, index) => {
    writeRecord(relocationEntry, relocations, index * recordSize.relocation, {
      offset: textOffset + pc * 8,
      kind: relocationKind.call,
      symbol: names.indexOf(name) + 1,
    });
  });
  const dynamic = new Uint8Array(6 * recordSize.dynamic);
  const sections: Section[] = [
    {
      name: '.dynamic',
      type: sectionType.dynamic,
      flags: allocate,
      bytes: dynamic,
      link: '.dynstr',
      entrySize: recordSize.dynamic,
      alignment: 8,
    },
    {
      name: '.dynsym',
      type: sectionType.dynamicSymbols,
      flags: allocate,
      bytes: symbols,
      link: '.dynstr',
      info: 1,
      entrySize: recordSize.symbol,
      alignment: 8,
    },
    { name: '.dynstr', type: sectionType.strings, flags: allocate, bytes: strings.bytes, alignment: 1 },
    {
      name: '.rel.dyn',
      type: sectionType.relocations,
      flags: allocate,
      bytes: relocations,
      link: '.dynsym',
      entrySize: recordSize.relocation,
      alignment: 8,
    },
  ];
  const offsets = placeSections(sections, alignTo(start, 8));
  const entries: readonly (readonly [number, number])[] = [
    [dynamicTag.relocations, offsets[3]!],
    [dynamicTag.relocationsSize, relocations.length],
    [dynamicTag.relocationEntrySize, recordSize.relocation],
    [dynamicTag.symbolTable, offsets[1]!],
    [dynamicTag.stringTable, offsets[2]!],
    [dynamicTag.end, 0],
  ];
  entries.forEach(([tag, value], index) =>
    writeRecord(dynamicEntry, dynamic, index * recordSize.dynamic, { tag, value }),
  );
  return sections;
}
