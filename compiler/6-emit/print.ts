// Printing: assembly as text in the public sBPF syntax, with the names of functions and syscalls and source lines.
import type { Assembly, AssemblySlot } from '../../grammar/assembly.js';
import { place } from '../../grammar/source.js';
import { hasStaticSyscalls, rowFor, wideImmediate } from '../../grammar/sbpf.js';
import { writeData } from '../../runtime/write-source/data.js';
import { uniqueNames } from '../../runtime/write-source/names.js';

const signed = (value: number): string =>
  value < 0 ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
const address = (register: number, offset: number): string =>
  `[r${register}${offset < 0 ? '-' : '+'}0x${Math.abs(offset).toString(16)}]`;

/** A whole program: the instructions and the constants, as the assembler reads them. */
export function printProgram(assembly: Assembly): string {
  const { version, entryPc, rodata } = assembly;
  const entry = nameFunctions(assembly).get(entryPc) ?? 'entrypoint';
  const constants = rodata.length > 0 ? `\n.rodata\n${writeData(rodata)}` : '';
  return `.arch v${version}\n.globl ${entry}\n\n.text\n${printAssembly(assembly)}${constants}`;
}

/** The functions' names by their first slots, spelled as labels and told apart where two are the same. */
function nameFunctions({ functions, entryPc }: Assembly): Map<number, string> {
  const symbols = new Map(functions.map(({ start, name }) => [start, name]));
  return uniqueNames({ symbols, entryPc });
}

/** The instructions alone. */
export function printAssembly(assembly: Assembly): string {
  const { slots } = assembly;
  const labels = findLabels(assembly);
  const starts = nameFunctions(assembly);
  const traps = new Map(assembly.traps.map(({ pc, reason }) => [pc, reason]));
  const lines: string[] = [];
  let comment = '';
  for (let pc = 0; pc < slots.length; pc++) {
    const slot = slots[pc]!;
    const name = starts.get(pc);
    if (name !== undefined) lines.push(`${pc === 0 ? '' : '\n'}${name}:`);
    const label = labels.get(pc);
    if (label !== undefined) lines.push(`${label}:`);
    const text = `    ${printSlot(assembly, pc, slot, labels, starts)}`;
    const source = slot.span ? place(slot.span) : '';
    const trap = traps.get(pc);
    const notes = [source !== comment ? source : '', trap === undefined ? '' : `fails: ${trap}`].filter(
      Boolean,
    );
    comment = source;
    lines.push(notes.length > 0 ? `${text.padEnd(40)} ; ${notes.join(', ')}` : text);
    if (isWide(assembly, slot)) pc++;
  }
  return `${lines.join('\n')}\n`;
}

const isWide = ({ version }: Assembly, { opcode }: AssemblySlot): boolean =>
  rowFor(opcode, version)?.shape === 'lddw';

/** Names for the slots that jumps lead to. */
function findLabels({ slots, version }: Assembly): Map<number, string> {
  const targets = new Set<number>();
  slots.forEach(({ opcode, offset }, pc) => {
    const shape = rowFor(opcode, version)?.shape;
    if (shape === 'jump' || shape === 'branch-imm' || shape === 'branch-reg') targets.add(pc + 1 + offset);
  });
  return new Map([...targets].sort((a, b) => a - b).map((pc) => [pc, `lbb_${pc}`]));
}

function printSlot(
  assembly: Assembly,
  pc: number,
  { opcode, dst, src, offset, immediate }: AssemblySlot,
  labels: ReadonlyMap<number, string>,
  functions: ReadonlyMap<number, string>,
): string {
  const row = rowFor(opcode, assembly.version);
  if (!row) return `.quad 0x${opcode.toString(16)}`;
  const { mnemonic } = row;
  const target = labels.get(pc + 1 + offset) ?? '';
  switch (row.shape) {
    case 'dst-imm':
      return `${mnemonic} r${dst}, ${signed(immediate)}`;
    case 'dst-src':
      return `${mnemonic} r${dst}, r${src}`;
    case 'dst':
      return `${mnemonic} r${dst}`;
    case 'endian':
      return `${mnemonic}${immediate} r${dst}`;
    case 'lddw':
      return `lddw r${dst}, 0x${wideImmediate(immediate, assembly.slots[pc + 1]?.immediate ?? 0).toString(16)}`;
    case 'load':
      return `${mnemonic} r${dst}, ${address(src, offset)}`;
    case 'store-imm':
      return `${mnemonic} ${address(dst, offset)}, ${signed(immediate)}`;
    case 'store-reg':
      return `${mnemonic} ${address(dst, offset)}, r${src}`;
    case 'jump':
      return `${mnemonic} ${target}`;
    case 'branch-imm':
      return `${mnemonic} r${dst}, ${signed(immediate)}, ${target}`;
    case 'branch-reg':
      return `${mnemonic} r${dst}, r${src}, ${target}`;
    case 'call':
      return printCall(assembly, pc, src, immediate, functions);
    case 'callx':
      return `${mnemonic} r${dst}`;
    case 'exit':
      return mnemonic;
  }
}

function printCall(
  { syscalls, version }: Assembly,
  pc: number,
  src: number,
  immediate: number,
  functions: ReadonlyMap<number, string>,
): string {
  const syscall = syscalls.find((call) => call.pc === pc);
  if (syscall && (src === 0 || !hasStaticSyscalls(version))) return `syscall ${syscall.name}`;
  const target = pc + 1 + immediate;
  return `call ${functions.get(target) ?? target - pc - 1}`;
}
