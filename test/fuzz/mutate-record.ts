// Damages records of program files: a field of a header, a symbol, a relocation; a name; a symbol made a function.
import {
  dynamicEntry,
  fileHeader,
  programHeader,
  readRecord,
  recordSize,
  relocationEntry,
  sectionHeader,
  sectionType,
  symbolBinding,
  symbolEntry,
  symbolInfo,
  symbolType,
  writeRecord,
} from '../../grammar/elf.js';
import type { Chance } from './chance.js';

/** A record that lies inside the file. */
interface Place {
  readonly layout: Readonly<Record<string, { readonly at: number; readonly size: 1 | 2 | 4 | 8 }>>;
  readonly at: number;
}

const tables = [
  { type: sectionType.dynamicSymbols, layout: symbolEntry, size: recordSize.symbol },
  { type: sectionType.relocations, layout: relocationEntry, size: recordSize.relocation },
  { type: sectionType.dynamic, layout: dynamicEntry, size: recordSize.dynamic },
  { type: sectionType.symbols, layout: symbolEntry, size: recordSize.symbol },
] as const;

function placesOf(file: Uint8Array): readonly Place[] {
  if (file.length < recordSize.fileHeader) return [];
  const header = readRecord(fileHeader, file, 0);
  const places: Place[] = [];
  const add = (layout: Place['layout'], start: bigint, count: number, size: number): void => {
    for (let index = 0; index < count; index++) {
      const at = start + BigInt(index * size);
      if (at + BigInt(size) <= file.length) places.push({ layout, at: Number(at) });
    }
  };
  // The header is one record and has many fields: it comes up as often as some sections do.
  for (let again = 0; again < 3; again++) places.push({ layout: fileHeader, at: 0 });
  add(programHeader, header.programHeaderOffset, Math.min(header.programHeaderCount, 8), 56);
  add(sectionHeader, header.sectionHeaderOffset, Math.min(header.sectionHeaderCount, 40), 64);
  for (const { layout, at } of places.filter((place) => place.layout === sectionHeader)) {
    const section = readRecord(layout as typeof sectionHeader, file, at);
    const table = tables.find(({ type }) => type === section.type);
    if (table) add(table.layout, section.offset, Math.min(Number(section.size) / table.size, 12), table.size);
  }
  return places;
}

const wide = [
  1n << 31n,
  1n << 32n,
  (1n << 32n) - 8n,
  2n << 32n,
  1n << 53n,
  1n << 63n,
  (1n << 64n) - 1n,
  (1n << 64n) - 8n,
  (1n << 64n) - 64n,
  (1n << 64n) - (1n << 32n),
];

function telling(chance: Chance, file: Uint8Array, old: bigint): bigint {
  return chance.weighted<() => bigint>([
    [4, () => old + BigInt(chance.between(-16, 16))],
    [2, () => old ^ (1n << BigInt(chance.below(64)))],
    [2, () => BigInt(chance.below(24))],
    [3, () => BigInt(8 * chance.below(file.length / 8 + 2))],
    [2, () => BigInt(file.length + chance.between(-16, 16))],
    [4, () => chance.pick(wide)],
    // What makes a sum of two fields reach 2^64 exactly, or just not.
    [2, () => (1n << 64n) - BigInt(chance.below(file.length + 16))],
    [1, () => chance.bits(64)],
  ])();
}

/** Sets one field of one record of the file, in place. */
export function damageRecord(chance: Chance, file: Uint8Array): void {
  const places = placesOf(file);
  if (places.length === 0) return;
  const { layout, at } = chance.pick(places);
  const name = chance.pick(Object.keys(layout));
  const old = BigInt((readRecord(layout, file, at) as Readonly<Record<string, number | bigint>>)[name]!);
  const { size } = layout[name]!;
  writeRecord(layout, file, at, { [name]: BigInt.asUintN(8 * size, telling(chance, file, old)) });
}

/** Makes a symbol that of a function near the entry, for calls that name it. */
export function damageSymbol(chance: Chance, file: Uint8Array): void {
  const symbols = placesOf(file).filter(({ layout }) => layout === symbolEntry);
  if (symbols.length === 0) return;
  const { entry } = readRecord(fileHeader, file, 0);
  const value = BigInt.asUintN(64, entry + BigInt(chance.pick([-8, 0, 0, 4, 8, 16, 160, 80_000])));
  const info = symbolInfo(symbolBinding.global, symbolType.function);
  writeRecord(symbolEntry, file, chance.pick(symbols).at, { info, value });
}

/** Names that mean something to the loader, and ones of no greater length to put in their place. */
const renamings: readonly (readonly [name: string, others: readonly string[]])[] = [
  ['.rodata', ['.data', '.bss', '.data.r', '.bss.x', '.text', '.other', '.strtab']],
  ['.dynstr', ['.strtab', '.dyn', '.symtab', '.text']],
  ['.text', ['.data', '.bss']],
  ['sol_memcpy_', ['entrypoint', 'sol_nothing', 'abort', '']],
  ['sol_set_return_data', ['entrypoint', 'sol_log_']],
];

/** Puts another name in place of one, wherever it stands first. */
export function damageName(chance: Chance, file: Uint8Array): void {
  const [name, others] = chance.pick(renamings);
  const at = Buffer.from(file.buffer, file.byteOffset, file.length).indexOf(`${name}\0`);
  if (at < 0) return;
  file.set(new TextEncoder().encode(chance.pick(others).padEnd(name.length, '\0')), at);
}
