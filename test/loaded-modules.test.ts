// Loaded modules: no command loads a package, such as Binaryen, but where it says so.
import { readFileSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../compiler/cli/commands.js';
import { buildCommandLine, type CommandLine } from './command-line.js';

let line: CommandLine;
let log: string;

/** Notes every module that is asked for, by `require` and by `import`, in a file. */
const watch = (file: string) => ({
  require: `const { appendFileSync } = require('node:fs');
const Module = require('node:module');
const load = Module._load;
Module._load = function (name, ...rest) {
  appendFileSync(${JSON.stringify(file)}, name + '\\n');
  return load.call(this, name, ...rest);
};
Module.register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(
    `import { appendFileSync } from 'node:fs';
export function resolve(name, context, next) {
  appendFileSync(${JSON.stringify(file)}, name + '\\n');
  return next(name, context);
}`,
  )}));
`,
});

beforeAll(async () => {
  line = await buildCommandLine();
  log = join(line.folder, 'loaded.txt');
  line.file('watch.cjs', watch(log).require);
  line.file('sum.ovsm', '(+ 40 2)\n(deftest sum (assert-equal (+ 40 2) 42))\n');
  line.file('sum.s', '.globl entrypoint\nentrypoint:\n  mov64 r0, 0\n  exit\n');
  line.file('none.ovsm', '(define-program none (instruction go () (log "gone")))\n');
  line.osvm(['ovsm', 'compile', 'sum.ovsm', '-o', 'sum.so']);
});

afterAll(() => rmSync(dirname(line.folder), { recursive: true, force: true }));

/** A run of each command; those of the wasm engine force it. */
const runs: Readonly<Record<string, readonly string[]>> = {
  compile: ['sum.ovsm', '-o', 'again.so'],
  run: ['sum.ovsm', '--engine', 'wasm'],
  eval: ['(+ 1 2)'],
  bench: ['sum.ovsm', '--repeat', '50', '--engine', 'wasm'],
  profile: ['sum.ovsm', '-o', 'sum.profile.json'],
  check: ['sum.ovsm'],
  disasm: ['sum.so'],
  asm: ['sum.s', '-o', 'asm.so'],
  fmt: ['--check', 'sum.ovsm'],
  explain: ['E0301'],
  test: ['sum.ovsm'],
  idl: ['none.ovsm'],
  client: ['none.ovsm', '-o', 'client'],
  repl: [],
};

describe('a process loads no package', () => {
  it.each(commands.map(({ name }) => name))('osvm ovsm %s', (name) => {
    rmSync(log, { force: true });
    const words = ['--require', join(line.folder, 'watch.cjs'), join(line.binary, 'osvm.js'), 'ovsm', name];
    const { stderr } = spawnSync(process.execPath, [...words, ...runs[name]!], {
      cwd: line.folder,
      encoding: 'utf8',
      input: '',
    });
    const loaded = readFileSync(log, 'utf8').trim().split('\n');
    expect(loaded.length, stderr).toBeGreaterThan(1);
    const packages = loaded.filter((module) => !isBuiltin(module) && !/^(file:|data:|[./])/.test(module));
    // A client is written by Codama's packages, which it asks for.
    const allowed = name === 'client' ? /^@codama\// : /^$/;
    expect(packages.filter((module) => !allowed.test(module))).toEqual([]);
  });
});
