// Repeat: one instruction, whose program is run again and again and timed.
import type { Bank } from '../../../runtime/bank/bank.js';
import type { BatchCall } from '../../../runtime/bank/batch.js';

export interface Repeated {
  readonly nanoseconds: number;
  /** Of one run. */
  readonly units: number;
  /** Whether all runs took the same units and gave the same r0. */
  readonly alike: boolean;
}

/** Runs the program of a call that the bank can run. */
export function repeatCall(bank: Bank, call: BatchCall, times: number): Repeated {
  const prepared = bank.prepareCall(call);
  if ('code' in prepared) throw new RangeError(prepared.message);
  const first = prepared.run();
  let alike = true;
  const start = process.hrtime.bigint();
  for (let count = 0; count < times; count++) {
    const { run, units } = prepared.run();
    alike &&= units === first.units && run.ok === first.run.ok;
  }
  return { nanoseconds: Number(process.hrtime.bigint() - start), units: first.units, alike };
}
