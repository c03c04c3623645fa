// The lenient loader of v0 to v2: sections, relocations, one read-only image. Source: Agave's elf.rs.
import { elfShared, machineBpf, machineSbpf, sectionFlag } from '../../grammar/elf.js';
import { programStart, stackStart } from '../../grammar/memory.js';
import type { Version } from '../../grammar/sbpf.js';
import { slotSize } from '../../grammar/sbpf.js';
import type { Executable } from '../executable.js';
import { LoadFailure, failure } from './error.js';
import { fileRange } from './file.js';
import { Functions } from './functions.js';
import { relocate } from './relocate.js';
import type { NamedSection, Sections } from './sections.js';
import { parseSections } from './sections.js';
import { readSymbols } from './symbols.js';

const imageStart = Number(programStart);
const imageLimit = Number(stackStart);

export interface LenientOptions {
  readonly syscalls: ReadonlySet<number>;
  /** Agave: reject_broken_elfs, the stricter rules of deployment. */
  readonly deploying: boolean;
}

export function loadLenient(file: Uint8Array, version: Version, options: LenientOptions): Executable {
  const parsed = parseSections(file);
  const text = validate(file, parsed);
  if ((options.deploying && text.address !== text.offset) || text.address + imageStart > imageLimit) {
    throw failure('ValueOutOfBounds', text.offset);
  }
  const image = file.slice();
  const functions = new Functions(options.syscalls);
  const deployable = options.deploying ? options.syscalls : undefined;
  relocate({ original: file, image, parsed, text, functions, deployable });
  const entry = parsed.header.entry - text.address;
  if (entry % slotSize !== 0) throw failure('InvalidEntrypoint', 24);
  functions.registerEntry(entry / slotSize, 24);
  const bytes = readOnlyImage(image, parsed.sections, options.deploying);
  const range = fileRange(text);
  return {
    version,
    // From the image, not the file: another section may lie over the code.
    text: bytes.slice(text.address, text.address + range.end - range.start),
    textAddress: BigInt(text.address) + programStart,
    entryPc: entry / slotSize,
    rodata: { address: programStart, bytes },
    functions: functions.byKey,
    symbols: readSymbols(file, text.address, text.size),
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
    if (!isWritableData(section)) continue;
    const message = `Found writable section (${section.title}) in ELF, read-write data not supported`;
    throw new LoadFailure('WritableSectionNotSupported', message, section.offset);
  }
  for (const { offset, size } of sections) {
    if (offset + size > file.length) throw failure('ValueOutOfBounds', offset);
  }
  if (header.entry < text.address || header.entry >= text.address + text.size) {
    throw failure('EntrypointOutOfBounds', 24);
  }
  return text;
}

function isWritableData({ title, flags }: NamedSection): boolean {
  if (title.startsWith('.bss')) return true;
  // Flags are small numbers in any sound file; `%` keeps the low bits of the others.
  const low = flags % 2 ** 32;
  const writable = (low & sectionFlag.write) !== 0 && (low & sectionFlag.allocate) !== 0;
  return writable && title.startsWith('.data') && !title.startsWith('.data.rel');
}

const readOnlySections = new Set(['.text', '.rodata', '.data.rel.ro', '.eh_frame']);

/** One image from `programStart` on, zero between the sections (Agave: optimize_rodata off). */
function readOnlyImage(image: Uint8Array, sections: readonly NamedSection[], deploying: boolean): Uint8Array {
  const parts = sections.filter(({ title }) => readOnlySections.has(title));
  let lowest = Infinity;
  let highest = 0;
  let filled = 0;
  for (const section of parts) {
    const { address, offset } = section;
    if ((deploying && address !== offset) || address + imageStart > imageLimit)
      throw failure('ValueOutOfBounds', offset);
    const range = fileRange(section);
    lowest = Math.min(lowest, address);
    highest = Math.max(highest, address + range.end - range.start);
    filled += range.end - range.start;
  }
  if (highest > image.length || (deploying && lowest + filled > highest))
    throw failure('ValueOutOfBounds', 0);
  const bytes = new Uint8Array(highest);
  for (const section of parts) {
    const range = fileRange(section);
    bytes.set(image.subarray(range.start, range.end), section.address);
  }
  return bytes;
}
