// Engines: a bare machine on either engine, and that both come to the same end.
import { expect } from 'vitest';
import { defaultHeapSize } from '../grammar/memory.js';
import type { Executable } from '../runtime/executable.js';
import { interpret, resume } from '../runtime/interpret.js';
import type { Machine, Run } from '../runtime/machine.js';
import { Arena } from '../runtime/wasm/arena.js';
import { hasStandardStack, TranslatedProgram } from '../runtime/wasm/program.js';
import type { BareOptions } from './bare-machine.js';
import { bareMachine } from './bare-machine.js';

export type EngineName = 'interpreter' | 'wasm';

const arena = new Arena();

/** How a run ended, and what it left. */
export interface Ended {
  readonly run: Run;
  readonly machine: Machine;
}

/** Runs an executable; `adjust` changes the machine before. */
export function runBare(
  engine: EngineName,
  executable: Executable,
  options: BareOptions = {},
  adjust: (machine: Machine) => void = () => undefined,
): Ended {
  if (engine === 'interpreter') {
    const machine = bareMachine(executable, options);
    adjust(machine);
    return { run: interpret(executable, machine), machine };
  }
  return runOnArena(executable, options, adjust);
}

/** Runs with one translation, made for the first machine, so many times as there are machines. */
function runOnArena(
  executable: Executable,
  options: BareOptions,
  adjust: (machine: Machine) => void,
): Ended {
  const room = {
    executable,
    heapSize: defaultHeapSize,
    inputLength: options.input?.length ?? 0,
    aligned: true,
  };
  const { regions } = arena.prepare(room);
  const machine = bareMachine(executable, {
    ...options,
    registers: arena.registers,
    allocate: (name) => regions.find((region) => region.name === name)!.bytes,
  });
  adjust(machine);
  const program = new TranslatedProgram(
    executable,
    {
      isSyscall: (hash) => machine.syscall(hash) !== undefined,
      natives: false,
      allRegisters: true,
      standardStack: hasStandardStack(machine),
    },
    resume,
  );
  const run = program.run(arena, machine);
  const memory = machine.memory.regions.map(({ bytes }) => bytes.slice());
  const registers = machine.registers.slice();
  arena.clear();
  const copied = machine.memory.regions.map((region, index) => ({ ...region, bytes: memory[index]! }));
  return { run, machine: { ...machine, registers, memory: Object.assign(Object.create(machine.memory), { regions: copied }) } };
}

/** What can be compared of an end: memory and registers count only where the program returned. */
function told({ run, machine }: Ended) {
  const { instructions, pc } = run;
  const units = machine.meter.remaining;
  if (!run.ok) {
    const { variant, text, detail } = run.fault;
    return { instructions, pc, units, variant, text, detail, inSyscall: run.inSyscall };
  }
  return {
    instructions,
    pc,
    units,
    r0: run.r0,
    registers: [...machine.registers],
    memory: machine.memory.regions.map(({ bytes }) => Buffer.from(bytes).toString('base64')),
  };
}

/** Runs on both engines; gives the interpreter's end. */
export function runOnBoth(
  executable: Executable,
  options: BareOptions = {},
  adjust?: (machine: Machine) => void,
): Ended {
  const expected = runBare('interpreter', executable, options, adjust);
  expect(told(runBare('wasm', executable, options, adjust))).toEqual(told(expected));
  return expected;
}
