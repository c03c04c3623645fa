// Every program of cases/run: the same outcome in all ways and in litesvm, and what its comments expect.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findFailure, traceOf } from '../compiler/cli/run/failure-place.js';
import { defaultProgramId } from '../grammar/fixture.js';
import type { Outcome } from '../runtime/execute.js';
import { load } from '../runtime/load.js';
import { readBeside } from './imported.js';
import type { Case } from './oracle.js';
import { exampleFixture } from './fixture-file.js';
import type { Key, RunCase } from './run-case.js';
import { allExpected, expected, parseRunCases, rewrite } from './run-case.js';
import type { Run } from './ways.js';
import { runAllWays, shownValue } from './ways.js';

const directory = fileURLToPath(new URL('cases/run/', import.meta.url));
const readFile = readBeside('run');
const updating = Boolean(process.env['UPDATE']);

function requestOf(runCase: RunCase): Case {
  const fixture = expected(runCase, 'fixture:')?.text;
  const data = expected(runCase, 'data:')?.text;
  const budget = expected(runCase, 'budget:')?.text;
  const plain = { programId: defaultProgramId, accounts: [], data: new Uint8Array(0) };
  return {
    ...(fixture ? exampleFixture(fixture) : plain),
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

/** The line (from 1) of the program that is blamed for a failure. */
function blamedLine({ program, outcome }: Run, request: Case, name: string): number | undefined {
  const loaded = load(program.elf);
  if (!loaded.ok) return undefined;
  const whole = { ...request, program: loaded.executable };
  const found = findFailure(whole, outcome, loaded.executable, program.debugMap);
  return found && traceOf(found, program.debugMap).find(({ source }) => source === name)?.line;
}

/** Whether some place is to blame: not so for a value that became the exit code, or what was refused afterwards. */
function hasPlace({ program, outcome }: Run): boolean {
  return program.resultMode === 'value' && outcome.exitCode !== 0n;
}

function expectAll(runCase: RunCase, { outcome }: Run, actual: ReadonlyMap<Key, readonly string[]>): void {
  const told = (key: Key) => allExpected(runCase, key);
  const ending = outcome.status === 'ok' ? '=>' : 'error:';
  expect({ ending, text: actual.get(ending) }).toEqual({ ending, text: told(ending) });
  expect(actual.get('log:')).toEqual(told('log:'));
  expect(actual.get('after:')).toEqual(told('after:'));
  if (told('units:').length > 0) expect(actual.get('units:')).toEqual(told('units:'));
}

const names = readdirSync(directory).filter((name) => name.endsWith('.ovsm'));
for (const name of names.sort()) {
  const path = directory + name;
  let text = readFileSync(path, 'utf8');
  describe(`cases/run/${name}`, () => {
    for (const runCase of parseRunCases(text)) {
      it(runCase.title, () => {
        const request = requestOf(runCase);
        const run = runAllWays({ name, text: runCase.text }, request, { readFile });
        const actual = actualOf(runCase, run);
        if (updating) writeFileSync(path, (text = rewrite(text, runCase, actual)));
        else expectAll(runCase, run, actual);
        const blame = expected(runCase, 'error:');
        if (blame && hasPlace(run) && !updating) expect(blamedLine(run, request, name)).toBe(blame.line);
      });
    }
  });
}
