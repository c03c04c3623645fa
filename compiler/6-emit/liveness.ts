// Liveness: which virtual registers are needed after each block, found by walking up from every use.
import { Lists, none } from './lists.js';
import {
  allocatableRegisters,
  clobberedByCall,
  clobberedBySyscall,
  isRegister,
  type MachineBlock,
  type MachineInstruction,
  type MachineTerminator,
  type Operand,
  type Register,
} from './machine.js';
import type { Occurrences } from './occurrences.js';
import type { Tables } from './tables.js';

/**
 * By block, the variables live at its end, of those from `least` on and below `count`. Work and memory grow with the
 * size of the answer, not with blocks times variables. (Boissinot and others: Fast Liveness Checking; here for variables
 * with several definitions.)
 */
export function findLiveOut(
  blocks: readonly MachineBlock[],
  occurrences: Occurrences,
  least: number,
  count: number,
  tables: Tables,
): Lists {
  const predecessors = predecessorsOf(blocks, tables);
  const { order, readers, writers } = findExposed(occurrences, blocks.length, least, count, tables);
  const liveOut = new Lists(blocks.length, tables);
  // By block, the last variable found live at its end, and the last one whose writers were marked if it is one of them.
  const marked = tables.integers(blocks.length, none);
  const writing = tables.integers(blocks.length, none);
  const pending: number[] = [];
  for (const variable of order) {
    for (let at = writers.heads[variable]!; at !== none; at = writers.nexts[at]!)
      writing[writers.values[at]!] = variable;
    for (let at = readers.heads[variable]!; at !== none; at = readers.nexts[at]!)
      pending.push(readers.values[at]!);
    for (let block = pending.pop(); block !== undefined; block = pending.pop())
      for (let at = predecessors.heads[block]!; at !== none; at = predecessors.nexts[at]!) {
        const before = predecessors.values[at]!;
        if (marked[before] === variable) continue;
        marked[before] = variable;
        liveOut.add(before, variable);
        if (writing[before] !== variable) pending.push(before);
      }
  }
  return liveOut;
}

/** By block, the blocks that lead to it. */
export function predecessorsOf(blocks: readonly MachineBlock[], tables: Tables): Lists {
  const predecessors = new Lists(blocks.length, tables);
  blocks.forEach(({ terminator }, index) => {
    if (terminator.kind === 'jump') predecessors.add(terminator.target, index);
    else if (terminator.kind === 'branch') {
      predecessors.add(terminator.then, index);
      predecessors.add(terminator.otherwise, index);
    }
  });
  return predecessors;
}

interface Exposed {
  /** The variables that some block reads before it writes them. */
  readonly order: readonly number[];
  /** By variable, those blocks. */
  readonly readers: Lists;
  /** By variable, the blocks that write it. */
  readonly writers: Lists;
}

function findExposed(
  { firsts, bounds, variables }: Occurrences,
  blocks: number,
  least: number,
  count: number,
  tables: Tables,
): Exposed {
  const order: number[] = [];
  const readers = new Lists(count, tables);
  const writers = new Lists(count, tables);
  const seenRead = tables.integers(count, none);
  const seenWrite = tables.integers(count, none);
  let at = 0;
  for (let block = 0; block < blocks; block++) {
    const end = 2 * firsts[block + 1]!;
    for (let part = 2 * firsts[block]!; part < end; part++) {
      const isWriting = (part & 1) === 1;
      for (const stop = bounds[part + 1]!; at < stop; at++) {
        const variable = variables[at]!;
        if (variable < least || seenWrite[variable] === block) continue;
        if (isWriting) {
          seenWrite[variable] = block;
          writers.add(variable, block);
        } else if (seenRead[variable] !== block) {
          seenRead[variable] = block;
          if (readers.heads[variable] === none) order.push(variable);
          readers.add(variable, block);
        }
      }
    }
  }
  return { order, readers, writers };
}

