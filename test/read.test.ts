// The reader: golden cases, every message of its family, texts of every kind, and that it never throws or lingers.
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { depthLimit } from '../compiler/1-read/limit-depth.js';
import { read, sourceLimit } from '../compiler/1-read/read.js';
import { renderDiagnostics } from '../compiler/report/render.js';
import { Diagnostics, type Diagnostic } from '../grammar/diagnostics.js';
import { readRows } from '../grammar/diagnostics/read.js';
import { FormParser } from '../grammar/parser.js';
import type { Syntax } from '../grammar/syntax.js';
import { printIndented, printSyntax } from '../grammar/syntax/print.js';
import { createLexer } from '../grammar/tokens.js';
import { goldenCases } from './golden.js';
import { mutations } from './mutate.js';
import { anyForm, withoutSpans } from './random-syntax.js';

function readText(
  text: string,
  name = 'case.ovsm',
): { forms: readonly Syntax[]; list: readonly Diagnostic[] } {
  const diagnostics = new Diagnostics();
  const forms = read({ name, text }, diagnostics);
  return { forms, list: diagnostics.list };
}

const names = (text: string): string[] => readText(text).list.map(({ name }) => name);

goldenCases('read', (program, name) => {
  const { forms, list } = readText(program, name);
  const syntax = forms.map((form) => `${printSyntax(form)}\n`).join('');
  return { syntax, ...(list.length > 0 && { diagnostics: renderDiagnostics(list, { colour: false }) }) };
});

describe('the grammar', () => {
  it('is valid by the rules of Chevrotain', () => {
    expect(createLexer(true).lexerDefinitionErrors).toEqual([]);
    expect(() => new FormParser(true)).not.toThrow();
  });
});

describe('the lexer', () => {
  it('has a token for every character, alone and inside a word', () => {
    const lexer = createLexer();
    for (let code = 0; code < 0x10000; code++) {
      const character = String.fromCharCode(code);
      for (const text of [character, `a${character}b`]) {
        const { tokens, errors } = lexer.tokenize(text);
        if (errors.length > 0) expect.fail(`U+${code.toString(16)}: ${errors[0]!.message}`);
        expect(tokens.length).toBeLessThanOrEqual(3);
      }
    }
  });
});

describe('messages', () => {
  for (const [name, row] of Object.entries(readRows)) {
    if (!row.example.includes('…'))
      it(`${row.code} comes from its example`, () => expect(names(row.example)).toContain(name));
  }

  it('tell of half a surrogate pair, which the string does not keep', () => {
    const { forms, list } = readText('"a\uD800b" \uDC00');
    expect(list.map(({ name }) => name)).toEqual(['loneSurrogate', 'loneSurrogate']);
    expect(forms[0]).toMatchObject({ value: 'a\uFFFDb' });
  });

  it('tell of nesting beyond the limit, once', () => {
    const nested = (depth: number) => '('.repeat(depth) + ')'.repeat(depth);
    expect(names(nested(depthLimit))).toEqual([]);
    expect(names(nested(depthLimit + 1) + nested(depthLimit + 1))).toEqual(['tooDeep']);
    expect(names("'".repeat(100_000) + 'x')).toEqual(['tooDeep']);
    expect(names('(' + "'#;a ".repeat(100_000))).toContain('tooDeep');
    expect(names('('.repeat(100_000))).toEqual(['unclosedBracket', 'tooDeep']);
  });

  it('tell of a source that is too large', () => {
    expect(names(' '.repeat(sourceLimit + 1))).toEqual(['sourceTooLarge']);
  });

  it('are counted after the first hundred', () => {
    const { list } = readText('42abc '.repeat(1000));
    expect(list).toHaveLength(101);
    expect(list.at(-1)).toMatchObject({ name: 'moreFaults', message: 'and 900 more faults in this source' });
  });

  it('are in the order of their places', () => {
    const { list } = readText('(a "\\q" 42abc #t (b ]');
    const starts = list.map(({ span }) => span!.start);
    expect(starts).toEqual([...starts].sort((left, right) => left - right));
  });
});

