// Code: the instructions as the disassembler writes them; slots whose text would not tell all of them as numbers.
import {
  callxField,
  decode,
  encode,
  hasStaticSyscalls,
  rowFor,
  type Instruction,
  type OpcodeRow,
  type Version,
} from '../../grammar/sbpf.js';
import { endianWidths } from '../assemble/mnemonics.js';
import { disassembleLines } from '../disassemble.js';
import type { Executable } from '../executable.js';

export function writeCode(executable: Executable, syscalls: ReadonlyMap<number, string>): string {
  const { version, text } = executable;
  const slots = decode(text);
  const starts = lineStarts(slots, version);
  const reference = (label: string, to: number, from: number): string =>
    starts.has(to) ? label : `${to - from - 1}`;
  const lines = disassembleLines(executable, syscalls, reference).map((line, index) => {
    const { pc, label, startsFunction, text: instruction } = line;
    const gap = startsFunction && index > 0 ? '\n' : '';
    const name = label === undefined ? '' : `${label}:\n`;
    const taken = slots.slice(pc, pc + slotCount(slots[pc]!, version));
    const shown = isTold(taken, version) ? [instruction] : taken.map((slot) => `.quad ${numberOf(slot)}`);
    return `${gap}${name}${shown.map((one) => `    ${one}\n`).join('')}`;
  });
  return lines.join('');
}

const slotCount = ({ opcode }: Instruction, version: Version): 1 | 2 =>
  rowFor(opcode, version)?.shape === 'lddw' ? 2 : 1;

/** The pcs that have a line of their own: all but the second halves of `lddw`. */
export function lineStarts(slots: readonly Instruction[], version: Version): Set<number> {
  const starts = new Set<number>();
  for (let pc = 0; pc < slots.length; pc += slotCount(slots[pc]!, version)) starts.add(pc);
  return starts;
}

function numberOf(slot: Instruction): string {
  return `0x${new DataView(encode([slot]).buffer).getBigUint64(0, true).toString(16).padStart(16, '0')}`;
}

/** What a call of v0 to v2 holds that no relocation resolved. */
const unresolved = -1;

type Field = 'dst' | 'src' | 'offset' | 'immediate';
const fields: readonly Field[] = ['dst', 'src', 'offset', 'immediate'];

/** Whether the text of an instruction tells everything its slots hold. */
function isTold([slot, second]: readonly Instruction[], version: Version): boolean {
  const row = slot && rowFor(slot.opcode, version);
  if (slot === undefined || row === undefined) return false;
  // The loader of v0 to v2 would change a call given as a number, and nothing reads the other fields of one.
  if (row.shape === 'call' && !hasStaticSyscalls(version)) return slot.immediate !== unresolved;
  const told = toldFields(row, version);
  if (fields.some((field) => slot[field] !== 0 && !told.includes(field))) return false;
  if (row.shape === 'endian') return endianWidths.includes(slot.immediate);
  if (row.shape === 'call') return slot.src < 2;
  if (row.shape !== 'lddw') return true;
  return (
    second !== undefined && second.opcode === 0 && second.dst === 0 && second.src === 0 && second.offset === 0
  );
}

function toldFields({ shape }: OpcodeRow, version: Version): readonly Field[] {
  switch (shape) {
    case 'dst-imm':
    case 'endian':
    case 'lddw':
      return ['dst', 'immediate'];
    case 'dst-src':
      return ['dst', 'src'];
    case 'dst':
      return ['dst'];
    case 'load':
    case 'store-reg':
    case 'branch-reg':
      return ['dst', 'src', 'offset'];
    case 'store-imm':
    case 'branch-imm':
      return ['dst', 'offset', 'immediate'];
    case 'jump':
      return ['offset'];
    case 'call':
      return ['src', 'immediate'];
    case 'callx':
      return [callxField(version)];
    case 'exit':
      return [];
  }
}
