// Invoke image: the structures of an invocation in C or Rust, as bytes a test program copies to its heap.
import { accountEntrySize, heapStart, input, inputStart, unalignedInput } from '../grammar/memory.js';
import type { Step } from './small-program.js';
import { constant, move, rodata, syscall } from './small-program.js';

/** Where the parts of an account lie in the input of the caller. */
export interface Place {
  readonly key: bigint;
  readonly owner: bigint;
  readonly lamports: bigint;
  readonly data: bigint;
  readonly length: number;
}

/** An account of the caller: the length of its data, or the position it repeats. */
export type Listed = { readonly length: number } | { readonly same: number };

export function placesOf(accounts: readonly Listed[], aligned = true): Place[] {
  const places: Place[] = [];
  let entry = inputStart + BigInt(input.firstAccount);
  for (const account of accounts) {
    if ('same' in account) {
      places.push(places[account.same]!);
      entry += BigInt(aligned ? input.duplicateSize : unalignedInput.duplicateSize);
      continue;
    }
    const { length } = account;
    const at = (offset: number): bigint => entry + BigInt(offset);
    const { account: packed, afterData } = unalignedInput;
    places.push(
      aligned
        ? {
            key: at(input.account.key),
            owner: at(input.account.owner),
            lamports: at(input.account.lamports),
            data: at(input.account.data),
            length,
          }
        : {
            key: at(packed.key),
            owner: at(packed.data + length + afterData.owner),
            lamports: at(packed.lamports),
            data: at(packed.data),
            length,
          },
    );
    entry = at(aligned ? accountEntrySize(length) : packed.data + length + afterData.size);
  }
  return places;
}

export interface Meta {
  readonly key: Uint8Array;
  /** Flag bytes. */
  readonly writable?: number;
  readonly signer?: number;
}

export type LayoutName = 'c' | 'rust';

/** What a program asks for. */
export interface Asked {
  readonly layout: LayoutName;
  readonly programId: Uint8Array;
  readonly metas: readonly Meta[];
  readonly data?: Uint8Array;
  readonly infos: readonly Place[];
  readonly seeds?: readonly (readonly Uint8Array[])[];
  /** Numbers to be written over the image: [offset, value, size]. */
  readonly patches?: (image: Offsets) => readonly (readonly [number, bigint, 1 | 8])[];
  /** In place of the five arguments of the syscall. */
  readonly args?: (args: readonly bigint[], image: Offsets) => readonly bigint[];
}

/** Where the parts of the image lie in it. */
export interface Offsets {
  readonly instruction: number;
  readonly programId: number;
  readonly metas: number;
  readonly data: number;
  readonly infos: number;
  /** Rust only: the cells, two for each info: lamports and data. */
  readonly cells: number;
  readonly seeds: number;
}

const infoSizes = { c: 56, rust: 48 } as const;
const cellsSize = 72;

class Image {
  readonly #bytes: number[] = [];

  get length(): number {
    return this.#bytes.length;
  }

  align(): number {
    while (this.#bytes.length % 8 !== 0) this.#bytes.push(0);
    return this.#bytes.length;
  }

  bytes(bytes: Uint8Array | readonly number[]): number {
    const at = this.#bytes.length;
    for (const byte of bytes) this.#bytes.push(byte);
    return at;
  }

  words(...values: readonly (bigint | number)[]): number {
    const at = this.align();
    for (const value of values) {
      const bytes = new Uint8Array(8);
      new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, BigInt(value)), true);
      this.bytes(bytes);
    }
    return at;
  }

  finish(): Uint8Array {
    this.align();
    return Uint8Array.from(this.#bytes);
  }
}

const onHeap = (offset: number): bigint => heapStart + BigInt(offset);

function writeMetas(image: Image, { layout, metas }: Asked): number {
  if (layout === 'rust') {
    const at = image.align();
    for (const { key, signer = 0, writable = 0 } of metas) image.bytes([...key, signer, writable]);
    return at;
  }
  const keys = metas.map(({ key }) => image.bytes(key));
  const at = image.align();
  metas.forEach(({ signer = 0, writable = 0 }, index) =>
    image.words(onHeap(keys[index]!), BigInt(writable) | (BigInt(signer) << 8n)),
  );
  return at;
}

function writeInfos(image: Image, { layout, infos }: Asked): { infos: number; cells: number } {
  if (layout === 'c') {
    const at = image.align();
    for (const { key, lamports, length, data, owner } of infos)
      image.words(key, lamports, length, data, owner, 0, 0);
    return { infos: at, cells: at };
  }
  const cells = image.align();
  for (const { lamports, data, length } of infos) image.words(1, 1, 0, lamports, 1, 1, 0, data, length);
  const at = image.align();
  infos.forEach(({ key, owner }, index) => {
    const cell = onHeap(cells + index * cellsSize);
    image.words(key, cell, cell + 32n, owner, 0, 0);
  });
  return { infos: at, cells };
}

function writeSeeds(image: Image, seeds: readonly (readonly Uint8Array[])[]): number {
  const lists = seeds.map((list) => {
    const bytes = list.map((seed) => [image.bytes(seed), seed.length] as const);
    const at = image.align();
    for (const [offset, length] of bytes) image.words(onHeap(offset), length);
    return [at, list.length] as const;
  });
  const at = image.align();
  for (const [offset, length] of lists) image.words(onHeap(offset), length);
  return at;
}

/** The image and the arguments of the syscall. */
export function invokeImage(asked: Asked): { readonly bytes: Uint8Array; readonly args: readonly bigint[] } {
  const { layout, programId, metas, data = new Uint8Array(0), infos, seeds = [] } = asked;
  const image = new Image();
  const id = image.bytes(programId);
  const metasAt = writeMetas(image, asked);
  const dataAt = image.bytes(data);
  const instruction =
    layout === 'c'
      ? image.words(onHeap(id), onHeap(metasAt), metas.length, onHeap(dataAt), data.length)
      : image.words(onHeap(metasAt), metas.length, metas.length, onHeap(dataAt), data.length, data.length);
  if (layout === 'rust') image.bytes(programId);
  const written = writeInfos(image, asked);
  const seedsAt = writeSeeds(image, seeds);
  const offsets = { instruction, programId: id, metas: metasAt, data: dataAt, ...written, seeds: seedsAt };
  const bytes = image.finish();
  const view = new DataView(bytes.buffer);
  for (const [offset, value, size] of asked.patches?.(offsets) ?? []) {
    if (size === 1) bytes[offset] = Number(value);
    else view.setBigUint64(offset, value, true);
  }
  const args = [onHeap(instruction), onHeap(written.infos), BigInt(infos.length)];
  const all = [...args, onHeap(seedsAt), BigInt(seeds.length)];
  return { bytes, args: asked.args?.(all, offsets) ?? all };
}

export const infoSize = (layout: LayoutName): number => infoSizes[layout];

/** Steps that copy the image from the constants, where it begins at `offset`, and invoke. Leaves r6 to r9 alone. */
export function invokeSteps(
  { layout }: Asked,
  built: ReturnType<typeof invokeImage>,
  offset = 0,
): readonly Step[] {
  return [
    constant(1, heapStart),
    rodata(2, offset),
    move(3, built.bytes.length),
    syscall('sol_memcpy_'),
    ...built.args.map((value, index) => constant(index + 1, value)),
    syscall(`sol_invoke_signed_${layout}`),
  ];
}