/** A set of machine registers, one bit each. */
export type RegisterMask = number;
export const maskOf = (register: Register): RegisterMask =>
  register < allocatableRegisters ? 1 << register : 0;

const maskOfOperand = (operand: Operand): RegisterMask => (isRegister(operand) ? maskOf(operand) : 0);
function maskOfAll(registers: readonly Register[]): RegisterMask {
  let mask = 0;
  for (const register of registers) mask |= maskOf(register);
  return mask;
}

const callMask = maskOfAll(clobberedByCall);
const syscallMask = maskOfAll(clobberedBySyscall);

/** The machine registers an instruction reads. */
export function readMask(instruction: MachineInstruction | MachineTerminator): RegisterMask {
  switch (instruction.kind) {
    case 'copy': {
      let mask = 0;
      for (const { from } of instruction.pairs) if (isRegister(from)) mask |= maskOf(from);
      return mask;
    }
    case 'operate': {
      const { dst, operand } = instruction;
      return maskOf(dst) | (operand === undefined ? 0 : maskOfOperand(operand));
    }
    case 'narrow':
      return maskOf(instruction.src);
    case 'load':
      return maskOf(instruction.base);
    case 'store':
      return maskOf(instruction.base) | maskOfOperand(instruction.value);
    case 'set':
    case 'branch':
      return maskOf(instruction.test.left) | maskOfOperand(instruction.test.right);
    case 'call':
    case 'syscall':
    case 'exit':
      return maskOfAll(instruction.reads);
    case 'jump':
    case 'stop':
      return 0;
  }
}

/** The machine registers whose old contents are gone after an instruction. */
export function writeMask(instruction: MachineInstruction | MachineTerminator): RegisterMask {
  switch (instruction.kind) {
    case 'copy': {
      let mask = 0;
      for (const { to } of instruction.pairs) if (isRegister(to)) mask |= maskOf(to);
      return mask;
    }
    case 'operate':
    case 'narrow':
    case 'load':
    case 'set':
      return maskOf(instruction.dst);
    case 'call':
      return callMask;
    case 'syscall':
      return syscallMask;
    default:
      return 0;
  }
}

/** The machine registers live before an instruction, from those live after it. */
export function liveBefore(
  instruction: MachineInstruction | MachineTerminator,
  after: RegisterMask,
): RegisterMask {
  return (after & ~writeMask(instruction)) | readMask(instruction);
}

/** By block, the machine registers live at its start and at its end. */
export interface LiveMasks {
  readonly liveIn: Int32Array;
  readonly liveOut: Int32Array;
}

/** For code whose registers are allocated. */
export function findLiveMasks(blocks: readonly MachineBlock[], tables: Tables): LiveMasks {
  // What a block reads before it writes it, and what it writes.
  const reads = tables.integers(blocks.length);
  const writes = tables.integers(blocks.length);
  for (let index = 0; index < blocks.length; index++) {
    const { instructions, terminator } = blocks[index]!;
    let read = readMask(terminator);
    let written = 0;
    for (let i = instructions.length - 1; i >= 0; i--) {
      const gone = writeMask(instructions[i]!);
      written |= gone;
      read = (read & ~gone) | readMask(instructions[i]!);
    }
    reads[index] = read;
    writes[index] = written;
  }
  const liveIn = tables.integers(blocks.length);
  const liveOut = tables.integers(blocks.length);
  for (let changed = true; changed;) {
    changed = false;
    for (let index = blocks.length - 1; index >= 0; index--) {
      const { terminator } = blocks[index]!;
      let out = 0;
      if (terminator.kind === 'jump') out = liveIn[terminator.target]!;
      else if (terminator.kind === 'branch') out = liveIn[terminator.then]! | liveIn[terminator.otherwise]!;
      const live = (out & ~writes[index]!) | reads[index]!;
      liveOut[index] = out;
      if (liveIn[index] === live) continue;
      liveIn[index] = live;
      changed = true;
    }
  }
  return { liveIn, liveOut };
}
