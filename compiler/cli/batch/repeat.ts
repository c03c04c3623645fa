// Repeat: one request, executed again and again and timed.
import { isDeepStrictEqual } from 'node:util';
import type { Outcome, Request } from '../../../runtime/execute.js';
import { execute, prepareCall } from '../../../runtime/execute.js';

export interface Repetition {
  readonly request: Request;
  readonly times: number;
  /** Runs before the ones that are timed. */
  readonly warmUp: number;
  /** `program`: the program alone, on an input that is laid out once; `instruction`: all that Agave does around it. */
  readonly what: 'program' | 'instruction';
}

export interface Repeated {
  readonly times: number;
  readonly nanoseconds: number;
  /** Of one run. */
  readonly units: number;
  /** Whether all runs came to the same end. */
  readonly alike: boolean;
}

/** Does some runs and tells whether they were as the one before; they are not timed. */
type Runs = (times: number) => { readonly alike: boolean; readonly units: number };

function programRuns(request: Request): Runs {
  const prepared = prepareCall(request);
  if ('code' in prepared) return () => ({ alike: true, units: 0 });
  const first = prepared.run();
  return (times) => {
    let alike = true;
    for (let count = 0; count < times; count++) {
      const { run, units } = prepared.run();
      alike &&= units === first.units && run.pc === first.run.pc;
    }
    return { alike, units: first.units };
  };
}

function instructionRuns(request: Request): Runs {
  const first = execute(request);
  return (times) => {
    let last: Outcome = first;
    let units = 0;
    for (let count = 0; count < times; count++) {
      last = execute(request);
      units += last.units;
    }
    // To compare everything each time would take longer than to run.
    return { alike: units === times * first.units && isDeepStrictEqual(last, first), units: first.units };
  };
}

export function repeat({ request, times, warmUp, what }: Repetition): Repeated {
  const runs = what === 'program' ? programRuns(request) : instructionRuns(request);
  runs(warmUp);
  const start = process.hrtime.bigint();
  const { alike, units } = runs(times);
  return { times, nanoseconds: Number(process.hrtime.bigint() - start), units, alike };
}
