// Cases of the public sbpf assembler: texts and the instructions, or the error, that must come of them.
import { Diagnostics } from '../../grammar/diagnostics.js';
import { encode, movesStackPointer, opcodeOf, syscallHash, type Instruction } from '../../grammar/sbpf.js';
import { assemble } from '../../runtime/assemble.js';
import type { SbpfCase } from '../peer-cases.js';
import { versionOf } from '../peer-cases.js';
import { compared, type Verdict } from './verdict.js';

/** One instruction as these cases write it. */
interface ExpectedInstruction {
  readonly ptr: number;
  readonly opc: number;
  readonly dst: number;
  readonly src: number;
  readonly off: number;
  readonly imm: number;
}

export type AssembleCase = Pick<SbpfCase, 'id' | 'version' | 'asm'> & {
  readonly expected_insns?: readonly ExpectedInstruction[];
  readonly expected_err?: string;
};

/**
 * The slots, as the public assembler leaves them in memory; or the first error. Unlike ours, that one resolves calls
 * of v0 to v2 itself, to the pc of the function or the hash of the syscall, and puts a no-op in place of moves of r10
 * where a version has none.
 */
export function assembleAsPeers({ id, version: name, asm }: AssembleCase): readonly Instruction[] | string {
  const version = versionOf(name);
  const diagnostics = new Diagnostics();
  const assembly = assemble({ name: id, text: asm }, { version, anyVersion: true }, diagnostics);
  if (assembly === undefined) return diagnostics.list[0]!.message;
  const syscalls = new Map(assembly.syscalls.map((call) => [call.pc, call.name]));
  const [add, or, call] = (['add64.imm', 'or64.imm', 'call'] as const).map((row) => opcodeOf(row, version));
  return assembly.slots.map(({ span: _, ...slot }, pc): Instruction => {
    if (slot.opcode === add && slot.dst === 10 && !movesStackPointer(version))
      return { ...slot, opcode: or!, dst: 0, immediate: 0 };
    if (slot.opcode !== call || version === 3) return slot;
    const syscall = syscalls.get(pc);
    return {
      ...slot,
      immediate: syscall === undefined ? pc + 1 + slot.immediate : syscallHash(syscall) | 0,
    };
  });
}

export function assembledHex(one: AssembleCase): string {
  const slots = assembleAsPeers(one);
  return typeof slots === 'string' ? slots : Buffer.from(encode(slots)).toString('hex');
}

const shown = (instructions: readonly ExpectedInstruction[]): string =>
  instructions
    .map(({ ptr, opc, dst, src, off, imm }) => [ptr, opc, dst, src, off, imm | 0].join(' '))
    .join(', ');

/** Runs a case of kind `assemble`. */
export function runAssembleCase(one: AssembleCase): Verdict {
  const slots = assembleAsPeers(one);
  const expected = one.expected_err;
  if (typeof slots === 'string')
    return compared(slots.toLowerCase(), expected?.toLowerCase() ?? shown(one.expected_insns ?? []));
  const found = slots.map(({ opcode, dst, src, offset, immediate }, ptr) => {
    return { ptr, opc: opcode, dst, src, off: offset, imm: immediate };
  });
  return compared(shown(found), expected ?? shown(one.expected_insns ?? []));
}
