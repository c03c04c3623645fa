// Function names of a program, from the symbol table that linkers leave for people; it may be missing or broken.
import { fileHeader, readRecord, recordSize, symbolEntry, symbolType } from '../../grammar/elf.js';
import { slotSize } from '../../grammar/sbpf.js';
import { LoadFailure } from './error.js';
import type { Range } from './file.js';
import { contains, nameIn, readSectionHeaders, recordsIn } from './file.js';

/** Longest function name shown; mangled Rust names exceed the 63 bytes Agave allows names it must read. */
const nameLimit = 1024;

/** The names of functions by pc; none where the file has no sound symbol table. `text`: the addresses of the code. */
export function readSymbols(file: Uint8Array, text: Range): Map<number, string> {
  try {
    return symbolsOf(file, text);
  } catch (thrown) {
    if (thrown instanceof LoadFailure) return new Map();
    throw thrown;
  }
}

function symbolsOf(file: Uint8Array, text: Range): Map<number, string> {
  const names = new Map<number, string>();
  const header = readRecord(fileHeader, file, 0);
  const sections = readSectionHeaders(file, header);
  const sectionNames = sections[header.sectionNamesIndex];
  if (sectionNames === undefined) return names;
  const named = (name: string) =>
    sections.find((section) => nameIn(file, sectionNames, section.name, nameLimit) === name);
  const table = named('.symtab');
  const strings = named('.strtab');
  if (table === undefined || strings === undefined) return names;
  for (const at of recordsIn(file, table.offset, table.size, recordSize.symbol)) {
    const { name, info, value } = readRecord(symbolEntry, file, at);
    if ((info & 15) !== symbolType.function || !contains(text, value)) continue;
    const place = Number(value - text.start);
    if (place % slotSize !== 0) continue;
    names.set(place / slotSize, nameIn(file, strings, name, nameLimit));
  }
  return names;
}
