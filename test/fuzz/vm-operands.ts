// Operands of random machine programs: immediates, registers, addresses, fields that instructions ignore.
import { heapStart, inputStart, programStart, stackStart } from '../../grammar/memory.js';
import type { Instruction, NamedOpcodeRow, Shape, Version } from '../../grammar/sbpf.js';
import { callxField, instruction, opcodeRows } from '../../grammar/sbpf.js';
import type { Chance } from './chance.js';

const edges = [
  0n,
  1n,
  2n,
  7n,
  8n,
  31n,
  32n,
  63n,
  64n,
  255n,
  0x7fff_ffffn,
  0x8000_0000n,
  0xffff_ffffn,
  1n << 32n,
  (1n << 63n) - 1n,
  1n << 63n,
  (1n << 64n) - 1n,
];
const immediates = [0, 1, 2, -1, 3, 7, 8, 16, 31, 32, 63, 64, 255, 4096, -4096, 2 ** 31 - 1, -(2 ** 31)];

/** Edges of regions, of frames and their gaps, and addresses in none. */
const places = [
  0n,
  8n,
  programStart,
  programStart + 64n,
  stackStart,
  stackStart + 0x1000n,
  stackStart + 0x2000n,
  stackStart + 0x3000n,
  stackStart + 0x40000n,
  stackStart + 0x80000n,
  heapStart,
  heapStart + 0x8000n,
  inputStart,
  inputStart + 0x2860n,
  inputStart + 0x5000n,
  5n << 32n,
  0xffff_ffff_0000_0000n,
];
const nudges = [0n, 0n, 1n, 4n, 7n, 8n, 16n, -1n, -4n, -8n, -16n, 32n, -32n, 0x800n];

/** An address that a program may well touch. */
export const goodAddress = (chance: Chance): bigint =>
  chance.weighted([
    [6, heapStart + BigInt(8 * chance.below(200))],
    [2, stackStart + BigInt(8 * chance.below(500))],
    [1, inputStart + BigInt(8 * chance.below(40))],
  ]);

/** Any address, most of them where something begins or ends. */
export const anyAddress = (chance: Chance): bigint =>
  chance.once(6) ? chance.bits(64) : BigInt.asUintN(64, chance.pick(places) + chance.pick(nudges));

export function anyValue(chance: Chance): bigint {
  return chance.weighted<() => bigint>([
    [4, () => chance.pick(edges)],
    [3, () => BigInt(chance.below(1000))],
    [1, () => chance.bits(32)],
    [2, () => chance.bits(64)],
    [1, () => anyAddress(chance)],
  ])();
}

/** An immediate that the verifier lets pass. */
export function immediateFor(chance: Chance, { rule, width }: NamedOpcodeRow): number {
  if (rule === 'shift') return chance.below(width);
  const value = chance.once(2) ? chance.pick(immediates) : Number(BigInt.asIntN(32, chance.bits(32)));
  return rule === 'nonzero' && value === 0 ? 1 : value;
}

const ignored: Partial<Record<Shape, readonly (keyof Instruction)[]>> = {
  'dst-imm': ['src', 'offset'],
  'dst-src': ['offset', 'immediate'],
  dst: ['src', 'offset', 'immediate'],
  endian: ['src', 'offset'],
  load: ['immediate'],
  'store-imm': ['src'],
  'store-reg': ['immediate'],
  jump: ['dst', 'src', 'immediate'],
  'branch-imm': ['src'],
  'branch-reg': ['immediate'],
  exit: ['dst', 'src', 'offset', 'immediate'],
};

/** The slot with a field changed that its instruction does not look at; only now and then. */
export function withNoise(chance: Chance, slot: Instruction, shape: Shape): Instruction {
  const fields = ignored[shape];
  if (fields === undefined || !chance.once(25)) return slot;
  const field = chance.pick(fields);
  const value = field === 'immediate' ? Number(BigInt.asIntN(32, chance.bits(32))) : chance.below(10);
  return { ...slot, [field]: field === 'offset' ? value * 3000 : value };
}

export const rowsOf = (version: Version, ...shapes: readonly Shape[]): readonly NamedOpcodeRow[] =>
  opcodeRows.filter(({ opcodes, shape }) => opcodes[version] !== undefined && shapes.includes(shape));

/** A callx through a register; the other fields are of no account. */
export function callxSlot(version: Version, opcode: number, register: number): Instruction {
  return instruction(opcode, { [callxField(version)]: register });
}
