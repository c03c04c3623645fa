// Engines: programs run on each engine, which must come to the same end.
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { defaultHeapSize } from '../grammar/memory.js';
import type { Executable } from '../runtime/executable.js';
import type { Outcome, Request } from '../runtime/execute.js';
import { execute } from '../runtime/execute.js';
import { interpret, resume } from '../runtime/interpret.js';
import type { Machine, Run } from '../runtime/machine.js';
import { Arena } from '../runtime/wasm/arena.js';
import { hasStandardStack, TranslatedProgram } from '../runtime/wasm/program.js';
import type { BareOptions } from './bare-machine.js';
import { bareMachine } from './bare-machine.js';

export type EngineUnderTest = 'interpreter' | 'wasm';

export const enginesUnderTest: readonly EngineUnderTest[] = ['interpreter', 'wasm'];

let chosen = enginesUnderTest;

/** The engine a command line names; none: each of them. Undefined if there is no such engine. */
export function enginesNamed(name: string | undefined): readonly EngineUnderTest[] | undefined {
  if (name === undefined) return enginesUnderTest;
  const found = enginesUnderTest.filter((engine) => engine === name);
  return found.length > 0 ? found : undefined;
}

/** What `work` runs, runs on these engines only. */
export function onEngines<Result>(engines: readonly EngineUnderTest[], work: () => Result): Result {
  const before = chosen;
  chosen = engines;
  try {
    return work();
  } finally {
    chosen = before;
  }
}

/** Executes a request on each engine; all must come to the same end, which is given. */
export function executeOnEngines(request: Request): Outcome {
  const [first, ...others] = chosen.map((engine) => execute({ ...request, engine }));
  for (const other of others) if (!isDeepStrictEqual(other, first)) assert.deepEqual(other, first);
  return first!;
}

/** How a run ended, and what it left. */
export interface Ended {
  readonly run: Run;
  readonly units: number;
  readonly registers: readonly bigint[];
  /** The bytes of each region. */
  readonly memory: readonly Uint8Array[];
}

function ended(run: Run, { meter, registers, memory }: Machine): Ended {
  return {
    run,
    units: meter.remaining,
    registers: [...registers],
    memory: memory.regions.map(({ bytes }) => bytes.slice()),
  };
}

const arena = new Arena();

/** Runs an executable on a machine without accounts, which `adjust` may change before. */
export function runBare(
  engine: EngineUnderTest,
  executable: Executable,
  options: BareOptions = {},
  adjust: (machine: Machine) => void = () => undefined,
): Ended {
  if (engine === 'interpreter') {
    const machine = bareMachine(executable, options);
    adjust(machine);
    return ended(interpret(executable, machine), machine);
  }
  const inputLength = options.input?.length ?? 0;
  const { regions } = arena.prepare({ executable, heapSize: defaultHeapSize, inputLength, aligned: true });
  const { registers } = arena;
  const placed = (name: string): Uint8Array => regions.find((region) => region.name === name)!.bytes;
  const machine = bareMachine(executable, { ...options, registers, allocate: placed });
  adjust(machine);
  const kind = {
    isSyscall: (hash: number) => machine.syscall(hash) !== undefined,
    natives: false,
    allRegisters: true,
    standardStack: hasStandardStack(machine),
  };
  try {
    return ended(new TranslatedProgram(executable, kind, resume).run(arena, machine), machine);
  } finally {
    arena.clear();
  }
}

/** What an end can be compared by: registers and memory count only where the program returned. */
function told({ run, units, registers, memory }: Ended) {
  return run.ok ? { run, units, registers, memory } : { run, units };
}

/** An end short enough to be read: of memory only the bytes that are not zero. */
function shown({ run, units, registers, memory }: Ended) {
  const written = memory.map((bytes) =>
    Object.fromEntries([...bytes.entries()].filter(([, byte]) => byte !== 0)),
  );
  return run.ok ? { run, units, registers, written } : { run, units };
}

/** Runs on each engine; all must come to the same end, which is given. */
export function runBareOnEngines(
  executable: Executable,
  options: BareOptions = {},
  adjust?: (machine: Machine) => void,
): Ended {
  const [first, ...others] = chosen.map((engine) => runBare(engine, executable, options, adjust));
  for (const other of others) {
    if (isDeepStrictEqual(told(other), told(first!))) continue;
    assert.deepEqual(shown(other), shown(first!));
  }
  return first!;
}
