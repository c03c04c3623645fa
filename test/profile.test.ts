// Profiles: every unit of a run belongs to a function, and the files tell the same as the tables.
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Collector, type Frame } from '../compiler/cli/profile/collect.js';
import { differenceOf, summarize } from '../compiler/cli/profile/summary.js';
import { execute } from '../runtime/execute.js';
import { load } from '../runtime/load.js';
import { syscallsByHash } from '../runtime/syscalls/table.js';
import { buildCommandLine, stackLine, type CommandLine } from './command-line.js';
import { compiled } from './ways.js';

const text = `(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2)))))
(log "numbers")
(fib 9)
`;
const programId = 'Profi1e111111111111111111111111111111111111';

function profile(source: string, budget = 200_000) {
  const { elf, debugMap } = compiled({ name: 'test.ovsm', text: source }, { level: 0 });
  const loaded = load(elf, { syscalls: new Set(syscallsByHash.keys()) });
  if (!loaded.ok) throw new Error(loaded.error.text);
  const collector = new Collector(loaded.executable, debugMap);
  const request = { program: loaded.executable, programId, accounts: [], data: new Uint8Array(0), budget };
  const outcome = execute({ ...request, observe: collector.observe });
  const collected = collector.finish(request, outcome);
  return { outcome, collected, summary: summarize(collected) };
}

const selfOf = (frame: Frame): number =>
  [...frame.children.values()].reduce((sum, child) => sum + selfOf(child), frame.self);

describe('a profile', () => {
  it('counts each unit once, for one function and at most one line', () => {
    const { outcome, collected, summary } = profile(text);
    expect(outcome.status).toBe('ok');
    expect(selfOf(collected.root)).toBe(outcome.units);
    expect(summary.units).toBe(outcome.units);
    expect(summary.functions.reduce((sum, { self }) => sum + self, 0)).toBe(outcome.units);
    const lines = summary.lines.reduce((sum, { units }) => sum + units, 0);
    expect(lines).toBeLessThanOrEqual(outcome.units);
    expect(lines).toBeGreaterThan(outcome.units * 0.9);
  });

  it('knows functions that call themselves, and syscalls', () => {
    const { outcome, summary } = profile(text);
    const byName = new Map(summary.functions.map((row) => [row.name, row]));
    const fib = byName.get('fib')!;
    expect(fib.calls).toBe(109);
    expect(fib.total).toBe(fib.self);
    expect(byName.get('entrypoint')!.total).toBe(outcome.units);
    expect(byName.get('sol_log_')).toMatchObject({ self: 100, calls: 1 });
    expect(summary.lines[0]).toMatchObject({ source: 'test.ovsm', line: 1 });
  });

  it('ends where a program fails, is stopped, or runs out', () => {
    for (const [source, budget] of [
      ['(fail 3)', 200_000],
      [text, 500],
      [text, 40],
      [text, 0],
      ['(/ 1 (- 1 1))', 200_000],
    ] as const) {
      const { outcome, summary } = profile(source, budget);
      expect(outcome.status).toBe('error');
      expect(summary.units).toBeGreaterThanOrEqual(outcome.instructions);
      expect(summary.units).toBeLessThanOrEqual(outcome.units);
    }
  });

  it('tells what changed', () => {
    const [before, after] = [profile(text), profile(text.replace('fib 9', 'fib 10'))];
    const { units, functions, lines } = differenceOf(before.summary, after.summary);
    expect(units).toEqual({ name: 'units', before: before.outcome.units, after: after.outcome.units });
    expect(functions.map(({ name }) => name)).toEqual(['fib']);
    expect(lines.map(({ name }) => name)).toEqual(['test.ovsm:1']);
    expect(differenceOf(before.summary, before.summary)).toMatchObject({ functions: [], lines: [] });
  });
});

describe('osvm ovsm profile', () => {
  let line: CommandLine;
  const read = (name: string): string => readFileSync(join(line.folder, name), 'utf8');

  beforeAll(async () => {
    line = await buildCommandLine();
    line.file('fib.ovsm', text);
    line.file('failing.ovsm', '(log "a")\n(fail 7)\n');
    line.file('other.json', '{"shared":{}}');
    line.file('broken.json', 'nothing');
    line.file('transaction.json', JSON.stringify({ instructions: [], accounts: [] }));
  });

  afterAll(() => rmSync(dirname(line.folder), { recursive: true, force: true }));

  it('writes a table, a picture and a file for speedscope', () => {
    const { status, stdout, stderr } = line.osvm(['ovsm', 'profile', 'fib.ovsm']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^units {2}\d+\n\n.*self.*total.*calls.*function\n/);
    expect(stdout).toContain('fib.ovsm:1  (define (fib n)');
    expect(read('fib.profile.svg')).toMatch(/^<svg [^]*<title>fib: \d+ units[^]*<\/svg>\n$/);
    const file = JSON.parse(read('fib.profile.json'));
    const [profiled] = file.profiles;
    expect(profiled.endValue).toBe(file.osvm.units);
    // Frames close in the order they were opened, and time never goes back.
    const open: number[] = [];
    let last = 0;
    for (const { type, frame, at } of profiled.events) {
      expect(at).toBeGreaterThanOrEqual(last);
      last = at;
      if (type === 'O') open.push(frame);
      else expect(open.pop()).toBe(frame);
    }
    expect([open, last]).toEqual([[], file.osvm.units]);
  });

  it('compares with an earlier one, which it may replace', () => {
    const words = ['ovsm', 'profile', 'fib.ovsm', '-o', 'kept.json'];
    expect(line.osvm(words).status).toBe(0);
    const same = line.osvm([...words, '--diff', 'kept.json']);
    expect(same.stdout).toMatch(/^units {2}(\d+) -> \1 \(0, 0%\)\n/);
    const json = line.osvm([...words, '-O', '0', '--diff', 'kept.json', '--json']);
    const { status, units, difference, files } = JSON.parse(json.stdout);
    expect(status).toBe('ok');
    expect(difference.units.after).toBe(units);
    expect(files).toEqual({ speedscope: 'kept.json', flameGraph: 'kept.svg' });
  });

  it('shows a failure too', () => {
    const { status, stdout, stderr } = line.osvm(['ovsm', 'profile', 'failing.ovsm']);
    expect(status).toBe(1);
    expect(stdout).toContain('sol_log_');
    expect(stderr).toContain('failing.ovsm:2');
  });

  it('refuses what is no profile, no program, or no instruction', () => {
    const cases: readonly (readonly [readonly string[], string])[] = [
      [['fib.ovsm', '--diff', 'other.json'], 'error[E0838]: `other.json` is no profile to compare with'],
      [['fib.ovsm', '--diff', 'broken.json'], 'it is not JSON'],
      [['fib.ovsm', '--diff', 'nowhere.json'], 'nowhere.json'],
      [['fib.ovsm', '--fixture', 'transaction.json'], 'error[E0'],
      [['fib.ovsm', '-o', 'fib.ovsm'], 'error[E0817]'],
      [[], 'error[E0803]'],
    ];
    for (const [words, message] of cases) {
      const { status, stderr } = line.osvm(['ovsm', 'profile', ...words]);
      expect([words, status, stderr]).toEqual([words, 2, expect.stringContaining(message)]);
      expect(stderr).not.toMatch(stackLine);
    }
  });
});
