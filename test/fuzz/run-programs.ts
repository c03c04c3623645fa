// Runs the target `program` over many seeds and makes what fails small.
import { checkProgram, checkSteps } from './programs.js';
import type { Case } from './generate.js';
import { generate } from './generate.js';
import { shrink } from './shrink.js';
import { programText } from './term.js';

export interface FuzzOptions {
  readonly count: number;
  /** The first seed; the others follow it. */
  readonly seed: number;
  readonly progress?: boolean;
}

export interface FuzzReport {
  readonly noun: string;
  readonly count: number;
  readonly found: readonly string[];
}

function describe(subject: Case, text: string): string {
  const { accounts, data } = subject.world;
  const shown = accounts.map(({ data: bytes, ...rest }) =>
    JSON.stringify({ ...rest, data: Buffer.from(bytes).toString('hex') }, (_, value) =>
      typeof value === 'bigint' ? String(value) : (value as unknown),
    ),
  );
  const fixture = [...shown, `instruction data ${Buffer.from(data).toString('hex')}`].join('\n; ');
  return `--- seed ${subject.seed}\n${programText(subject.program)}; ${fixture}\n${text}\n`;
}

export function fuzzPrograms({ count, seed, progress = false }: FuzzOptions): FuzzReport {
  const found: string[] = [];
  const sampled: Case[] = [];
  for (let index = 0; index < count; index++) {
    const subject = generate(seed + index);
    if (index % 50 === 0) sampled.push(subject);
    const difference = checkProgram(subject);
    if (difference) {
      const small = shrink(subject, (candidate) => checkProgram(candidate)?.sort === difference.sort);
      found.push(describe(small, checkProgram(small)?.text ?? difference.text));
    }
    if (progress) process.stderr.write(`\r${index + 1} of ${count} programs, ${found.length} differences `);
  }
  const steps = checkSteps(sampled);
  if (steps) found.push(steps.text);
  if (progress) process.stderr.write('\n');
  return { noun: 'programs', count, found };
}
