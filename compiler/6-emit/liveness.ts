// Liveness: which virtual registers are needed after each block, found by walking up from every use.
import {
  allocatableRegisters,
  clobberedByCall,
  clobberedBySyscall,
  isRegister,
  isVirtual,
  successorsOf,
  type MachineBlock,
  type MachineInstruction,
  type MachineTerminator,
  type Operand,
  type Register,
} from './machine.js';
import { visitReads, visitWrites } from './operands.js';

/** By block, the variables live at its end. */
export type LiveOut = readonly (readonly number[])[];

/** What counts as a variable: virtual registers, or spill slots. */
export interface Variables {
  readonly count: number;
  reads(instruction: MachineInstruction | MachineTerminator, visit: (variable: number) => void): void;
  writes(instruction: MachineInstruction | MachineTerminator, visit: (variable: number) => void): void;
}

/** Machine registers never live across blocks before allocation, so only the virtual ones count. */
export function virtualRegisters(count: number): Variables {
  const only = (visit: (register: Register) => void) => (register: Register) => {
    if (isVirtual(register)) visit(register);
  };
  return {
    count,
    reads: (instruction, visit) => visitReads(instruction, only(visit)),
    writes: (instruction, visit) => visitWrites(instruction, only(visit)),
  };
}

/**
 * Work and memory grow with the size of the answer, not with blocks times registers. (Boissinot and others: Fast
 * Liveness Checking; here for registers with several definitions.)
 */
export function findLiveOut(blocks: readonly MachineBlock[], variables: Variables): LiveOut {
  const predecessors: number[][] = blocks.map(() => []);
  blocks.forEach(({ terminator }, index) => {
    for (const next of successorsOf(terminator)) predecessors[next]!.push(index);
  });
  const { exposed, writers } = findExposed(blocks, variables);
  const liveOut: number[][] = blocks.map(() => []);
  const marked = new Int32Array(blocks.length).fill(-1);
  exposed.forEach((reading, variable) => {
    const pending = reading.slice();
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      for (const before of predecessors[at]!) {
        if (marked[before] === variable) continue;
        marked[before] = variable;
        liveOut[before]!.push(variable);
        if (!writers.get(variable)?.has(before)) pending.push(before);
      }
    }
  });
  return liveOut;
}

/** By variable, the blocks that read it before they write it; and the blocks that write it. */
function findExposed(blocks: readonly MachineBlock[], { count, reads, writes }: Variables) {
  const exposed = new Map<number, number[]>();
  const writers = new Map<number, Set<number>>();
  const seenRead = new Int32Array(count).fill(-1);
  const seenWrite = new Int32Array(count).fill(-1);
  blocks.forEach(({ instructions, terminator }, index) => {
    const read = (variable: number): void => {
      if (seenWrite[variable] === index || seenRead[variable] === index) return;
      seenRead[variable] = index;
      const known = exposed.get(variable);
      if (known) known.push(index);
      else exposed.set(variable, [index]);
    };
    const write = (variable: number): void => {
      if (seenWrite[variable] === index) return;
      seenWrite[variable] = index;
      const known = writers.get(variable);
      if (known) known.add(index);
      else writers.set(variable, new Set([index]));
    };
    for (const instruction of instructions) {
      reads(instruction, read);
      writes(instruction, write);
    }
    reads(terminator, read);
  });
  return { exposed, writers };
}

/** A set of machine registers, one bit each. */
export type RegisterMask = number;
export const maskOf = (register: Register): RegisterMask =>
  register < allocatableRegisters ? 1 << register : 0;

const maskOfOperand = (operand: Operand): RegisterMask => (isRegister(operand) ? maskOf(operand) : 0);
const maskOfAll = (registers: readonly Register[]): RegisterMask =>
  registers.reduce((mask, register) => mask | maskOf(register), 0);

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

/** By block, the machine registers live at its end; for code whose registers are allocated. */
export function findLiveMasks(blocks: readonly MachineBlock[]): RegisterMask[] {
  // What a block reads before it writes it, and what it writes.
  const reads = new Array<RegisterMask>(blocks.length).fill(0);
  const writes = new Array<RegisterMask>(blocks.length).fill(0);
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
  const liveIn = new Array<RegisterMask>(blocks.length).fill(0);
  const liveOut = new Array<RegisterMask>(blocks.length).fill(0);
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
  return liveOut;
}
