// The disassembler: a program as text, in the syntax of the public sBPF assembler.
import type { Instruction, Version } from '../grammar/sbpf.js';
import { callxField, decode, hasStaticSyscalls, rowFor, wideImmediate } from '../grammar/sbpf.js';
import type { Executable } from './executable.js';

/** One instruction. `label` names it where a jump or a call leads to it. */
export interface Line {
  readonly pc: number;
  readonly label?: string;
  /** Whether the label is a function's. */
  readonly startsFunction: boolean;
  readonly text: string;
}

/** The whole program; functions stand apart by an empty line. `syscalls` gives names by unsigned hash. */
export function disassemble(executable: Executable, syscalls: ReadonlyMap<number, string>): string {
  const lines = disassembleLines(executable, syscalls);
  const texts = lines.map(({ label, startsFunction, text }, index) => {
    const gap = startsFunction && index > 0 ? '\n' : '';
    return `${gap}${label === undefined ? '' : `${label}:\n`}    ${text}\n`;
  });
  return texts.join('');
}

/**
 * The instructions in order; an `lddw` is one line. `reference` writes the operand by which the instruction at `from`
 * names the place `to`, given the label of that place.
 */
export function disassembleLines(
  executable: Executable,
  syscalls: ReadonlyMap<number, string>,
  reference: (label: string, to: number, from: number) => string = (label) => label,
): Line[] {
  const slots = decode(executable.text);
  const functions = functionNames(executable, slots);
  const targets = jumpTargets(slots, executable.version);
  const labelOf = (pc: number): string =>
    functions.get(pc) ?? (slots[pc] === undefined ? '[invalid]' : `lbb_${pc}`);
  const place: Place = {
    executable,
    slots,
    syscalls,
    reference: (to, from) => reference(labelOf(to), to, from),
  };
  const lines: Line[] = [];
  for (let pc = 0; pc < slots.length; pc++) {
    const startsFunction = functions.has(pc);
    const labelled = startsFunction || targets.has(pc);
    lines.push({
      pc,
      ...(labelled && { label: labelOf(pc) }),
      startsFunction,
      text: instructionText(place, pc),
    });
    if (rowFor(slots[pc]!.opcode, executable.version)?.shape === 'lddw') pc++;
  }
  return lines;
}

interface Place {
  readonly executable: Executable;
  readonly slots: readonly Instruction[];
  readonly syscalls: ReadonlyMap<number, string>;
  readonly reference: (to: number, from: number) => string;
}

/** Names of all functions something calls or names, by pc. */
function functionNames({ version, symbols, functions, entryPc }: Executable, slots: readonly Instruction[]) {
  const known = new Set<number>([...functions.values(), ...symbols.keys()]);
  if (hasStaticSyscalls(version)) {
    slots.forEach((slot, pc) => {
      const callee = pc + 1 + slot.immediate;
      if (isFunctionCall(slot, version) && slots[callee] !== undefined) known.add(callee);
    });
  }
  const names = new Map<number, string>();
  for (const pc of known) names.set(pc, symbols.get(pc) ?? `function_${pc}`);
  if (!symbols.has(entryPc)) names.set(entryPc, 'entrypoint');
  return names;
}

/** v3 tells a call of a function from one of a syscall by the source field. */
function isFunctionCall(slot: Instruction, version: Version): boolean {
  return rowFor(slot.opcode, version)?.shape === 'call' && slot.src === 1;
}

function jumpTargets(slots: readonly Instruction[], version: Version): Set<number> {
  const targets = new Set<number>();
  slots.forEach(({ opcode, offset }, pc) => {
    const shape = rowFor(opcode, version)?.shape;
    if (shape === 'jump' || shape === 'branch-imm' || shape === 'branch-reg') targets.add(pc + 1 + offset);
  });
  return targets;
}

function instructionText(place: Place, pc: number): string {
  const { executable, slots, reference } = place;
  const slot = slots[pc]!;
  const row = rowFor(slot.opcode, executable.version);
  if (row === undefined) return `unknown opcode=0x${slot.opcode.toString(16)}`;
  const { mnemonic } = row;
  const { dst, src, offset, immediate } = slot;
  switch (row.shape) {
    case 'dst-imm':
      return `${mnemonic} r${dst}, ${immediate}`;
    case 'dst-src':
      return `${mnemonic} r${dst}, r${src}`;
    case 'dst':
      return `${mnemonic} r${dst}`;
    case 'endian':
      return `${mnemonic}${immediate} r${dst}`;
    case 'lddw':
      return `${mnemonic} r${dst}, 0x${wideImmediate(immediate, slots[pc + 1]?.immediate ?? 0).toString(16)}`;
    case 'load':
      return `${mnemonic} r${dst}, [r${src}${signedHex(offset)}]`;
    case 'store-imm':
      return `${mnemonic} [r${dst}${signedHex(offset)}], ${immediate}`;
    case 'store-reg':
      return `${mnemonic} [r${dst}${signedHex(offset)}], r${src}`;
    case 'jump':
      return `${mnemonic} ${reference(pc + 1 + offset, pc)}`;
    case 'branch-imm':
      return `${mnemonic} r${dst}, ${immediate}, ${reference(pc + 1 + offset, pc)}`;
    case 'branch-reg':
      return `${mnemonic} r${dst}, r${src}, ${reference(pc + 1 + offset, pc)}`;
    case 'call':
      return callText(place, pc);
    case 'callx':
      return `${mnemonic} r${slot[callxField(executable.version)]}`;
    case 'exit':
      return mnemonic;
  }
}

function callText({ executable, slots, syscalls, reference }: Place, pc: number): string {
  const slot = slots[pc]!;
  const key = slot.immediate >>> 0;
  if (hasStaticSyscalls(executable.version)) {
    if (slot.src === 1) return `call ${reference(pc + 1 + slot.immediate, pc)}`;
  } else {
    const callee = executable.functions.get(key);
    if (callee !== undefined) return `call ${reference(callee, pc)}`;
  }
  return `syscall ${syscalls.get(key) ?? slot.immediate}`;
}

const signedHex = (offset: number): string => `${offset < 0 ? '-' : '+'}0x${Math.abs(offset).toString(16)}`;
