// Runs the target `values` over many seeds and makes what fails small.
import type { FuzzOptions, FuzzReport } from './report.js';
import { checkValues } from './values/check.js';
import { generateValues } from './values/generate.js';
import type { ValueCase } from './values/generate.js';
import { programText } from './values/node.js';
import { shrinkValues } from './values/shrink.js';

function describe({ seed, program, world }: ValueCase, text: string): string {
  const [account] = world.accounts;
  const bytes = (data: Uint8Array): string => Buffer.from(data).toString('hex');
  const fixture = `; instruction data ${bytes(world.data)}\n; account data ${bytes(account!.data)}`;
  return `--- seed ${seed}\n${programText(program)}${fixture}\n${text}\n`;
}

/** Of reduced programs, which may be none that the reference can run. */
function sortOf(candidate: ValueCase): string | undefined {
  try {
    return checkValues(candidate).difference?.sort;
  } catch {
    return undefined;
  }
}

export function fuzzValues({ count, seed, progress }: FuzzOptions): FuzzReport {
  const found: string[] = [];
  const sorts = new Map<string, number>();
  const facts = { failing: 0, unforeseen: 0, repeated: 0 };
  for (let index = 0; index < count; index++) {
    const subject = generateValues(seed + index);
    const { difference, failed, foreseen } = checkValues(subject);
    if (failed) facts.failing++;
    if (!foreseen) facts.unforeseen++;
    if (difference) {
      const { sort } = difference;
      sorts.set(sort, (sorts.get(sort) ?? 0) + 1);
      // One cause shows in many programs; a few of each sort tell enough.
      if (sorts.get(sort)! > 3) facts.repeated++;
      else {
        const small = shrinkValues(subject, (candidate) => sortOf(candidate) === sort);
        found.push(describe(small, checkValues(small).difference?.text ?? difference.text));
      }
    }
    progress?.(index + 1, found.length);
  }
  return { noun: 'programs', count, found, facts };
}
