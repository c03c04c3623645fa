// The command line and the engines: which one runs, how often, on how many threads, and what it loads.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCommandLine, stackLine, type CommandLine } from './command-line.js';

let line: CommandLine;

const source = `(define (sum-to n) (let ((sum 0)) (for (i (range 0 n)) (set! sum (+ sum i))) sum))
(log "summing")
(sum-to 20)
`;
const failing = '(fail 7)\n';
const fixture = JSON.stringify({ instructions: [], accounts: [] });

beforeAll(async () => {
  line = await buildCommandLine();
  line.file('sum.ovsm', source);
  line.file('failing.ovsm', failing);
  line.file('transaction.json', fixture);
});

afterAll(() => rmSync(dirname(line.folder), { recursive: true, force: true }));

describe('run', () => {
  it('gives the same on each engine', () => {
    const [first, ...others] = ['auto', 'interpreter', 'wasm'].map((engine) =>
      line.osvm(['ovsm', 'run', 'sum.ovsm', '--engine', engine]),
    );
    expect(first).toMatchObject({ status: 0, stderr: '' });
    expect(first!.stdout).toContain('value  190');
    for (const other of others) expect(other).toEqual(first);
  });

  it('keeps translations where it is told to, and does without those that are damaged', () => {
    const words = ['ovsm', 'run', 'sum.ovsm', '--engine', 'wasm', '--engine-cache', 'kept/translations'];
    const first = line.osvm(words);
    expect(first).toMatchObject({ status: 0, stderr: '' });
    const folder = join(line.folder, 'kept/translations');
    const [name, ...others] = readdirSync(folder);
    expect(others).toEqual([]);
    const file = readFileSync(join(folder, name!));
    expect(line.osvm(words)).toEqual(first);
    for (const damaged of [
      file.subarray(0, file.length - 9),
      Buffer.from('{}\n'),
      Buffer.from('x'),
      Buffer.of(),
    ]) {
      writeFileSync(join(folder, name!), damaged);
      expect(line.osvm(words)).toEqual(first);
      expect(readFileSync(join(folder, name!))).toEqual(file);
    }
    line.file('occupied', 'a file');
    const refused = line.osvm([...words.slice(0, -1), 'occupied']);
    expect(refused.status).toBe(2);
    expect(refused.stderr).toMatch(/^error\[E08/);
  });

  it('may run again and again, on threads', () => {
    const { status, stdout, stderr } = line.osvm([
      'ovsm',
      'run',
      'sum.ovsm',
      '--repeat',
      '100',
      '--threads',
      '2',
      '--engine',
      'wasm',
      '--json',
    ]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ status: 'ok', value: 190, runs: 100 });
    const text = line.osvm(['ovsm', 'run', 'sum.ovsm', '--repeat', '3']);
    expect(text.stdout).toContain('runs  3, all alike');
  });

  it('refuses what makes no sense', () => {
    const cases: readonly (readonly [readonly string[], string])[] = [
      [['run', 'sum.ovsm', '--threads', '2'], 'error[E0807]: the option `--threads` has no meaning here'],
      [['run', '--fixture', 'transaction.json', '--repeat', '2'], 'E0'],
      [['run', 'sum.ovsm', '--engine', 'steam'], 'error[E0806]: `steam` cannot be the value of `--engine`'],
      [['run', 'sum.ovsm', '--repeat', '2', '--threads', '0'], 'error[E0806]: `0` cannot be the value'],
      [['bench', 'sum.ovsm', '--repeat', '1', '--threads', '2'], 'error[E0806]: `1` cannot be the value'],
      [['bench', 'sum.ovsm', '--fixture', 'transaction.json'], 'E0'],
      [['bench'], 'error[E0803]'],
      [['bench', 'nowhere.ovsm'], 'error[E08'],
    ];
    for (const [words, message] of cases) {
      const { status, stderr } = line.osvm(['ovsm', ...words]);
      expect([words, status, stderr]).toEqual([words, 2, expect.stringContaining(message)]);
      expect(stderr).not.toMatch(stackLine);
    }
  });
});

describe('bench', () => {
  it('tells how long a program takes, as text and as JSON', () => {
    const text = line.osvm(['ovsm', 'bench', 'sum.ovsm', '--repeat', '50']);
    expect(text).toMatchObject({ status: 0, stderr: '' });
    expect(text.stdout).toMatch(
      /^runs {2}50 of \d+ units, on 1 thread\nprogram alone .* us a run, .*\nwhole inst/,
    );
    const json = line.osvm(['ovsm', 'bench', 'sum.ovsm', '--repeat', '50', '--threads', '2', '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      status: 'ok',
      runs: 50,
      threads: 2,
      program: { nanosecondsPerRun: expect.any(Number), runsPerSecond: expect.any(Number) },
      instruction: { nanosecondsPerRun: expect.any(Number) },
    });
  });

  it('measures nothing that fails', () => {
    const { status, stdout, stderr } = line.osvm(['ovsm', 'bench', 'failing.ovsm', '--json']);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'error', error: { code: 'Custom' } });
    expect(stderr).toContain('error');
  });
});

describe('the bundle', () => {
  it('has no tool that writes WebAssembly in it', async () => {
    const { metafile } = await build({
      absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
      entryPoints: ['compiler/cli/main.ts', 'compiler/cli/batch/worker.ts'],
      outdir: 'nowhere',
      bundle: true,
      write: false,
      metafile: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'silent',
    });
    expect(Object.keys(metafile.inputs).filter((path) => /binaryen|wabt/.test(path))).toEqual([]);
  });
});
