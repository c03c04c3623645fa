// The walls of the house: who may import what, who may touch the world outside, and how files look.
import { readFileSync, readdirSync, existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { DiagnosticRow } from '../grammar/diagnostics.js';
import { checkRows } from '../grammar/diagnostics/check.js';
import { programRows } from '../grammar/diagnostics/program.js';
import { commandRows } from '../grammar/diagnostics/command.js';
import { expandRows } from '../grammar/diagnostics/expand.js';
import { emitRows } from '../grammar/diagnostics/emit.js';
import { machineRows } from '../grammar/diagnostics/machine.js';
import { readRows } from '../grammar/diagnostics/read.js';
import { testRows } from '../grammar/diagnostics/test.js';
import { codeOf, importsOf } from './tidy/code.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const layers = ['grammar', 'runtime', 'stdlib', 'compiler'];

interface File {
  readonly path: string;
  readonly text: string;
  readonly code: string;
}

function filesBelow(folder: string): File[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => {
      const path = join(entry.parentPath, entry.name).slice(root.length);
      const text = readFileSync(join(root, path), 'utf8');
      return { path, text, code: codeOf(text) };
    });
}

const product = layers.flatMap(filesBelow);
const all = [...product, ...filesBelow('test'), ...filesBelow('examples')];
const isCommandLine = (path: string): boolean => path.startsWith('compiler/cli/');

const layerOf = (path: string): string => path.split('/')[0]!;
const stageOf = (path: string): string | undefined => /^compiler\/(\d-[a-z]+)\//.exec(path)?.[1];

/** The file a relative import names. */
const targetOf = (path: string, from: string): string =>
  normalize(join(dirname(path), from)).replace(/\.js$/, '.ts');

/** The places, as `file:line`, where `pattern` occurs in the code of `files`. */
function placesOf(files: readonly File[], pattern: RegExp, part: 'code' | 'text' = 'code'): string[] {
  return files.flatMap((file) =>
    file[part].split('\n').flatMap((line, index) => {
      const match = pattern.exec(line);
      return match ? [`${file.path}:${index + 1} ${match[0].trim()}`] : [];
    }),
  );
}

function relativeImports(
  file: File,
  keep: (found: { typeOnly: boolean; lazy: boolean }) => boolean,
): string[] {
  return importsOf(file.text)
    .filter((found) => found.from.startsWith('.') && keep(found))
    .map((found) => targetOf(file.path, found.from));
}

/** A path through the import graph that comes back to where it began, if there is one. */
function circleIn(graph: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const finished = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): string[] | undefined => {
    if (finished.has(file)) return undefined;
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    path.push(file);
    for (const next of graph.get(file) ?? []) {
      const circle = visit(next);
      if (circle) return circle;
    }
    path.pop();
    finished.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const circle = visit(file);
    if (circle) return circle;
  }
  return undefined;
}

describe('imports', () => {
  it('name files that exist', () => {
    const lost = all.flatMap((file) =>
      relativeImports(file, () => true)
        .filter((target) => target.endsWith('.ts') && !existsSync(join(root, target)))
        .map((target) => `${file.path} -> ${target}`),
    );
    expect(lost).toEqual([]);
  });

  it('go downwards only: grammar, runtime, stdlib, compiler', () => {
    const upwards = product.flatMap((file) =>
      relativeImports(file, () => true)
        .filter((target) => {
          const layer = layers.indexOf(layerOf(target));
          return layer < 0 || layer > layers.indexOf(layerOf(file.path));
        })
        .map((target) => `${file.path} -> ${target}`),
    );
    expect(upwards).toEqual([]);
  });

  it('have no circles', () => {
    const graph = new Map(
      product.map((file) => [file.path, relativeImports(file, ({ typeOnly, lazy }) => !typeOnly && !lazy)]),
    );
    expect(circleIn(graph)).toBeUndefined();
  });

  it('never lead from one compiler stage to another', () => {
    const crossings = product.flatMap((file) => {
      const stage = stageOf(file.path);
      if (stage === undefined) return [];
      return relativeImports(file, () => true)
        .filter((target) => layerOf(target) === 'compiler' && stageOf(target) !== stage)
        .map((target) => `${file.path} -> ${target}`);
    });
    expect(crossings).toEqual([]);
  });

  it('reach the stages from compile.ts only', () => {
    const outsiders = product
      .filter((file) => stageOf(file.path) === undefined && file.path !== 'compiler/compile.ts')
      .flatMap((file) =>
        relativeImports(file, () => true)
          .filter((target) => stageOf(target) !== undefined)
          .map((target) => `${file.path} -> ${target}`),
      );
    expect(outsiders).toEqual([]);
  });

  it('reach the command line from inside it only', () => {
    const outsiders = product
      .filter((file) => !isCommandLine(file.path))
      .flatMap((file) => relativeImports(file, () => true).filter(isCommandLine));
    expect(outsiders).toEqual([]);
  });

  it('of packages are declared as dependencies', () => {
    const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const declared = Object.keys({ ...dependencies, ...peerDependencies });
    const undeclared = product
      .filter((file) => file.path !== 'compiler/cli/bundle.ts')
      .flatMap((file) => importsOf(file.text).map(({ from }) => ({ from, path: file.path })))
      .filter(({ from }) => !from.startsWith('.') && !from.startsWith('node:'))
      .filter(({ from }) => !declared.some((name) => from === name || from.startsWith(`${name}/`)));
    expect(undeclared).toEqual([]);
  });
});

