// Rendering: a diagnostic as people read it, with the lines it speaks of.
import type { Diagnostic, Note } from '../../grammar/diagnostics.js';
import { place, type Source } from '../../grammar/source.js';
import { painter, type Paint } from './colours.js';
import { harmless } from './display.js';
import { frame, type Marked } from './frame.js';

/* A message repeats names of the source, which may be of any length. */
const longestMessage = 600;

function sayable(text: string): string {
  const shown = text.length > longestMessage ? `${text.slice(0, longestMessage)}...` : text;
  return harmless(shown);
}

function framed(source: Source, marks: readonly Marked[], paint: Paint): { lines: string[]; margin: number } {
  const { rows, margin } = frame(source, marks, paint);
  const head = `${' '.repeat(margin)}${paint('frame', '-->')} ${harmless(place(marks[0]!.span))}`;
  return { lines: [head, ...rows], margin };
}

const isIn = (source: Source | undefined, note: Note): boolean =>
  note.span?.source === source && source !== undefined;

function noteMark(note: Note): Marked[] {
  return note.span ? [{ span: note.span, glyph: '-', role: 'note', label: sayable(note.message) }] : [];
}

/** One diagnostic as text that ends with a line end; colours are ANSI escapes. */
export function renderDiagnostic(diagnostic: Diagnostic, { colour }: { readonly colour: boolean }): string {
  const { level, code, message, hint, span, notes } = diagnostic;
  const paint = painter(colour);
  const lines = [`${paint(level, `${level}[${code}]`)}${paint('strong', `: ${sayable(message)}`)}`];
  let margin = 1;
  if (span) {
    const primary: Marked = { span, glyph: '^', role: level, label: '' };
    const near = notes.filter((note) => isIn(span.source, note)).flatMap(noteMark);
    const drawn = framed(span.source, [primary, ...near], paint);
    lines.push(...drawn.lines);
    margin = drawn.margin;
  }
  const indent = `${' '.repeat(margin)} ${paint('frame', '=')}`;
  for (const note of notes.filter((other) => !isIn(span?.source, other))) {
    lines.push(`${indent} ${paint('note', 'note')}: ${sayable(note.message)}`);
    if (note.span)
      lines.push(...framed(note.span.source, [{ ...noteMark(note)[0]!, label: '' }], paint).lines);
  }
  if (hint) lines.push(`${indent} ${paint('hint', 'hint')}: ${sayable(hint)}`);
  return `${lines.join('\n')}\n`;
}

/** Several diagnostics with an empty line after each. */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  options: { readonly colour: boolean },
): string {
  return diagnostics.map((diagnostic) => `${renderDiagnostic(diagnostic, options)}\n`).join('');
}
