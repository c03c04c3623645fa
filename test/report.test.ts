// How diagnostics look: frames, marks, widths, notes, colours, and their JSON form.
import { describe, expect, it } from 'vitest';
import { diagnosticJson } from '../compiler/report/json.js';
import { renderDiagnostic, renderDiagnostics } from '../compiler/report/render.js';
import { diagnose, type Note } from '../grammar/diagnostics.js';
import type { Source, Span } from '../grammar/source.js';

const sourceOf = (text: string, name = 'program.ovsm'): Source => ({ name, text });

/** The span of `part`, which must occur once. */
function spanOf(source: Source, part: string): Span {
  const start = source.text.indexOf(part);
  expect(start).toBeGreaterThanOrEqual(0);
  return { source, start, end: start + part.length };
}

const stray = (span: Span | undefined, notes: readonly Note[] = []) =>
  diagnose('strayBracket', span, { close: ')' }, notes);

/** The rendered lines between head and hint. */
function frameOf(span: Span, notes: readonly Note[] = []): string[] {
  return renderDiagnostic(stray(span, notes), { colour: false }).split('\n').slice(1, -2);
}

describe('a frame', () => {
  it('shows the line and marks the span', () => {
    const source = sourceOf('(define x 1)\n\n(log lenght)\n');
    expect(renderDiagnostic(stray(spanOf(source, 'lenght')), { colour: false })).toBe(
      [
        'error[E0112]: `)` closes nothing',
        '  --> program.ovsm:3:6',
        '   |',
        ' 3 | (log lenght)',
        '   |      ^^^^^^',
        '   = hint: remove it, or open the form it should close',
        '',
      ].join('\n'),
    );
  });

  it('keeps its bars in line where line numbers grow', () => {
    const source = sourceOf(`${'\n'.repeat(8)}(a)\n(b)`);
    expect(frameOf(spanOf(source, 'a'), [{ message: 'and here', span: spanOf(source, 'b') }])).toEqual([
      '   --> program.ovsm:9:2',
      '    |',
      '  9 | (a)',
      '    |  ^',
      ' 10 | (b)',
      '    |  - and here',
    ]);
  });

  it('puts marks below tabs and wide, combined and joined characters', () => {
    const shown = (line: string) => frameOf(spanOf(sourceOf(line), 'bad')).slice(2);
    expect(shown('\t(bad)')).toEqual([' 1 |     (bad)', '   |      ^^^']);
    expect(shown('(a\tbad)')).toEqual([' 1 | (a  bad)', '   |     ^^^']);
    expect(shown('"日本" bad')).toEqual([' 1 | "日本" bad', '   |        ^^^']);
    expect(shown('"e\u0301" bad')).toEqual([' 1 | "e\u0301" bad', '   |     ^^^']);
    expect(shown('"👩‍👩‍👧" bad')).toEqual([' 1 | "👩‍👩‍👧" bad', '   |      ^^^']);
    const wide = sourceOf('(日本)');
    expect(frameOf(spanOf(wide, '日本')).at(-1)).toBe('   |  ^^^^');
  });

  it('shows no character that would disturb a terminal', () => {
    const source = sourceOf('a\u001B[31m \u202E bad\0');
    expect(frameOf(spanOf(source, 'bad')).slice(2)).toEqual([
      ' 1 | a\u241B[31m \uFFFD bad\u2400',
      '   |          ^^^',
    ]);
  });

  it('cuts a long line to the part around the mark', () => {
    const source = sourceOf(`(${'a '.repeat(500_000)}bad ${'b '.repeat(500_000)})`);
    const [, , line, mark] = frameOf(spanOf(source, 'bad'));
    expect(line!.length).toBeLessThan(180);
    expect(line!.slice(mark!.indexOf('^'), mark!.indexOf('^') + 3)).toBe('bad');
  });

  it('shows a span of several lines with a rule at the left', () => {
    const source = sourceOf('(define (f x)\n  (let ((y 1))\n    (+ x y)))\n(g)\n');
    expect(frameOf(spanOf(source, '(let ((y 1))\n    (+ x y))'))).toEqual([
      '  --> program.ovsm:2:3',
      '   |',
      ' 2 | /   (let ((y 1))',
      ' 3 | |     (+ x y)))',
      '   | |____________^',
    ]);
    expect(frameOf(spanOf(source, '((y 1))\n    (+'))).toEqual([
      '  --> program.ovsm:2:8',
      '   |',
      ' 2 |     (let ((y 1))',
      '   |  ________^',
      ' 3 | |     (+ x y)))',
      '   | |______^',
    ]);
  });

  it('leaves out the middle of a long span', () => {
    const source = sourceOf(`(a\n${' b\n'.repeat(20)} c)`);
    expect(frameOf({ source, start: 0, end: source.text.length })).toEqual([
      '   --> program.ovsm:1:1',
      '    |',
      '  1 | / (a',
      '  2 | |  b',
      '  3 | |  b',
      '...   |',
      ' 21 | |  b',
      ' 22 | |  c)',
      '    | |___^',
    ]);
  });

  it('marks an empty span, the end of the text, and what lies beyond it', () => {
    const caret = (text: string, start: number, end = start) =>
      frameOf({ source: sourceOf(text), start, end });
    expect(caret('', 0)).toEqual(['  --> program.ovsm:1:1', '   |', ' 1 |', '   | ^']);
    expect(caret('(a', 2).slice(2)).toEqual([' 1 | (a', '   |   ^']);
    expect(caret('(a\n', 3)).toEqual(['  --> program.ovsm:2:1', '   |', ' 2 |', '   | ^']);
    expect(caret('(a', 1, 99).slice(2)).toEqual([' 1 | (a', '   |  ^']);
    expect(caret('(a\r\n)', 1, 4).slice(2)).toEqual([' 1 | (a', '   |  ^']);
  });
});

