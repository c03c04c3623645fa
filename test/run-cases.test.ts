// Every program of cases/run: the same outcome in all ways and in litesvm, and what its comments expect.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { locate, TrapFinder } from '../grammar/debug-map.js';
import { defaultProgramId } from '../grammar/fixture.js';
import type { Outcome } from '../runtime/execute.js';
import { execute } from '../runtime/execute.js';
import type { Case } from './oracle.js';
import { fixtureFrom } from './fixture-file.js';
import type { Key, RunCase } from './run-case.js';
import { allExpected, expected, parseRunCases, rewrite } from './run-case.js';
import type { Run } from './ways.js';
import { runAllWays, shownValue } from './ways.js';

const directory = fileURLToPath(new URL('cases/run/', import.meta.url));
const updating = Boolean(process.env['UPDATE']);

function requestOf(runCase: RunCase): Case {
  const fixture = expected(runCase, 'fixture:')?.text;
  const data = expected(runCase, 'data:')?.text;
  const budget = expected(runCase, 'budget:')?.text;
  const plain = { programId: defaultProgramId, accounts: [], data: new Uint8Array(0) };
  return {
    ...(fixture ? fixtureFrom(`${directory}fixtures/${fixture}`) : plain),
    ...(data !== undefined && { data: Uint8Array.from(Buffer.from(data.replaceAll(' ', ''), 'hex')) }),
    ...(budget !== undefined && { budget: Number(budget) }),
  };
}

function logsOf({ logs }: Outcome): readonly string[] {
  return logs.flatMap((line) => {
    if (line.startsWith('Program log: ')) return [line.slice('Program log: '.length)];
    return line.startsWith('Program data: ') ? [line] : [];
  });
}

function actualOf(runCase: RunCase, run: Run): Map<Key, readonly string[]> {
  const { outcome } = run;
  const actual = new Map<Key, readonly string[]>([
    ['log:', logsOf(outcome)],
    ['units:', [`${outcome.units}`]],
    outcome.status === 'ok' ? ['=>', [shownValue(run)]] : ['error:', [outcome.error?.message ?? '']],
  ]);
  const after = allExpected(runCase, 'after:').map((text) => {
    const [index, field] = text.split(' ');
    const account = outcome.accounts[Number(index)];
    const value = field === 'data' ? Buffer.from(account?.data ?? []).toString('hex') : account?.lamports;
    return `${index} ${field} ${value}`;
  });
  return actual.set('after:', after);
}

/** The line (from 1) that the debug map blames for a failure: of the trap, or of the instruction that faulted. */
function blamedLine({ program, outcome }: Run, request: Case): number | undefined {
  const finder = new TrapFinder(program.debugMap);
  execute({ ...request, program: program.elf, observe: (pc) => finder.observe(pc) });
  const returned = outcome.exitCode !== undefined;
  const pc = returned ? finder.found?.pc : outcome.pc;
  return pc === undefined ? undefined : locate(program.debugMap, pc)?.line;
}

function expectAll(runCase: RunCase, run: Run, actual: ReadonlyMap<Key, readonly string[]>): void {
  const told = (key: Key) => allExpected(runCase, key);
  const ending = run.outcome.status === 'ok' ? '=>' : 'error:';
  expect({ ending, text: told(ending) }).toEqual({ ending, text: actual.get(ending) });
  expect(told('log:')).toEqual(actual.get('log:'));
  expect(told('after:')).toEqual(actual.get('after:'));
  if (told('units:').length > 0) expect(told('units:')).toEqual(actual.get('units:'));
}

const names = readdirSync(directory).filter((name) => name.endsWith('.ovsm'));
for (const name of names.sort()) {
  const path = directory + name;
  let text = readFileSync(path, 'utf8');
  describe(`cases/run/${name}`, () => {
    for (const runCase of parseRunCases(text)) {
      it(runCase.title, () => {
        const request = requestOf(runCase);
        const run = runAllWays({ name, text: runCase.text }, request);
        const actual = actualOf(runCase, run);
        if (updating) writeFileSync(path, (text = rewrite(text, runCase, actual)));
        else expectAll(runCase, run, actual);
        const blame = expected(runCase, 'error:');
        if (blame && !updating) expect(blamedLine(run, request)).toBe(blame.line);
      });
    }
  });
}