describe('spans', () => {
  it('cover exactly the text of each form', () => {
    const source = { name: 'spans', text: '\uFEFF(é "😀" [1, x]) \'{:k v}' };
    const [first, second] = read(source, new Diagnostics());
    const textOf = ({ span }: Syntax) => source.text.slice(span.start, span.end);
    expect(textOf(first!)).toBe('(é "😀" [1, x])');
    expect(first!.kind === 'list' && first.items.map(textOf)).toEqual(['é', '"😀"', '[1, x]']);
    expect(textOf(second!)).toBe("'{:k v}");
  });
});

describe('printing', () => {
  it('gives text that reads as the same form', () => {
    fc.assert(
      fc.property(anyForm, (form) => {
        for (const text of [printSyntax(form), printIndented(form, 20)]) {
          const { forms, list } = readText(text);
          expect(list).toEqual([]);
          expect(forms.map(withoutSpans)).toEqual([withoutSpans(form)]);
        }
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it('indents what does not fit', () => {
    const { forms } = readText("(define (f x) (if (> x 0) [1 2 3] {:name x :other 'y}))");
    expect(printIndented(forms[0]!, 20)).toBe(
      "(define\n  (f x)\n  (if\n    (> x 0)\n    [1 2 3]\n    {:name x\n     :other 'y}))",
    );
  });
});

describe('any text', () => {
  const sound = (text: string): void => {
    const { list } = readText(text);
    for (const { span } of list) {
      expect(span).toBeDefined();
      expect(span!.start).toBeGreaterThanOrEqual(0);
      expect(span!.end).toBeLessThanOrEqual(text.length);
      expect(span!.start).toBeLessThanOrEqual(span!.end);
    }
    expect(() => renderDiagnostics(list, { colour: true })).not.toThrow();
  };

  it('is read or refused, when mutated from programs', () => {
    for (const text of mutations(1, 400)) sound(text);
  });

  it('is read or refused, when random', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), sound), { seed: 2, numRuns: 300 });
    const tokens = fc.array(fc.constantFrom(...'()[]{}"\'`,;\\#|@:. \nab1-'), { maxLength: 60 });
    fc.assert(
      fc.property(tokens, (parts) => sound(parts.join(''))),
      { seed: 3, numRuns: 1000 },
    );
  });

  it('is refused or read without exhausting anything, when monstrous', () => {
    const pieces = [
      '(',
      ')',
      '(]',
      '[(]',
      "'",
      '`',
      '`,',
      ',',
      ',@',
      '#|',
      '#;',
      "'#;a ",
      '"\\"\n',
      '"\\q',
      '"\n',
      '{:a 1 ',
    ];
    for (const piece of [
      ...pieces,
      '1_',
      '1.',
      '1e',
      '#',
      '|',
      '|#',
      '\0a',
      '“',
      '(\n',
      '(a\n  (b\n',
      ')\n(',
    ]) {
      sound(piece.repeat(50_000 / piece.length));
    }
  });
});

describe('real programs', () => {
  const shared = new URL('../../shared/', import.meta.url);
  const pairs = new URL('conformance/language-pairs.json', shared);
  const seeds = new URL('seeds/svm-innovations.md', shared);

  it.skipIf(!existsSync(pairs))('all of the language pairs are read without a message', () => {
    const { cases } = JSON.parse(readFileSync(pairs, 'utf8')) as { cases: { id: string; source: string }[] };
    const faulty = cases.filter(({ source }) => names(source).length > 0).map(({ id }) => id);
    expect(faulty).toEqual([]);
  });

  it.skipIf(!existsSync(seeds))('all of the seeds are read without a message', () => {
    const blocks = [...readFileSync(seeds, 'utf8').matchAll(/^```lisp\n([^]*?)^```/gm)].map(
      ([, code]) => code!,
    );
    expect(blocks.length).toBeGreaterThan(0);
    expect(blocks.map(names)).toEqual(blocks.map(() => []));
  });
});
