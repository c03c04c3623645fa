// Runs the target `budget`: sweeps over random machine programs.
import type { FuzzOptions, FuzzReport } from './report.js';
import { describeCase } from './run-vm.js';
import { sweep, sweepCases } from './sweep.js';

/** Programs that take less show nothing; those that take more are too long to run once for each unit. */
const least = 100;
const limit = 5000;

export function fuzzBudgets({ count, seed, progress }: FuzzOptions): FuzzReport {
  const found: string[] = [];
  let runs = 0;
  sweepCases(count, seed, least, limit).forEach(({ subject, cost }, index) => {
    try {
      runs += sweep(subject, cost);
    } catch (thrown) {
      found.push(describeCase(subject, thrown instanceof Error ? thrown.message : String(thrown)));
    }
    progress?.(index + 1, found.length);
  });
  return { noun: 'programs with every budget', count, found, facts: { runs } };
}
