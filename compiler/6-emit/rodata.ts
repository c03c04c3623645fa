// Constants: which are used, and where they lie; equal and contained ones share their bytes.
import { rodataAddress } from '../../grammar/assembly.js';
import type { FlowFunction, FlowProgram } from '../../grammar/flow.js';
import type { Version } from '../../grammar/sbpf.js';

export interface RodataLayout {
  readonly bytes: Uint8Array;
  readonly address: bigint;
  /** The address of each constant of the program; of those nobody uses, 0. */
  readonly addresses: readonly bigint[];
}

export function layOutRodata(program: FlowProgram, version: Version): RodataLayout {
  const used = usedConstants(program.functions);
  const address = rodataAddress(version);
  // Long ones first, so that what they contain finds them; those of whole words first, so that they are aligned.
  const order = [...used].sort((a, b) => {
    const [left, right] = [program.rodata[a]!, program.rodata[b]!];
    return Number(isWords(right)) - Number(isWords(left)) || right.length - left.length || a - b;
  });
  const chunks: Uint8Array[] = [];
  const offsets = new Map<number, number>();
  let size = 0;
  for (const index of order) {
    const bytes = program.rodata[index]!;
    let offset = findIn(chunks, bytes, isWords(bytes) ? 8 : 1);
    if (offset === undefined) {
      offset = size;
      size += bytes.length;
      if (bytes.length > 0) chunks.push(bytes);
    }
    offsets.set(index, offset);
  }
  const addresses = program.rodata.map((_, index) => {
    const offset = offsets.get(index);
    return offset === undefined ? 0n : address + BigInt(offset);
  });
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return { bytes, address, addresses };
}

/** Public keys, hashes, tables of u64: syscalls may want them at addresses that are multiples of 8. */
const isWords = (bytes: Uint8Array): boolean => bytes.length % 8 === 0;

function usedConstants(functions: readonly FlowFunction[]): Set<number> {
  const used = new Set<number>();
  for (const { blocks } of functions)
    for (const { instructions } of blocks)
      for (const instruction of instructions)
        if (instruction.kind === 'address') used.add(instruction.rodata);
  return used;
}

/** Where `bytes` lie inside one of the chunks, which lie one behind the other. */
function findIn(chunks: readonly Uint8Array[], bytes: Uint8Array, alignment: number): number | undefined {
  let start = 0;
  for (const chunk of chunks) {
    for (let at = 0; at + bytes.length <= chunk.length; at++) {
      if ((start + at) % alignment !== 0) continue;
      if (bytes.every((byte, i) => chunk[at + i] === byte)) return start + at;
    }
    start += chunk.length;
  }
  return undefined;
}
