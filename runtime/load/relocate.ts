// Relocation of v0 to v2: calls get keys, addresses get the place of the image. Source: Agave's elf.rs.
import { readRecord, relocationEntry, relocationKind, symbolEntry, symbolType } from '../../grammar/elf.js';
import { programStart } from '../../grammar/memory.js';
import { opcodeOf, slotSize, syscallHash } from '../../grammar/sbpf.js';
import { LoadFailure, failure } from './error.js';
import { addressRange, contains, fileRange, nameIn, saturatingSum } from './file.js';
import type { Functions } from './functions.js';
import type { NamedSection, Sections } from './sections.js';
import { symbolNameLimit } from './sections.js';

const immediateOffset = 4;
/** The immediate of a call that a relocation resolves. */
const unresolved = -1;

/** What relocation works on: `original` is the file as given, `image` the copy that is changed. */
export interface Relocation {
  readonly original: Uint8Array;
  readonly image: Uint8Array;
  readonly parsed: Sections;
  readonly text: NamedSection;
  readonly functions: Functions;
  /** Set at deployment: syscalls a program may name; others are unresolved. */
  readonly deployable: ReadonlySet<number> | undefined;
}

export function relocate(relocation: Relocation): void {
  nameCalls(relocation);
  for (const at of relocation.parsed.relocations) relocateOne(relocation, at);
}

/** Calls whose immediate is a distance get the key of the function there. */
function nameCalls({ image, text, functions }: Relocation): void {
  const { start, end } = fileRange(text);
  const first = Number(start);
  const count = Math.floor(Number(end - start) / slotSize);
  const view = viewOf(image);
  const call = opcodeOf('call', 0);
  for (let pc = 0; pc < count; pc++) {
    const at = first + pc * slotSize;
    const immediate = view.getInt32(at + immediateOffset, true);
    if (view.getUint8(at) !== call || immediate === unresolved) continue;
    const target = pc + 1 + immediate;
    if (target < 0 || target >= count) {
      throw failure('RelativeJumpOutOfBounds', at, pc);
    }
    view.setUint32(at + immediateOffset, functions.register(target, '', at), true);
  }
}

function relocateOne(relocation: Relocation, at: number): void {
  const { offset: place, kind, symbol } = readRecord(relocationEntry, relocation.original, at);
  // Rounding changes no place inside a file, and leaves those beyond it there.
  const offset = Number(place);
  switch (kind) {
    case relocationKind.wideAddress:
      return addSymbolAddress(relocation, offset, symbol);
    case relocationKind.relative:
      return moveAddress(relocation, offset);
    case relocationKind.call:
      return nameCallee(relocation, place, symbol);
    default:
      throw failure('UnknownRelocation', at, kind);
  }
}

function addSymbolAddress(relocation: Relocation, offset: number, symbol: number): void {
  const { image, original } = relocation;
  const view = viewOf(image);
  const low = offset + immediateOffset;
  checkInside(image, low, 4);
  const symbolAt = symbolOffset(relocation, symbol, offset);
  const { value } = readRecord(symbolEntry, original, symbolAt);
  writeWide(image, offset, placed(saturatingSum(value, BigInt(view.getUint32(low, true)))));
}

function moveAddress({ image, text }: Relocation, offset: number): void {
  const view = viewOf(image);
  const low = offset + immediateOffset;
  if (contains(fileRange(text), BigInt(offset))) {
    const high = low + slotSize;
    checkInside(image, low, 4);
    checkInside(image, high, 4);
    const address = (BigInt(view.getUint32(high, true)) << 32n) | BigInt(view.getUint32(low, true));
    if (address === 0n) throw failure('InvalidVirtualAddress', offset, address);
    writeWide(image, offset, placed(address));
    return;
  }
  // Old toolchains put a 32-bit address into the high half; Agave still reads it there and nowhere else.
  checkInside(image, low, 4);
  const address = programStart + BigInt(view.getUint32(low, true));
  checkInside(image, offset, 8);
  view.setBigUint64(offset, address, true);
}

function nameCallee(relocation: Relocation, place: bigint, symbol: number): void {
  const { image, original, text, functions } = relocation;
  const offset = Number(place);
  const { name, info, value } = readRecord(symbolEntry, original, symbolOffset(relocation, symbol, offset));
  const callee = symbolName(relocation, name, offset);
  let key: number;
  if ((info & 15) === symbolType.function && value !== 0n) {
    if (!contains(addressRange(text), value)) throw failure('ValueOutOfBounds', offset);
    key = functions.register(Number((value - text.address) / BigInt(slotSize)), callee, offset);
  } else {
    key = syscallHash(callee);
    if (relocation.deployable !== undefined && !relocation.deployable.has(key))
      throw unresolvedSymbol(callee, place);
  }
  checkInside(image, offset + immediateOffset, 4);
  viewOf(image).setUint32(offset + immediateOffset, key, true);
}

/** Agave prints the file offset divided by 8 as the instruction's number. */
function unresolvedSymbol(name: string, offset: bigint): LoadFailure {
  return failure('UnresolvedSymbol', offset, name, offset / BigInt(slotSize), offset);
}

function symbolOffset({ parsed }: Relocation, index: number, offset: number): number {
  const at = parsed.symbols[index];
  if (at === undefined) throw unknownSymbol(index, offset);
  return at;
}

function symbolName({ original, parsed }: Relocation, name: number, offset: number): string {
  if (parsed.symbolNames === undefined) throw unknownSymbol(name, offset);
  try {
    return nameIn(original, parsed.symbolNames, name, symbolNameLimit);
  } catch (thrown) {
    if (thrown instanceof LoadFailure) throw unknownSymbol(name, offset);
    throw thrown;
  }
}

function unknownSymbol(index: number, offset: number): LoadFailure {
  return failure('UnknownSymbol', offset, index);
}

/** An address below the image is one relative to it. */
const placed = (address: bigint): bigint => (address < programStart ? address + programStart : address);

/** Writes a constant into the two slots of an `lddw`. */
function writeWide(image: Uint8Array, offset: number, value: bigint): void {
  const view = viewOf(image);
  checkInside(image, offset + immediateOffset, 4);
  view.setUint32(offset + immediateOffset, Number(value & 0xffff_ffffn), true);
  checkInside(image, offset + slotSize + immediateOffset, 4);
  view.setUint32(offset + slotSize + immediateOffset, Number(value >> 32n), true);
}

function checkInside(image: Uint8Array, offset: number, size: number): void {
  if (offset + size > image.length) throw failure('ValueOutOfBounds', offset);
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
