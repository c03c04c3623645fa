// Instructions: eight-byte slots and how they are written and read. The index of a slot is its pc.
import type { Version } from './version.js';
import { opcodeOf } from './opcodes.js';

/** Bytes of one slot. */
export const slotSize = 8;

/**
 * One slot. `lddw` takes two: the first holds the low half of its constant, the second has opcode 0 and holds the
 * high half (see `lddw` and `wideImmediate`).
 */
export interface Instruction {
  readonly opcode: number;
  /** 0 to 15 as encoded; only 0 to 10 are registers. */
  readonly dst: number;
  readonly src: number;
  /** i16. */
  readonly offset: number;
  /** i32. */
  readonly immediate: number;
}

/** An instruction whose absent fields are zero. */
export function instruction(
  opcode: number,
  fields: { dst?: number; src?: number; offset?: number; immediate?: number } = {},
): Instruction {
  return { opcode, dst: 0, src: 0, offset: 0, immediate: 0, ...fields };
}

/** The two slots that put the 64-bit pattern `value` into register `dst`. Not in v2. */
export function lddw(version: Version, dst: number, value: bigint): [Instruction, Instruction] {
  return [
    instruction(opcodeOf('lddw', version), { dst, immediate: Number(BigInt.asIntN(32, value)) }),
    instruction(0, { immediate: Number(BigInt.asIntN(32, value >> 32n)) }),
  ];
}

/** The unsigned constant of an `lddw` from the immediates of its two slots. */
export function wideImmediate(low: number, high: number): bigint {
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}

/** The bytes of the slots. Fields wider than their place are cut to it. */
export function encode(slots: readonly Instruction[]): Uint8Array {
  const bytes = new Uint8Array(slots.length * slotSize);
  const view = new DataView(bytes.buffer);
  for (let pc = 0; pc < slots.length; pc++) {
    const { opcode, dst, src, offset, immediate } = slots[pc]!;
    const at = pc * slotSize;
    bytes[at] = opcode;
    bytes[at + 1] = (dst & 15) | (src << 4);
    view.setInt16(at + 2, offset, true);
    view.setInt32(at + 4, immediate, true);
  }
  return bytes;
}

/** The slot at `pc`; the text must hold it. */
export function decodeAt(text: Uint8Array, pc: number): Instruction {
  const at = pc * slotSize;
  const view = new DataView(text.buffer, text.byteOffset + at, slotSize);
  const registers = view.getUint8(1);
  return {
    opcode: view.getUint8(0),
    dst: registers & 15,
    src: registers >> 4,
    offset: view.getInt16(2, true),
    immediate: view.getInt32(4, true),
  };
}

/** Every whole slot of the text, in order; any bytes decode. */
export function decode(text: Uint8Array): Instruction[] {
  return Array.from({ length: Math.floor(text.length / slotSize) }, (_, pc) => decodeAt(text, pc));
}
