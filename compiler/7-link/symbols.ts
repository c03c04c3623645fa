// Symbols: the names of functions, as debuggers and litesvm's traces read them.
import type { Assembly } from '../../grammar/assembly.js';
import {
  recordSize,
  sectionType,
  symbolBinding,
  symbolEntry,
  symbolInfo,
  symbolType,
  writeRecord,
} from '../../grammar/elf.js';
import type { Section } from './sections.js';
import { stringTable } from './strings.js';

/** Symbol names may have at most this many bytes (Agave: SYMBOL_NAME_LENGTH_MAXIMUM, 64 with the ending zero). */
const longestName = 63;

/** `.symtab` and `.strtab`; `textAddress` is where the functions' slots begin, in section `textIndex`. */
export function symbolSections(
  { functions }: Assembly,
  textAddress: number,
  textIndex: number,
): readonly [Section, Section] {
  const names = functions.map(({ name }) => shorten(name));
  const strings = stringTable(names);
  const bytes = new Uint8Array((functions.length + 1) * recordSize.symbol);
  functions.forEach(({ start, end }, index) => {
    writeRecord(symbolEntry, bytes, (index + 1) * recordSize.symbol, {
      name: strings.offsetOf(names[index]!),
      info: symbolInfo(symbolBinding.global, symbolType.function),
      section: textIndex,
      value: textAddress + start * 8,
      size: (end - start) * 8,
    });
  });
  return [
    {
      name: '.symtab',
      type: sectionType.symbols,
      flags: 0,
      bytes,
      link: '.strtab',
      info: 1,
      entrySize: recordSize.symbol,
      alignment: 8,
    },
    { name: '.strtab', type: sectionType.strings, flags: 0, bytes: strings.bytes, alignment: 1 },
  ];
}

function shorten(name: string): string {
  const encoder = new TextEncoder();
  let short = name;
  while (encoder.encode(short).length > longestName) short = [...short].slice(0, -1).join('');
  return short;
}
