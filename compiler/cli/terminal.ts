// Standard output and standard error, written to synchronously so that nothing is lost when the process ends.
import { writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { refuse } from './failure.js';
import { codeOf, problemOf } from './system-error.js';

/** Where results (`result`) and messages (`message`) go; each call writes the text as it is. */
export interface Terminal {
  result(text: string): void;
  message(text: string): void;
  /** Whether messages may be coloured: standard error is a terminal and NO_COLOR is not set. */
  readonly colour: boolean;
  /** The same of results and standard output. */
  readonly resultColour: boolean;
}

/** The reader of the output went away (EPIPE), as `head` does when it has seen enough. */
export class ReaderGone extends Error {}

const outputs = { 1: '<stdout>', 2: '<stderr>' } as const;

function write(descriptor: 1 | 2, text: string): void {
  let rest: Uint8Array = new TextEncoder().encode(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      const code = codeOf(error);
      if (code === 'EPIPE') throw new ReaderGone();
      if (code === '') throw error;
      if (code !== 'EAGAIN')
        refuse('fileUnwritable', { file: outputs[descriptor], problem: problemOf(error) });
      // A non-blocking pipe that is full: give its reader a millisecond.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

const takesColour = (descriptor: number): boolean => isatty(descriptor) && !process.env['NO_COLOR'];

export function openTerminal(): Terminal {
  return {
    result: (text) => write(1, text),
    message: (text) => write(2, text),
    get colour() {
      return takesColour(2);
    },
    get resultColour() {
      return takesColour(1);
    },
  };
}
