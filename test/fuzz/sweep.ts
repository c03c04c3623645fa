// Budget sweeps: a program run with every budget from nothing to all it takes; each end must be litesvm's.
import { executeOnEngines } from '../engines.js';
import { expectSame, judge } from '../oracle.js';
import type { VmCase } from './vm.js';
import { vmCase } from './vm.js';

/** What the program takes when nothing stops it; undefined if that is more than `limit`, or hardly anything. */
export function fullCost({ elf, request }: VmCase, least: number, limit: number): number | undefined {
  const { units, error } = executeOnEngines({ ...request, program: elf, budget: limit });
  const all = error !== undefined && units === limit;
  return all || units < least ? undefined : units;
}

/** The first `count` cases from a seed on that take from `least` to `limit` units in all. */
export function sweepCases(
  count: number,
  seed: number,
  least: number,
  limit: number,
): { readonly subject: VmCase; readonly cost: number }[] {
  const chosen: { subject: VmCase; cost: number }[] = [];
  for (let next = seed; chosen.length < count; next++) {
    const subject = vmCase(next);
    const cost = fullCost(subject, least, limit);
    if (cost !== undefined) chosen.push({ subject, cost });
  }
  return chosen;
}

/** Runs the case with each budget; gives the number of runs, and throws at the first difference. */
export function sweep({ elf, request }: VmCase, cost: number): number {
  for (let budget = 0; budget <= cost; budget++) {
    const whole = { ...request, budget };
    expectSame(executeOnEngines({ ...whole, program: elf }), judge(elf, whole));
  }
  return cost + 1;
}