describe('only the command line', () => {
  const pure = product.filter((file) => !isCommandLine(file.path));

  it('imports modules of Node', () => {
    const found = pure.filter((file) => importsOf(file.text).some(({ from }) => from.startsWith('node:')));
    expect(found.map((file) => file.path)).toEqual([]);
  });

  it('touches process, console, clock and chance', () => {
    const world =
      /(?<![.\w])(?:process\s*\.|console\s*\.|new Date\b|Date\s*\.|performance\s*\.|Math\.random|setTimeout|setInterval|globalThis)/;
    expect(placesOf(pure, world)).toEqual([]);
  });
});

describe('the machine', () => {
  it('knows nothing of OVSM', () => {
    const machine = product.filter((file) => layerOf(file.path) === 'runtime');
    const languages = ['syntax', 'core', 'flow', 'tokens', 'parser'].map((name) => `grammar/${name}.ts`);
    const found = machine.filter((file) =>
      relativeImports(file, () => true).some((target) => languages.includes(target)),
    );
    expect(found.map((file) => file.path)).toEqual([]);
  });
});

describe('every file', () => {
  it('begins with a sentence that says its purpose', () => {
    const without = all.filter((file) => !/^\/\/ \S.{15,}(?:\n\/\/ .*){0,3}\.\n/.test(file.text));
    expect(without.map((file) => file.path)).toEqual([]);
  });

  it('has a name that says what is inside', () => {
    const vague = /(?:^|[/.-])(?:utils?|helpers?|misc|common|stuff)(?:[/.-]|$)/;
    expect(all.map((file) => file.path).filter((path) => vague.test(path))).toEqual([]);
  });

  it('is free of any', () => {
    expect(placesOf(all, /(?<![.\w])any\b(?!\s*\()/)).toEqual([]);
  });

  it('leaves nothing for later and silences no checker', () => {
    const marks = [
      'TO' + 'DO',
      'FIX' + 'ME',
      'XX' + 'X',
      '@ts-ig' + 'nore',
      '@ts-no' + 'check',
      'eslint-' + 'disable',
    ];
    expect(placesOf(all, new RegExp(marks.join('|')), 'text')).toEqual([]);
  });
});

describe('tests', () => {
  const tests = all.filter((file) => file.path.endsWith('.test.ts'));

  it('are neither skipped nor singled out, save visibly where outside data is absent', () => {
    expect(placesOf(tests, /\.(?:skip|todo|only|fails)\b|\bx(?:it|describe)\b/)).toEqual([]);
  });

  it('do not wait for the clock', () => {
    expect(placesOf(tests, /\b(?:setTimeout|setInterval)\b/)).toEqual([]);
  });
});

describe('messages', () => {
  const families = [
    readRows,
    expandRows,
    checkRows,
    programRows,
    emitRows,
    machineRows,
    commandRows,
    testRows,
  ];
  const rows = families.flatMap((family): [string, DiagnosticRow][] => Object.entries(family));

  it('have a name and a code that no other has', () => {
    expect(new Set(rows.map(([name]) => name)).size).toBe(rows.length);
    expect(new Set(rows.map(([, { code }]) => code)).size).toBe(rows.length);
  });

  it('have codes that tell level and stage, a hint and an explanation', () => {
    const odd = rows.filter(([, { code, level, hint, explanation }]) => {
      const letter = level === 'error' ? 'E' : 'W';
      return !new RegExp(`^${letter}0[1-8]\\d\\d$`).test(code) || hint === '' || explanation === '';
    });
    expect(odd.map(([name]) => name)).toEqual([]);
  });
});

describe('the README', () => {
  it('has at most 150 lines', () => {
    expect(readFileSync(join(root, 'README.md'), 'utf8').split('\n').length).toBeLessThanOrEqual(151);
  });
});
