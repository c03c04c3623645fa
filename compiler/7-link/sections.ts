// Sections: contents laid one behind the other after what a file begins with, and the table that describes them.
import { recordSize, sectionFlag, sectionHeader, sectionType, writeRecord } from '../../grammar/elf.js';
import { stringTable } from './strings.js';

export interface Section {
  readonly name: string;
  readonly type: number;
  readonly flags: number;
  readonly bytes: Uint8Array;
  /** The name of the section `sh_link` refers to. */
  readonly link?: string;
  readonly info?: number;
  readonly entrySize?: number;
  readonly alignment: 1 | 8;
  /** Where the contents are in the file already; they are placed behind the others if absent. */
  readonly offset?: number;
  /** Where the section is mapped; its file offset if absent. */
  readonly address?: number;
}

export interface PlacedSections {
  readonly bytes: Uint8Array;
  readonly tableOffset: number;
  readonly count: number;
  readonly namesIndex: number;
}

export const alignTo = (offset: number, alignment: number): number =>
  Math.ceil(offset / alignment) * alignment;

/** The file offsets of sections behind `start` bytes. */
export function placeSections(sections: readonly Section[], start: number): number[] {
  let end = start;
  return sections.map(({ bytes, alignment, offset }) => {
    if (offset !== undefined) return offset;
    const at = alignTo(end, alignment);
    end = at + bytes.length;
    return at;
  });
}

/** Appends the sections, the names and the header table to the beginning of a file. */
export function appendSections(start: Uint8Array, given: readonly Section[]): PlacedSections {
  const names = stringTable([...given.map(({ name }) => name), '.shstrtab']);
  const { strings: type } = sectionType;
  const sections: readonly Section[] = [
    ...given,
    { name: '.shstrtab', type, flags: 0, bytes: names.bytes, alignment: 1 },
  ];
  const offsets = placeSections(sections, start.length);
  const end = Math.max(start.length, ...sections.map(({ bytes }, index) => offsets[index]! + bytes.length));
  const tableOffset = alignTo(end, 8);
  const count = sections.length + 1;
  const bytes = new Uint8Array(tableOffset + count * recordSize.sectionHeader);
  bytes.set(start);
  sections.forEach((section, index) => {
    const offset = offsets[index]!;
    bytes.set(section.bytes, offset);
    const isMapped = (section.flags & sectionFlag.allocate) !== 0;
    writeRecord(sectionHeader, bytes, tableOffset + (index + 1) * recordSize.sectionHeader, {
      name: names.offsetOf(section.name),
      type: section.type,
      flags: section.flags,
      address: section.address ?? (isMapped ? offset : 0),
      offset,
      size: section.bytes.length,
      link: section.link === undefined ? 0 : given.findIndex(({ name }) => name === section.link) + 1,
      info: section.info ?? 0,
      alignment: section.alignment,
      entrySize: section.entrySize ?? 0,
    });
  });
  return { bytes, tableOffset, count, namesIndex: sections.length };
}
