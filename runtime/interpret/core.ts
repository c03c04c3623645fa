// The interpreter's state, and the form its instructions take.
import { frameStride, maximumCallDepth } from '../../grammar/memory.js';
import { fault } from '../fault.js';
import type { Memory } from '../memory.js';
import type { Executable } from '../executable.js';
import type { Machine, Position } from '../machine.js';

/** One instruction, decoded once per program. */
export interface Step {
  readonly run: Operation;
  /** Where operands lie in `Core.registers`; constants stand behind the registers, so immediates are operands too. */
  readonly dst: number;
  readonly src: number;
  /** The same places in `Core.words`. */
  readonly dstWord: number;
  readonly srcWord: number;
  readonly offset: number;
  /** The next instruction in order. */
  readonly next: number;
  /** Where a jump or an internal call goes; -1 where it has no target. */
  readonly target: number;
  /** What a call names a syscall by, unsigned. */
  readonly hash: number;
}

/** An executable ready to run. */
export interface Program {
  readonly executable: Executable;
  readonly steps: readonly Step[];
  /** The values immediates stand for, in the order of their places behind the registers. */
  readonly constants: BigUint64Array;
}

export type Operation = (core: Core, step: Step) => void;

export const registerCount = 11;
/** r6 to r9 and r10 survive internal calls. */
const firstSaved = 6;
const savedCount = 5;
export const framePointer = 10;

/** Everything that changes while a program runs. */
export class Core {
  /** r0 to r10, then the program's constants. */
  readonly registers: BigUint64Array;
  /** The same numbers, signed. */
  readonly signed: BigInt64Array;
  /** The same numbers in halves, low first. */
  readonly words: Uint32Array;
  readonly memory: Memory;
  pc: number;
  running = true;
  inSyscall = false;
  /** Instructions executed since the meter was last settled, and how many it allows. */
  due = 0;
  allowed: number;
  /** Instructions executed before that. */
  settled = 0;
  #depth: number;
  readonly #outermost: number;
  readonly #stride: bigint;
  readonly #saved = new BigUint64Array(savedCount * maximumCallDepth);
  readonly #returns = new Int32Array(maximumCallDepth);

  constructor(
    readonly program: Program,
    readonly machine: Machine,
    { pc, depth }: Position,
  ) {
    this.registers = new BigUint64Array(registerCount + program.constants.length);
    this.registers.set(machine.registers);
    this.registers.set(program.constants, registerCount);
    this.signed = new BigInt64Array(this.registers.buffer);
    this.words = new Uint32Array(this.registers.buffer);
    this.memory = machine.memory;
    this.pc = pc;
    this.#depth = depth;
    this.#outermost = depth;
    this.allowed = machine.meter.remaining;
    this.#stride = BigInt(frameStride(program.executable.version));
  }

  /** Charges the instructions executed so far. */
  settle(): void {
    this.machine.meter.remaining = this.allowed - this.due;
    this.settled += this.due;
    this.due = 0;
    this.allowed = this.machine.meter.remaining;
  }

  /** Opens the frame of an internal call that returns to `pc`. */
  push(pc: number): void {
    const { registers } = this;
    const base = this.#depth * savedCount;
    for (let index = 0; index < savedCount; index++) {
      this.#saved[base + index] = registers[firstSaved + index]!;
    }
    this.#returns[this.#depth] = pc;
    this.#depth++;
    if (this.#depth === maximumCallDepth) throw fault('CallDepthExceeded');
    registers[framePointer] = registers[framePointer]! + this.#stride;
  }

  /** Closes the innermost frame and gives the pc it returns to, or undefined where only the first function is left. */
  pop(): number | undefined {
    if (this.#depth === this.#outermost) return undefined;
    this.#depth--;
    const base = this.#depth * savedCount;
    for (let index = 0; index < savedCount; index++) {
      this.registers[firstSaved + index] = this.#saved[base + index]!;
    }
    return this.#returns[this.#depth]!;
  }
}
