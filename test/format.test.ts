// The formatter: golden cases, and that for every program the formatted text means the same and formats to itself.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { read } from '../compiler/1-read/read.js';
import { format } from '../compiler/compile.js';
import { Diagnostics } from '../grammar/diagnostics.js';
import { printSyntax } from '../grammar/syntax/print.js';
import { goldenCases } from './golden.js';
import { mutations } from './mutate.js';
import { anyForm, withoutSpans } from './random-syntax.js';

const root = fileURLToPath(new URL('..', import.meta.url));

function formatted(text: string, width?: number): string | undefined {
  return format({ name: 'case.ovsm', text }, width === undefined ? {} : { width }).text;
}

function meaning(text: string): unknown {
  const diagnostics = new Diagnostics();
  return read({ name: 'case.ovsm', text }, diagnostics).map(withoutSpans);
}

const comments = (text: string): string[] => text.match(/;c\d+;|#\|c\d+/g) ?? [];

/** The text without strings and block comments, whose lines are their own. */
const outside = (text: string): string =>
  text.replace(/"(?:[^"\\]|\\.)*"|(?<!#);.*|#\|[^]*?\|#/g, (found) => (found.startsWith(';') ? found : '_'));

/** Formats at several widths and checks what must hold; false if the text cannot be read. */
function keepsItsWord(text: string): boolean {
  for (const width of [100, 40, 12]) {
    const once = formatted(text, width);
    if (once === undefined) return false;
    expect(meaning(once)).toEqual(meaning(text));
    expect(comments(once)).toEqual(comments(text));
    expect(formatted(once, width)).toBe(once);
    expect(outside(once)).not.toMatch(/[ \t]\n|[ \t]$|\n\n\n|^\n/);
  }
  return true;
}

goldenCases('format', (program) => ({ formatted: formatted(program)! }));

describe('programs of this repository', () => {
  const files = ['examples', 'test/cases', 'stdlib', 'grammar'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ovsm'))
      .map((name) => join(folder, name)),
  );

  it('mean the same when formatted', () => {
    const read = files.filter((file) =>
      keepsItsWord(readFileSync(join(root, file), 'utf8').split(/^======== /m)[0]!),
    );
    expect(read.length).toBeGreaterThan(50);
  });

  it('are formatted, where they are examples', () => {
    for (const file of files.filter((name) => name.startsWith('examples'))) {
      const text = readFileSync(join(root, file), 'utf8');
      expect(formatted(text), file).toBe(text);
    }
  });
});

describe('any text that can be read', () => {
  it('means the same when formatted, be it mutated from programs', () => {
    const read = [...mutations(7, 400)].filter(keepsItsWord);
    expect(read.length).toBeGreaterThan(50);
  });

  it('means the same when formatted, be it random with comments anywhere', () => {
    const gaps = fc.array(fc.constantFrom(' ', '\n', '\n\n', ';', '|', '#;()', '  \n  ', ','), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(fc.array(anyForm, { maxLength: 4 }), gaps, (forms, fillings) => {
        let count = 0;
        const filling = (): string => {
          const kind = fillings[count++ % fillings.length]!;
          if (kind === ';') return ` ;c${count};\n`;
          if (kind === '|') return ` #|c${count} ${count % 3 === 0 ? '\n' : ''}|# `;
          return kind === ',' ? ' ' : ` ${kind} `;
        };
        const text = forms.map((form) => printSyntax(form)).join('\n');
        expect(keepsItsWord(fill(text, filling))).toBe(true);
      }),
      { seed: 4, numRuns: 300 },
    );
  });
});

/** The text with other blanks: outside of strings, each blank and each place behind an open bracket is filled anew. */
function fill(text: string, filling: () => string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|[ \n]|[([{](?!\s)/g, (found) => {
    if (found.startsWith('"')) return found;
    return /\s/.test(found) ? filling() : `${found}${filling()}`;
  });
}
