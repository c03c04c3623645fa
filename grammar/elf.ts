// ELF: the 64-bit little-endian records of program files, as data, and functions that read and write them.

/** How a field is stored: bytes and place inside its record. */
interface Field {
  readonly at: number;
  readonly size: 1 | 2 | 4 | 8;
}
type Layout = Readonly<Record<string, Field>>;

/** The fields of a record, by name. Eight-byte ones are bigint: a broken file may hold any of them, and sums wrap. */
export type RecordOf<L extends Layout> = {
  readonly [Name in keyof L]: L[Name]['size'] extends 8 ? bigint : number;
};

/** The same fields as one who writes them gives them. */
type Written<L extends Layout> = { readonly [Name in keyof L]?: number | bigint };

export const fileHeader = {
  magic: { at: 0, size: 4 },
  class: { at: 4, size: 1 },
  data: { at: 5, size: 1 },
  identVersion: { at: 6, size: 1 },
  osAbi: { at: 7, size: 1 },
  abiVersion: { at: 8, size: 1 },
  type: { at: 16, size: 2 },
  machine: { at: 18, size: 2 },
  version: { at: 20, size: 4 },
  entry: { at: 24, size: 8 },
  programHeaderOffset: { at: 32, size: 8 },
  sectionHeaderOffset: { at: 40, size: 8 },
  flags: { at: 48, size: 4 },
  headerSize: { at: 52, size: 2 },
  programHeaderSize: { at: 54, size: 2 },
  programHeaderCount: { at: 56, size: 2 },
  sectionHeaderSize: { at: 58, size: 2 },
  sectionHeaderCount: { at: 60, size: 2 },
  sectionNamesIndex: { at: 62, size: 2 },
} as const satisfies Layout;

export const programHeader = {
  type: { at: 0, size: 4 },
  flags: { at: 4, size: 4 },
  offset: { at: 8, size: 8 },
  virtualAddress: { at: 16, size: 8 },
  physicalAddress: { at: 24, size: 8 },
  fileSize: { at: 32, size: 8 },
  memorySize: { at: 40, size: 8 },
  alignment: { at: 48, size: 8 },
} as const satisfies Layout;

export const sectionHeader = {
  name: { at: 0, size: 4 },
  type: { at: 4, size: 4 },
  flags: { at: 8, size: 8 },
  address: { at: 16, size: 8 },
  offset: { at: 24, size: 8 },
  size: { at: 32, size: 8 },
  link: { at: 40, size: 4 },
  info: { at: 44, size: 4 },
  alignment: { at: 48, size: 8 },
  entrySize: { at: 56, size: 8 },
} as const satisfies Layout;

export const symbolEntry = {
  name: { at: 0, size: 4 },
  info: { at: 4, size: 1 },
  other: { at: 5, size: 1 },
  section: { at: 6, size: 2 },
  value: { at: 8, size: 8 },
  size: { at: 16, size: 8 },
} as const satisfies Layout;

/** Elf64_Rel; `info` is the symbol's index << 32 | kind, kept as two fields. */
export const relocationEntry = {
  offset: { at: 0, size: 8 },
  kind: { at: 8, size: 4 },
  symbol: { at: 12, size: 4 },
} as const satisfies Layout;

export const dynamicEntry = {
  tag: { at: 0, size: 8 },
  value: { at: 8, size: 8 },
} as const satisfies Layout;

export const recordSize = {
  fileHeader: 64,
  programHeader: 56,
  sectionHeader: 64,
  symbol: 24,
  relocation: 16,
  dynamic: 16,
} as const;

/** "\x7fELF" as a little-endian number. */
export const elfMagic = 0x464c457f;
export const elfClass64 = 2;
export const elfLittleEndian = 1;
export const elfVersion = 1;
export const elfShared = 3;
export const machineBpf = 247;
/** Number of the older toolchains; only the lenient loader takes it. */
export const machineSbpf = 263;

export const segmentType = { load: 1, dynamic: 2 } as const;
export const segmentFlag = { execute: 1, write: 2, read: 4 } as const;

export const sectionType = {
  none: 0,
  programBits: 1,
  symbols: 2,
  strings: 3,
  relocationsWithAddend: 4,
  dynamic: 6,
  noBits: 8,
  relocations: 9,
  dynamicSymbols: 11,
} as const;
export const sectionFlag = { write: 1, allocate: 2, execute: 4 } as const;

export const symbolType = { none: 0, object: 1, function: 2, section: 3 } as const;
export const symbolBinding = { local: 0, global: 1 } as const;

export const dynamicTag = {
  end: 0,
  stringTable: 5,
  symbolTable: 6,
  stringTableSize: 10,
  symbolEntrySize: 11,
  relocations: 17,
  relocationsSize: 18,
  relocationEntrySize: 19,
  textRelocations: 22,
  flags: 30,
  relativeCount: 0x6ffffffa,
} as const;

/** Relocation kinds of v0 to v2. */
export const relocationKind = {
  /** R_BPF_64_64: an lddw gets the symbol's address. */
  wideAddress: 1,
  /** R_BPF_64_RELATIVE: an address in the image is moved to where the image is loaded. */
  relative: 8,
  /** R_BPF_64_32: the immediate of a call gets the key of a function or the hash of a syscall. */
  call: 10,
} as const;

/** Reads the record at `offset`, which must lie inside the bytes. */
export function readRecord<L extends Layout>(layout: L, bytes: Uint8Array, offset: number): RecordOf<L> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const record: Record<string, number | bigint> = {};
  for (const [name, { at, size }] of Object.entries(layout))
    record[name] = readNumber(view, offset + at, size);
  return record as RecordOf<L>;
}

/** Writes the fields given; the others keep what the bytes hold. */
export function writeRecord<L extends Layout>(
  layout: L,
  bytes: Uint8Array,
  offset: number,
  fields: Written<L>,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const [name, { at, size }] of Object.entries(layout)) {
    const value = (fields as Readonly<Record<string, number | bigint | undefined>>)[name];
    if (value !== undefined) writeNumber(view, offset + at, size, value);
  }
}

function readNumber(view: DataView, at: number, size: Field['size']): number | bigint {
  if (size === 1) return view.getUint8(at);
  if (size === 2) return view.getUint16(at, true);
  if (size === 4) return view.getUint32(at, true);
  return view.getBigUint64(at, true);
}

function writeNumber(view: DataView, at: number, size: Field['size'], value: number | bigint): void {
  if (size === 1) view.setUint8(at, Number(value));
  else if (size === 2) view.setUint16(at, Number(value), true);
  else if (size === 4) view.setUint32(at, Number(value), true);
  else view.setBigUint64(at, BigInt(value), true);
}

/** The `info` byte of a symbol. */
export function symbolInfo(binding: number, type: number): number {
  return (binding << 4) | type;
}
