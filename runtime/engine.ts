// Engine: runs a program on the interpreter while it is cold, and on its translation once it is hot.
import {
  frameSize,
  heapStart,
  initialStackPointer,
  inputStart,
  stackSize,
  stackStart,
} from '../grammar/memory.js';
import { hasStackGaps } from '../grammar/sbpf.js';
import type { EngineName } from './engine-names.js';
import type { Executable } from './executable.js';
import { interpret, resume } from './interpret.js';
import type { Machine, Observer, Run } from './machine.js';
import { Memory } from './memory.js';
import { isSyscall } from './syscalls/table.js';
import type { Room } from './wasm/arena.js';
import { Arena } from './wasm/arena.js';
import type { SharedProgram, TranslatedProgram } from './wasm/program.js';
import type { TranslationStore } from './wasm/translation-file.js';
import { ProgramCache } from './wasm/program-cache.js';

export type { EngineName } from './engine-names.js';

/** The memory of one run, on the engine that was chosen for it. To be closed, whatever happens. */
export interface Session {
  readonly memory: Memory;
  /** The input region, with whatever it held before. */
  readonly input: Uint8Array;
  /** r0 to r10 as a program starts, save what it is given. */
  readonly registers: BigUint64Array;
  run(machine: Machine): Run;
  close(): void;
}

/**
 * A program is hot once the interpreter has executed so many instructions of it: about what a translation takes the
 * time of, which grows with the program.
 */
const hotInstructions = 100_000;
const hotInstructionsPerByte = 20;

/** To begin a run takes the interpreter as long as so many instructions. */
const instructionsOfStart = 1000;

/** Arenas that nobody uses are kept up to this number. */
const mostFreeArenas = 16;

const programs = new ProgramCache(
  { isSyscall, natives: true, allRegisters: false, standardStack: true },
  resume,
);
const freeArenas: Arena[] = [];

function takeArena(executable: Executable): Arena {
  const own = freeArenas.findIndex((arena) => arena.executable === executable);
  if (own >= 0) return freeArenas.splice(own, 1)[0]!;
  return (freeArenas.length >= mostFreeArenas ? freeArenas.shift() : undefined) ?? new Arena();
}

/** Keeps translations of programs that were not run so far; absent: they are forgotten with the process. */
export function keepTranslations(store: TranslationStore | undefined): void {
  if (store === undefined) delete programs.store;
  else programs.store = store;
}

/** The programs that were translated, for other threads to adopt. */
export const translatedPrograms = (): readonly SharedProgram[] => programs.shared;

/** Takes over what another thread translated. */
export function adoptPrograms(shared: readonly SharedProgram[]): void {
  for (const one of shared) programs.of(one.executable).adopt(one);
}

export function openSession(room: Room, engine: EngineName = 'auto', observe?: Observer): Session {
  // Only the interpreter can be watched.
  if (observe !== undefined || engine === 'interpreter') return interpreted(room, observe);
  const program = programs.of(room.executable);
  if (
    engine === 'auto' &&
    program.heat < hotInstructions + hotInstructionsPerByte * room.executable.text.length
  )
    return heating(room, program);
  return new TranslatedSession(room, program);
}

function interpreted(room: Room, observe?: Observer): Session {
  const { executable, heapSize, inputLength, aligned } = room;
  const { rodata, version } = executable;
  const input = new Uint8Array(inputLength);
  const gap = hasStackGaps(version) ? { gap: frameSize } : {};
  const memory = new Memory(
    [
      { name: 'program', start: rodata.address, bytes: rodata.bytes, writable: false },
      { name: 'stack', start: stackStart, bytes: new Uint8Array(stackSize), writable: true, ...gap },
      { name: 'heap', start: heapStart, bytes: new Uint8Array(heapSize), writable: true },
      { name: 'input', start: inputStart, bytes: input, writable: true },
    ],
    version,
    aligned,
  );
  const registers = new BigUint64Array(11);
  registers[10] = initialStackPointer(version);
  return {
    memory,
    input,
    registers,
    run: (machine) => interpret(executable, machine, observe),
    close: () => undefined,
  };
}

function heating(room: Room, program: TranslatedProgram): Session {
  const session = interpreted(room);
  return {
    ...session,
    run: (machine) => {
      const run = session.run(machine);
      program.heat += run.instructions + instructionsOfStart;
      return run;
    },
  };
}

class TranslatedSession implements Session {
  readonly #arena: Arena;
  readonly memory: Memory;
  readonly input: Uint8Array;
  readonly registers: BigUint64Array;

  constructor(
    room: Room,
    readonly program: TranslatedProgram,
  ) {
    const arena = takeArena(room.executable);
    this.#arena = arena;
    this.memory = arena.prepare(room);
    this.input = arena.input;
    this.registers = arena.registers;
    this.registers.fill(0n);
    this.registers[10] = initialStackPointer(room.executable.version);
  }

  run(machine: Machine): Run {
    return this.program.run(this.#arena, machine);
  }

  close(): void {
    this.#arena.clear();
    freeArenas.push(this.#arena);
  }
}
