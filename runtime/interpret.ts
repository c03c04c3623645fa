// The reference interpreter: executes one instruction at a time, exactly as Agave meters it.
import type { Executable } from './executable.js';
import { Fault, fault } from './fault.js';
import { Core, registerCount } from './interpret/core.js';
import { predecode } from './interpret/predecode.js';
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

/** Called before each instruction is executed; `registers` is live and must not be kept. */
export type Observer = (pc: number, registers: BigUint64Array) => void;

/** How a run ended. `instructions` counts the executed ones, a failing one included; `pc` is where it stopped. */
export type Run = { readonly instructions: number; readonly pc: number } & (
  | { readonly ok: true; readonly r0: bigint }
  /** `inSyscall`: thrown by a syscall, which Agave treats apart (SIMD-0182 leaves the meter alone). */
  | { readonly ok: false; readonly fault: Fault; readonly inSyscall: boolean }
);

/**
 * Runs a verified program until it ends or faults. The meter pays one unit per instruction; what else a fault costs
 * is up to the caller.
 */
export function interpret(executable: Executable, machine: Machine, observe?: Observer): Run {
  const core = new Core(predecode(executable), machine);
  const { steps } = core.program;
  const visible = core.registers.subarray(0, registerCount);
  let pc = core.pc;
  let stopped: Fault | undefined;
  try {
    while (core.running) {
      pc = core.pc;
      if (core.due >= core.allowed) throw fault('ExceededMaxInstructions');
      core.due++;
      const step = steps[pc];
      if (step === undefined) throw fault('ExecutionOverrun');
      if (observe !== undefined) observe(pc, visible);
      core.pc = step.next;
      step.run(core, step);
    }
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown;
    stopped = thrown;
  }
  // A syscall that faulted has charged the meter itself.
  if (core.inSyscall) core.allowed = machine.meter.remaining;
  core.settle();
  machine.registers.set(visible);
  const end = { instructions: core.settled, pc };
  if (stopped !== undefined) return { ...end, ok: false, fault: stopped, inSyscall: core.inSyscall };
  return { ...end, ok: true, r0: visible[0]! };
}
