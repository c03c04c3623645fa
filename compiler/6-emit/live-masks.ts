// Live masks: which machine registers are needed where, in code whose registers are allocated.
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
  type Source,
} from './machine.js';
import type { Tables } from './tables.js';

/** A set of machine registers, one bit each. */
export type RegisterMask = number;
export const maskOf = (register: Register): RegisterMask =>
  register < allocatableRegisters ? 1 << register : 0;

const maskOfSource = (source: Source | Operand): RegisterMask => (isRegister(source) ? maskOf(source) : 0);
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
    case 'copy':
      return maskOfSource(instruction.from);
    case 'copies': {
      let mask = 0;
      for (const { from } of instruction.pairs) mask |= maskOfSource(from);
      return mask;
    }
    case 'operate': {
      const { dst, operand } = instruction;
      return maskOf(dst) | (operand === undefined ? 0 : maskOfSource(operand));
    }
    case 'narrow':
      return maskOf(instruction.src);
    case 'load':
      return maskOf(instruction.base);
    case 'store':
      return maskOf(instruction.base) | maskOfSource(instruction.value);
    case 'set':
    case 'branch':
      return maskOf(instruction.test.left) | maskOfSource(instruction.test.right);
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
    case 'copy':
      return maskOfSource(instruction.to);
    case 'copies': {
      let mask = 0;
      for (const { to } of instruction.pairs) mask |= maskOfSource(to);
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

/** The machine registers live at the start and at the end of each block. */
export class LiveMasks {
  readonly liveIn: Int32Array;
  readonly liveOut: Int32Array;
  /** By block, what it reads before it writes it, and what it writes. */
  private readonly reads: Int32Array;
  private readonly writes: Int32Array;
  /** By block, where its end leads on both sides; without a way on, to a place behind all blocks where nothing is live. */
  private readonly then: Int32Array;
  private readonly otherwise: Int32Array;

  /** To be settled before it is read. */
  constructor(
    private readonly blocks: readonly MachineBlock[],
    tables: Tables,
  ) {
    const { length } = blocks;
    this.liveIn = tables.integers(length + 1);
    this.liveOut = tables.integers(length);
    this.reads = tables.integers(length);
    this.writes = tables.integers(length);
    this.then = tables.integers(length, length);
    this.otherwise = tables.integers(length, length);
    for (let index = 0; index < length; index++) {
      this.update(index);
      const { terminator } = blocks[index]!;
      if (terminator.kind === 'jump') this.then[index] = terminator.target;
      else if (terminator.kind === 'branch') {
        this.then[index] = terminator.then;
        this.otherwise[index] = terminator.otherwise;
      }
    }
  }

  /** Takes in what the instructions of a block have become. */
  update(index: number): void {
    const { instructions, terminator } = this.blocks[index]!;
    let read = readMask(terminator);
    let written = 0;
    for (let i = instructions.length - 1; i >= 0; i--) {
      const gone = writeMask(instructions[i]!);
      written |= gone;
      read = (read & ~gone) | readMask(instructions[i]!);
    }
    this.reads[index] = read;
    this.writes[index] = written;
  }

  settle(): void {
    const { liveIn, liveOut, reads, writes, then, otherwise } = this;
    const { length } = this.blocks;
    liveIn.fill(0, 0, length);
    for (let changed = true; changed;) {
      changed = false;
      for (let index = length - 1; index >= 0; index--) {
        const out = liveIn[then[index]!]! | liveIn[otherwise[index]!]!;
        const live = (out & ~writes[index]!) | reads[index]!;
        liveOut[index] = out;
        if (liveIn[index] === live) continue;
        liveIn[index] = live;
        changed = true;
      }
    }
  }
}
