// Messages: every row of the reader and the checker has a case in cases/check, and its example provokes it.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { compile } from '../compiler/compile.js';
import { renderDiagnostics } from '../compiler/report/render.js';
import type { DiagnosticName, DiagnosticRow } from '../grammar/diagnostics.js';
import { checkRows } from '../grammar/diagnostics/check.js';
import { programRows } from '../grammar/diagnostics/program.js';
import { expandRows } from '../grammar/diagnostics/expand.js';
import { emitRows } from '../grammar/diagnostics/emit.js';
import { readRows } from '../grammar/diagnostics/read.js';
import { goldenCases } from './golden.js';
import { readBeside } from './imported.js';

const rows: Readonly<Record<string, DiagnosticRow>> = {
  ...readRows,
  ...expandRows,
  ...checkRows,
  ...programRows,
  ...emitRows,
};

function diagnose(text: string, name: string) {
  return compile({ name, text }, { readFile: readBeside('check') }).diagnostics;
}

goldenCases('check', (program, name) => ({
  diagnostics: renderDiagnostics(diagnose(program, name), { colour: false }),
}));

/** Sources too large or too odd for a file. */
const made: Readonly<Record<string, () => string>> = {
  loneSurrogate: () => '(log "\ud800")',
  tooDeep: () => '('.repeat(10_000),
  sourceTooLarge: () => ' '.repeat(20_000_000),
  moreFaults: () => ') '.repeat(1_000),
  tooComplex: () => {
    const chain = Array.from({ length: 20_000 }, (_, index) => `(defun f${index} () (f${index + 1}))`);
    return `${chain.join(' ')} (defun f20000 () 1) (f0)`;
  },
  globalsTooLarge: () => {
    const names = Array.from({ length: 5_000 }, (_, index) => `g${index}`);
    const defines = names.map((name) => `(define ${name} (num-accounts))`).join(' ');
    return `${defines} (defun f () ${names.map((name) => `(set! ${name} 1)`).join(' ')}) (f)`;
  },
};

describe('every message', () => {
  const directory = fileURLToPath(new URL('cases/check/', import.meta.url));
  const caused = new Set<DiagnosticName>();
  for (const file of readdirSync(directory)) {
    const [program] = readFileSync(directory + file, 'utf8').split(/^======== /m);
    for (const { name } of diagnose(program!, file)) caused.add(name);
  }

  for (const [name, { example, repair, language }] of Object.entries(rows)) {
    it(`${name} has a case`, () => {
      const source = made[name];
      const names: ReadonlySet<string> = source
        ? new Set(diagnose(source(), name).map((found) => found.name))
        : caused;
      expect(names).toContain(name);
    });
    // What takes files is shown as command lines, which explain.test.ts tries.
    if (language !== undefined) continue;
    it(`${name} comes from its example and not from the repair`, () => {
      // A sketch leaves out what is too long to show.
      if (!example.includes('…')) expect(diagnose(example, name).map((found) => found.name)).toContain(name);
      else expect(made).toHaveProperty(name);
      expect(diagnose(repair, name).filter((found) => found.name !== 'unsupported')).toEqual([]);
    });
  }
});
