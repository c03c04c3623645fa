// The reference interpreter: executes one instruction at a time, exactly as Agave meters it.
import type { Executable } from './executable.js';
import { Fault, fault } from './fault.js';
import { Core, registerCount } from './interpret/core.js';
import type { Machine, Observer, Position, Run } from './machine.js';
import { predecode } from './interpret/predecode.js';

export type { Machine, Meter, Observer, Run, Syscall } from './machine.js';

/**
 * Runs a verified program until it ends or faults. The meter pays one unit per instruction; what else a fault costs
 * is up to the caller.
 */
export function interpret(executable: Executable, machine: Machine, observe?: Observer): Run {
  return resume(executable, machine, { pc: executable.entryPc, depth: 0 }, observe);
}

/** Goes on with a program from a position, until the function that is running there returns. */
export function resume(
  executable: Executable,
  machine: Machine,
  position: Position,
  observe?: Observer,
): Run {
  const core = new Core(predecode(executable), machine, position);
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
      if (observe !== undefined) observe(pc, visible, core.allowed - core.due + 1);
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