describe('notes', () => {
  const source = sourceOf('(a [b\n\n\n   c)\n');

  it('of the same source stand in the same frame', () => {
    expect(
      frameOf(spanOf(source, ')'), [{ message: 'opened here', span: spanOf(source, '[') }]).slice(2),
    ).toEqual([' 1 | (a [b', '   |    - opened here', '...', ' 4 |    c)', '   |     ^']);
  });

  it('of another source have a frame of their own, those without a place a line', () => {
    const other = sourceOf('one\ntwo', 'other.ovsm');
    const notes = [{ message: 'imported there', span: spanOf(other, 'two') }, { message: 'think twice' }];
    expect(frameOf(spanOf(source, ')'), notes).slice(4)).toEqual([
      '   = note: imported there',
      '  --> other.ovsm:2:1',
      '   |',
      ' 2 | two',
      '   | ---',
      '   = note: think twice',
    ]);
  });
});

describe('a diagnostic', () => {
  it('without a place is a message and a hint', () => {
    expect(renderDiagnostic(stray(undefined), { colour: false })).toBe(
      'error[E0112]: `)` closes nothing\n  = hint: remove it, or open the form it should close\n',
    );
  });

  it('is coloured only when asked', () => {
    const span = spanOf(sourceOf('(a))'), '))');
    const plain = renderDiagnostic(stray(span), { colour: false });
    const coloured = renderDiagnostic(stray(span), { colour: true });
    expect(plain).not.toContain('\u001B');
    expect(coloured).toContain('\u001B[1;31merror[E0112]\u001B[0m');
    expect(coloured.replace(/\u001B\[[\d;]*m/g, '')).toBe(plain);
  });

  it('does not repeat control characters or endless names', () => {
    const text = renderDiagnostic(
      diagnose('strayBracket', undefined, { close: `\u001B${'x'.repeat(9999)}` }),
      {
        colour: false,
      },
    );
    expect(text).toContain('\u241Bxxx');
    expect(text.length).toBeLessThan(1000);
  });

  it('stands apart from the next one', () => {
    const list = [stray(undefined), stray(undefined)];
    expect(renderDiagnostics(list, { colour: false }).split('\n\n')).toHaveLength(3);
  });

  it('has a JSON form with places as people and as programs count them', () => {
    const source = sourceOf('\n(😀 bad)');
    const note = { message: 'see', span: spanOf(source, '(') };
    expect(diagnosticJson(stray(spanOf(source, 'bad'), [note, { message: 'plain' }]))).toEqual({
      code: 'E0112',
      level: 'error',
      message: '`)` closes nothing',
      hint: 'remove it, or open the form it should close',
      span: {
        file: 'program.ovsm',
        start: { line: 2, column: 4, offset: 5 },
        end: { line: 2, column: 7, offset: 8 },
      },
      notes: [
        {
          message: 'see',
          span: {
            file: 'program.ovsm',
            start: { line: 2, column: 1, offset: 1 },
            end: { line: 2, column: 2, offset: 2 },
          },
        },
        { message: 'plain' },
      ],
    });
    expect(diagnosticJson(stray(undefined))).not.toHaveProperty('span');
  });
});
