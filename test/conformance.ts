// Conformance: `npm run conformance -- FILE...` runs case files and tells how many cases pass.
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { runCase } from './conformance/kinds.js';
import type { Verdict } from './conformance/verdict.js';

const usage = 'usage: npm run conformance -- [--elf-dir DIR] [--fail-list] [--strict] [--json] FILE...';

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

interface CaseFile {
  readonly cases: readonly { readonly id: string }[];
}

function readCases(path: string): CaseFile {
  const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
  const cases = typeof value === 'object' && value !== null && 'cases' in value ? value.cases : undefined;
  if (!Array.isArray(cases)) throw new Error('it has no list of cases');
  return { cases: cases as CaseFile['cases'] };
}

function runFile(
  path: string,
  elfFolder: string,
  tally: Tally,
  note: (id: string, verdict: Verdict) => void,
): void {
  for (const item of readCases(path).cases) {
    const verdict = runCase(item, elfFolder);
    tally[verdict.result]++;
    note(item.id, verdict);
  }
}

/** The command line; undefined if it is not as it should be. */
function parsed() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        'elf-dir': { type: 'string' },
        'fail-list': { type: 'boolean', default: false },
        strict: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    });
    return positionals.length > 0 ? { values, positionals } : undefined;
  } catch {
    return undefined;
  }
}

function main(): number {
  const line = parsed();
  if (!line) {
    console.error(usage);
    return 2;
  }
  const { values, positionals } = line;
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  const failures: { id: string; reason: string }[] = [];
  let unread = 0;
  for (const path of positionals) {
    try {
      runFile(path, values['elf-dir'] ?? dirname(path), tally, (id, { result, reason = '' }) => {
        if (result === 'failed') failures.push({ id, reason });
      });
    } catch (problem) {
      console.error(`${path}: ${problem instanceof Error ? problem.message : String(problem)}`);
      unread++;
    }
  }
  if (values.json) console.log(JSON.stringify({ ...tally, failures }));
  else {
    if (values['fail-list']) failures.forEach(({ id, reason }) => console.log(`${id}  ${reason}`));
    console.log(`${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`);
  }
  return unread > 0 || (values.strict && tally.failed > 0) ? 1 : 0;
}

process.exitCode = main();
