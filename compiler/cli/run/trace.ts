// The trace of a run: every executed instruction with the registers before it.
import { disassembleLines } from '../../../runtime/disassemble.js';
import type { Executable } from '../../../runtime/executable.js';
import type { Observer } from '../../../runtime/interpret.js';
import { createFile } from '../files.js';
import { syscallNames } from '../program.js';
import type { Terminal } from '../terminal.js';

const registerNames = ['r0', 'r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7', 'r8', 'r9', 'r10'];

/** Text is handed on in pieces of about this many characters, so that a long run does not fill the memory. */
const pieceLength = 1 << 16;

/** How the instructions of one program are shown. */
export interface TracedProgram {
  readonly textOf: (pc: number) => string;
  /** Stands before each of them. */
  readonly label: string;
}

export interface Trace {
  observer(program: TracedProgram): Observer;
  /** Hands on what is left. */
  finish(): void;
}

/** Writes a line for each instruction to `write`; registers that are zero are left out. */
export function startTrace(write: (text: string) => void): Trace {
  let pending = '';
  let step = 0;
  return {
    observer: ({ textOf, label }) => {
      return (pc, registers) => {
        step++;
        pending += `${String(step).padStart(6)} ${label}${String(pc).padStart(5)}  ${textOf(pc).padEnd(34)}`;
        for (let register = 0; register < registerNames.length; register++) {
          const value = registers[register]!;
          if (value !== 0n) pending += ` ${registerNames[register]}=0x${value.toString(16)}`;
        }
        pending += '\n';
        if (pending.length >= pieceLength) {
          write(pending);
          pending = '';
        }
      };
    },
    finish() {
      if (pending !== '') write(pending);
      pending = '';
    },
  };
}

/** The text of each instruction of a program. */
export function instructionTexts(executable: Executable): (pc: number) => string {
  const texts = new Map(disassembleLines(executable, syscallNames).map(({ pc, text }) => [pc, text]));
  return (pc) => texts.get(pc) ?? '';
}

/** Runs what is to be traced, with the trace on standard error or in a file that is none of `inputs`. */
export function withTrace<Result>(
  target: true | string,
  inputs: readonly string[],
  terminal: Terminal,
  run: (trace: Trace) => Result,
): Result {
  const file = target === true ? undefined : createFile(target, inputs);
  const trace = startTrace(file?.write ?? terminal.message);
  const result = run(trace);
  trace.finish();
  file?.close();
  return result;
}
