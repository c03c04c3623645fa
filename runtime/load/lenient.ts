// The lenient loader of v0 to v2: sections, relocations, one read-only image. Source: Agave's elf.rs.
import { elfShared, machineBpf, machineSbpf, sectionFlag } from '../../grammar/elf.js';
import { programStart, stackStart } from '../../grammar/memory.js';
import type { Version } from '../../grammar/sbpf.js';
import { slotSize } from '../../grammar/sbpf.js';
import type { Executable } from '../executable.js';
import { failure } from './error.js';
import { addressRange, bytesIn, contains, fileRange, saturatingSum } from './file.js';
import { Functions } from './functions.js';
import { relocate } from './relocate.js';
import type { NamedSection, Sections } from './sections.js';
import { parseSections } from './sections.js';
import { readSymbols } from './symbols.js';

export interface LenientOptions {
  readonly syscalls: ReadonlySet<number>;
  /** Agave: reject_broken_elfs, the stricter rules of deployment. */
  readonly deploying: boolean;
}

export function loadLenient(file: Uint8Array, version: Version, options: LenientOptions): Executable {
  const parsed = parseSections(file);
  const text = validate(file, parsed);
  if (
    (options.deploying && text.address !== text.offset) ||
    saturatingSum(text.address, programStart) > stackStart
  ) {
    throw failure('ValueOutOfBounds', text.offset);
  }
  const image = file.slice();
  const functions = new Functions(options.syscalls);
  const deployable = options.deploying ? options.syscalls : undefined;
  relocate({ original: file, image, parsed, text, functions, deployable });
  const entry = Number(parsed.header.entry - text.address);
  if (entry % slotSize !== 0) throw failure('InvalidEntrypoint', 24);
  functions.registerEntry(entry / slotSize, 24);
  const bytes = readOnlyImage(image, parsed.sections, options.deploying);
  const { start, end } = fileRange(text);
  const place = Number(text.address);
  return {
    version,
    // From the image, not the file: another section may lie over the code.
    text: bytes.slice(place, place + Number(end - start)),
    textAddress: text.address + programStart,
    entryPc: entry / slotSize,
    rodata: { address: programStart, bytes },
    functions: functions.byKey,
    symbols: readSymbols(file, addressRange(text)),
  };
}

/** Checks what every file must satisfy; gives its code section. */
function validate(file: Uint8Array, { header, sections }: Sections): NamedSection {
  if (header.osAbi !== 0) throw failure('WrongAbi', 7);
  if (header.machine !== machineBpf && header.machine !== machineSbpf) throw failure('WrongMachine', 18);
  if (header.type !== elfShared) throw failure('WrongType', 16);
  const [text, ...others] = sections.filter(({ title }) => title === '.text');
  if (text === undefined || others.length > 0) throw failure('NotOneTextSection', header.sectionHeaderOffset);
  for (const section of sections) {
    if (isWritableData(section)) throw failure('WritableSectionNotSupported', section.offset, section.title);
  }
  for (const { offset, size } of sections) {
    if (offset + size > file.length) throw failure('ValueOutOfBounds', offset);
  }
  if (!contains(addressRange(text), header.entry)) throw failure('EntrypointOutOfBounds', 24);
  return text;
}

function isWritableData({ title, flags }: NamedSection): boolean {
  if (title.startsWith('.bss')) return true;
  const both = BigInt(sectionFlag.write | sectionFlag.allocate);
  const writable = (flags & both) === both;
  return writable && title.startsWith('.data') && !title.startsWith('.data.rel');
}

const readOnlySections = new Set(['.text', '.rodata', '.data.rel.ro', '.eh_frame']);

/** One image from `programStart` on, zero between the sections (Agave: optimize_rodata off). */
function readOnlyImage(image: Uint8Array, sections: readonly NamedSection[], deploying: boolean): Uint8Array {
  const parts = sections.filter(({ title }) => readOnlySections.has(title));
  let lowest = stackStart;
  let highest = 0n;
  let filled = 0n;
  for (const section of parts) {
    const { address, offset } = section;
    if ((deploying && address !== offset) || saturatingSum(address, programStart) > stackStart)
      throw failure('ValueOutOfBounds', offset);
    const { start, end } = fileRange(section);
    const length = end - start;
    if (address < lowest) lowest = address;
    if (address + length > highest) highest = address + length;
    filled += length;
  }
  if (highest > image.length || (deploying && lowest + filled > highest))
    throw failure('ValueOutOfBounds', 0);
  const bytes = new Uint8Array(Number(highest));
  for (const section of parts) bytes.set(bytesIn(image, fileRange(section)), Number(section.address));
  return bytes;
}
