// Programs of several files on the command line: paths, messages, failures in the file that holds them, outputs.
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCommandLine, type CommandLine } from './command-line.js';

let line: CommandLine;

beforeAll(async () => {
  line = await buildCommandLine();
  line.file('lib/halves.ovsm', '(import "checks/even.ovsm")\n(defun half (n)\n  (/ (even n) 2))\n');
  line.file('lib/checks/even.ovsm', '(defun even (n)\n  (require (= 0 (% n 2)) "odd")\n  n)\n');
  line.file('main.ovsm', '(import "lib/halves.ovsm")\n(half 84)\n');
  line.file('odd.ovsm', '(import "lib/halves.ovsm")\n(half 7)\n');
  line.file('lib/typo.ovsm', '(import "halfs.ovsm")\n1\n');
});

afterAll(() => rmSync(dirname(line.folder), { recursive: true, force: true }));

describe('a program of several files', () => {
  it('runs, with paths relative to the importing file', () => {
    const { status, stdout, stderr } = line.osvm(['ovsm', 'run', 'main.ovsm', '--json']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ value: 42 });
  });

  it('is found from the current folder where it has no path', () => {
    expect(line.osvm(['ovsm', 'run', '-'], '(import "./lib/../main.ovsm") 1').status).toBe(0);
    expect(line.osvm(['ovsm', 'eval', '(import "lib/halves.ovsm" :as h) (h/half 4)']).stdout).toContain(
      '2 (i64)',
    );
    expect(line.osvm(['ovsm', 'check', 'main.ovsm', 'lib/typo.ovsm']).status).toBe(1);
  });

  it.each([
    ['compiled on the spot', 'odd.ovsm'],
    ['compiled before', 'odd.so'],
  ])('fails in the file that holds the failure, %s', (_how, file) => {
    expect(line.osvm(['ovsm', 'compile', 'odd.ovsm']).status).toBe(0);
    const { status, stderr } = line.osvm(['ovsm', 'run', file]);
    expect(status).toBe(1);
    expect(stderr).toContain('--> lib/checks/even.ovsm:2:3');
    expect(stderr).toContain('(require (= 0 (% n 2)) "odd")');
  });

  it('is told of a missing file, with a near name', () => {
    const { status, stderr } = line.osvm(['ovsm', 'check', 'lib/typo.ovsm']);
    expect(status).toBe(1);
    expect(stderr).toContain('error[E0208]: cannot import "halfs.ovsm": there is no file `lib/halfs.ovsm`');
    expect(stderr).toContain('did you mean `lib/halves.ovsm`?');
  });

  it.each(['lib', 'odd.so'])('refuses to import %s', (file) => {
    const { status, stderr } = line.osvm(['ovsm', 'eval', `(import "${file}") 1`]);
    expect(status).toBe(1);
    expect(stderr).toContain('error[E0208]');
  });

  it('never loses an imported file to an output', () => {
    const target = 'lib/halves.ovsm';
    const before = readFileSync(join(line.folder, target), 'utf8');
    for (const more of [[], ['--emit', 'asm']]) {
      const { status, stderr } = line.osvm(['ovsm', 'compile', 'main.ovsm', '-o', target, ...more]);
      expect(status).toBe(2);
      expect(stderr).toContain('error[E0817]');
    }
    expect(readFileSync(join(line.folder, target), 'utf8')).toBe(before);
  });

  it('is shown expanded', () => {
    line.file('macro.ovsm', '(defmacro twice (x) `(let ((v# ,x)) (+ v# v#)))\n(twice 3)\n');
    const { stdout } = line.osvm(['ovsm', 'compile', 'macro.ovsm', '--emit', 'expanded']);
    expect(stdout).toBe('(let ((v#1 3)) (+ v#1 v#1))\n');
    expect(line.osvm(['ovsm', 'run', '-'], stdout).stdout).toContain('6 (i64)');
  });
});
