// What an engine runs on, and how a run ends.
import type { Fault } from './fault.js';
import type { Memory } from './memory.js';

/** Receives r1 to r5 as unsigned numbers and returns r0. Takes its own units from the meter; may throw a Fault. */
export type Syscall = (r1: bigint, r2: bigint, r3: bigint, r4: bigint, r5: bigint) => bigint;

/** Units left. The machine settles it before every syscall and when it stops. */
export interface Meter {
  remaining: number;
}

export interface Machine {
  readonly memory: Memory;
  /** r0 to r10; the program's start state before, its end state after. */
  readonly registers: BigUint64Array;
  readonly meter: Meter;
  /** The syscall an instruction names by its unsigned hash. */
  readonly syscall: (hash: number) => Syscall | undefined;
}

/** Where a program is: an instruction, and how many internal calls lead there. */
export interface Position {
  readonly pc: number;
  readonly depth: number;
}

/** Called before each instruction is executed; `registers` is live and must not be kept. `units`: how many are left. */
export type Observer = (pc: number, registers: BigUint64Array, units: number) => void;

/** How a run ended. `instructions` counts the executed ones, a failing one included; `pc` is where it stopped. */
export type Run = { readonly instructions: number; readonly pc: number } & (
  | { readonly ok: true; readonly r0: bigint }
  /** `inSyscall`: thrown by a syscall, which Agave treats apart (SIMD-0182 leaves the meter alone). */
  | { readonly ok: false; readonly fault: Fault; readonly inSyscall: boolean }
);
