// The command of the conformance runner: files of cases, and how many of them pass.
import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { enginesNamed, onEngines } from '../engines.js';
import { runCase, unknownKind } from './kinds.js';
import type { Verdict } from './verdict.js';

const usage =
  'usage: npm run conformance -- [--engine interpreter|wasm] [--elf-dir DIR] [--fail-list] [--strict] [--json] FILE...';

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/** The text of a file; what is wrong with it in the words of the system, without its stack. */
function textOf(path: string): string {
  if (!existsSync(path)) throw new Error('there is no such file');
  return readFileSync(path, 'utf8');
}

function readCases(path: string): readonly unknown[] {
  const value: unknown = JSON.parse(textOf(path));
  const cases = typeof value === 'object' && value !== null && 'cases' in value ? value.cases : undefined;
  if (!Array.isArray(cases)) throw new Error('it has no list of cases');
  return cases;
}

/** What a case is called, or else its place in the file. */
const nameOf = (one: unknown, index: number): string =>
  typeof one === 'object' && one !== null && 'id' in one ? String(one.id) : `#${index}`;

function runFile(
  path: string,
  elfFolder: string,
  tally: Tally,
  note: (id: string, verdict: Verdict) => void,
): void {
  readCases(path).forEach((one, index) => {
    const verdict = runCase(one, elfFolder);
    tally[verdict.result]++;
    note(nameOf(one, index), verdict);
  });
}

/** The command line; undefined if it is not as it should be. */
function parsed(words: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        engine: { type: 'string' },
        'elf-dir': { type: 'string' },
        'fail-list': { type: 'boolean', default: false },
        strict: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    });
    const engines = enginesNamed(values.engine);
    return positionals.length > 0 && engines ? { values, positionals, engines } : undefined;
  } catch {
    return undefined;
  }
}

/** Where its lines go: results and complaints. */
export interface Output {
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
}

/** Runs the command and gives its exit status: 1 for wrong input, and for failures with --strict; 2 for wrong words. */
export function runCommand(words: readonly string[], { print, complain }: Output): number {
  const line = parsed(words);
  if (!line) {
    complain(usage);
    return 2;
  }
  const { values, positionals, engines } = line;
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  const failures: { id: string; reason: string }[] = [];
  const skips = new Map<string, number>();
  let unread = 0;
  for (const path of positionals) {
    try {
      const note = (id: string, { result, reason = '' }: Verdict): void => {
        if (result === 'failed') failures.push({ id, reason });
        if (result === 'skipped') skips.set(reason, (skips.get(reason) ?? 0) + 1);
      };
      onEngines(engines, () => runFile(path, values['elf-dir'] ?? dirname(path), tally, note));
    } catch (problem) {
      complain(`${path}: ${problem instanceof Error ? problem.message : String(problem)}`);
      unread++;
    }
  }
  for (const [reason, count] of skips) complain(`skipped ${count}: ${reason}`);
  const unknown = [...skips.keys()].some((reason) => reason.startsWith(unknownKind));
  if (values.json) print(JSON.stringify({ ...tally, failures }));
  else {
    if (values['fail-list']) failures.forEach(({ id, reason }) => print(`${id}  ${reason}`));
    print(`${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`);
  }
  return unread > 0 || unknown || (values.strict && tally.failed > 0) ? 1 : 0;
}
