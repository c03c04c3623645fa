// The trace of a run: every executed instruction with the registers before it.
import type { Observer } from '../../../runtime/interpret.js';

const registerNames = ['r0', 'r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7', 'r8', 'r9', 'r10'];

/** Text is handed on in pieces of about this many characters, so that a long run does not fill the memory. */
const pieceLength = 1 << 16;

export interface Trace {
  readonly observe: Observer;
  /** Hands on what is left. */
  finish(): void;
}

/** Shows each instruction by `textOf` and writes lines to `write`; registers that are zero are left out. */
export function startTrace(textOf: (pc: number) => string, write: (text: string) => void): Trace {
  let pending = '';
  let step = 0;
  return {
    observe(pc, registers) {
      step++;
      pending += `${String(step).padStart(6)} ${String(pc).padStart(5)}  ${textOf(pc).padEnd(34)}`;
      for (let register = 0; register < registerNames.length; register++) {
        const value = registers[register]!;
        if (value !== 0n) pending += ` ${registerNames[register]}=0x${value.toString(16)}`;
      }
      pending += '\n';
      if (pending.length >= pieceLength) {
        write(pending);
        pending = '';
      }
    },
    finish() {
      if (pending !== '') write(pending);
      pending = '';
    },
  };
}
