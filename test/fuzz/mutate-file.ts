// Damages program files: header fields, instructions, any bytes, their length.
import type { Chance } from './chance.js';
import { damageName, damageRecord, damageSymbol } from './mutate-record.js';

const edges = [
  0, 1, 2, 7, 8, 16, 24, 63, 64, 0x7f, 0x80, 0xff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff,
];
const opcodes = [
  0x07, 0x0f, 0x18, 0x37, 0x3f, 0x61, 0x63, 0x72, 0x7a, 0x7b, 0x85, 0x8d, 0x95, 0xb7, 0xbf, 0xd4, 0xdc,
];

const headerSize = 64;

/** A place that matters: a header at the start, section headers at the end, instructions between. */
function somewhere(chance: Chance, file: Uint8Array, width: number): number {
  const last = Math.max(0, file.length - width);
  const place = chance.weighted([
    [3, chance.below(Math.min(headerSize, last + 1))],
    [3, headerSize + chance.below(2 * 56)],
    [3, last - chance.below(Math.min(last + 1, 700))],
    [4, chance.below(last + 1)],
  ]);
  return Math.max(0, Math.min(last, place));
}

function writeNumber(file: Uint8Array, at: number, width: number, value: number): void {
  for (let index = 0; index < width && at + index < file.length; index++) {
    file[at + index] = index < 4 ? (value >>> (8 * index)) & 0xff : value === 0xffffffff ? 0xff : 0;
  }
}

function edit(chance: Chance, file: Uint8Array): Uint8Array {
  const bit = somewhere(chance, file, 1);
  const width = chance.pick([1, 2, 4, 8]);
  const aligned = somewhere(chance, file, 8) & ~7;
  return chance.weighted<() => Uint8Array>([
    [12, () => (damageRecord(chance, file), file)],
    [2, () => (damageSymbol(chance, file), file)],
    [2, () => (damageName(chance, file), file)],
    [5, () => ((file[bit]! ^= 1 << chance.below(8)), file)],
    [3, () => ((file[bit] = chance.below(256)), file)],
    [5, () => (writeNumber(file, somewhere(chance, file, width), width, chance.pick(edges)), file)],
    [3, () => (writeNumber(file, aligned, 8, chance.below(file.length + 16)), file)],
    [4, () => ((file[aligned] = chance.pick(opcodes)), file)],
    [3, () => ((file[aligned + 1] = chance.below(256)), file)],
    [2, () => (file.copyWithin(aligned, somewhere(chance, file, 8) & ~7, aligned + 8), file)],
    [1, () => file.slice(0, chance.below(file.length + 1))],
    [1, () => Uint8Array.from([...file.subarray(0, 100_000), ...chance.bytes(chance.pick([1, 8, 64]))])],
    [1, () => Uint8Array.from([...file.subarray(0, aligned), ...file.subarray(aligned + 8)])],
  ])();
}

/** A damaged copy. */
export function damaged(chance: Chance, original: Uint8Array): Uint8Array {
  let file: Uint8Array = original.slice();
  for (let edits = chance.between(1, 3); edits > 0 && file.length > 0; edits--) file = edit(chance, file);
  return file;
}
