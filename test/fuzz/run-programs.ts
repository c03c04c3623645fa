// Runs the target `program` over many seeds and makes what fails small.
import type { Case } from './generate.js';
import { generate } from './generate.js';
import { checkProgram, checkSteps } from './programs.js';
import type { FuzzOptions, FuzzReport } from './report.js';
import { shrink } from './shrink.js';
import { programText } from './term.js';

/** Every so manyth program is also followed instruction by instruction. */
const sampling = 50;
/** How many are followed by one process. */
const batch = 20;

function describe(subject: Case, text: string): string {
  const { accounts, data } = subject.world;
  const shown = accounts.map(({ data: bytes, ...rest }) =>
    JSON.stringify({ ...rest, data: Buffer.from(bytes).toString('hex') }, (_, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    ),
  );
  const fixture = [...shown, `instruction data ${Buffer.from(data).toString('hex')}`].join('\n; ');
  return `--- seed ${subject.seed}\n${programText(subject.program)}; ${fixture}\n${text}\n`;
}

export function fuzzPrograms({ count, seed, progress }: FuzzOptions): FuzzReport {
  const found: string[] = [];
  const sampled: Case[] = [];
  const facts = { failing: 0, wronglyBlamed: 0, costlierOptimized: 0 };
  for (let index = 0; index < count; index++) {
    const subject = generate(seed + index);
    if (index % sampling === 0) sampled.push(subject);
    const { difference, units, failed, blamesWrongly } = checkProgram(subject);
    if (failed) facts.failing++;
    if (blamesWrongly) facts.wronglyBlamed++;
    if (units && units[2] > units[0]) facts.costlierOptimized++;
    if (difference) {
      const small = shrink(
        subject,
        (candidate) => checkProgram(candidate).difference?.sort === difference.sort,
      );
      found.push(describe(small, checkProgram(small).difference?.text ?? difference.text));
    }
    progress?.(index + 1, found.length);
  }
  for (let at = 0; at < sampled.length; at += batch) {
    const steps = checkSteps(sampled.slice(at, at + batch));
    if (steps) found.push(steps.text);
  }
  return { noun: 'programs', count, found, facts };
}
