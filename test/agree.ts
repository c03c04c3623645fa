// Agreement: one program in v3 and v0, run here and by litesvm, with equal outcomes.
import type { Outcome } from '../runtime/execute.js';
import { executeOnEngines } from './engines.js';
import type { Case } from './oracle.js';
import { expectSame, judge, testAddress } from './oracle.js';
import type { Step } from './small-program.js';
import { buildProgram } from './small-program.js';

export const programId = testAddress(7);
const plain: Case = { programId, accounts: [], data: new Uint8Array(0) };

/** Runs the steps as v3 and as v0, here and there; gives our outcome of v3. */
export function agree(
  steps: readonly Step[],
  request: Partial<Case> = {},
  constants: Uint8Array | string = new Uint8Array(0),
): Outcome {
  const whole = { ...plain, ...request };
  const bytes = typeof constants === 'string' ? new TextEncoder().encode(constants) : constants;
  const [strict] = ([3, 0] as const).map((version) => {
    const elf = buildProgram(version, steps, bytes);
    const outcome = executeOnEngines({ ...whole, program: elf });
    expectSame(outcome, judge(elf, whole));
    return outcome;
  });
  return strict!;
}
