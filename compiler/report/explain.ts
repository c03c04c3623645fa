// Explanations: what a message means, with a mistake that provokes it, what is then said, and the repair.
import { diagnosticRows, type Diagnostic, type DiagnosticRow } from '../../grammar/diagnostics.js';
import { assemble, compile } from '../compile.js';
import { painter } from './colours.js';
import { renderDiagnostic } from './render.js';

const textWidth = 100;

/** All rows, by the numbers of their codes. */
export function rowsInOrder(): readonly DiagnosticRow[] {
  return Object.values<DiagnosticRow>(diagnosticRows).toSorted((left, right) =>
    left.code.slice(1) < right.code.slice(1) ? -1 : 1,
  );
}

/** A text of a row for a reader who sees no particular case: blanks are left open. */
export const withoutBlanks = (text: string): string => text.replace(/\{\w+\}/g, '…');

function wrap(text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line !== '' && line.length + 1 + word.length > textWidth) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join('\n');
}

const indent = (text: string): string => text.replace(/^(?=.)/gm, '    ');

function diagnose({ language, example }: DiagnosticRow): readonly Diagnostic[] {
  const source = { name: 'example', text: example };
  if (language === undefined) return compile(source).diagnostics;
  return language === 'assembly' ? assemble(source).diagnostics : [];
}

/** The message that the example provokes, where the example is one that can be tried here. */
export function messageOf(row: DiagnosticRow): Diagnostic | undefined {
  if (row.example.includes('…')) return undefined;
  return diagnose(row).find(({ code }) => code === row.code);
}

/** The explanation of one message as text that ends with a line end. */
export function explain(row: DiagnosticRow, { colour }: { readonly colour: boolean }): string {
  const { code, level, text, hint, explanation, example, repair } = row;
  const paint = painter(colour);
  const message = messageOf(row);
  const general = withoutBlanks(hint);
  const parts = [
    `${paint(level, `${level}[${code}]`)}${paint('strong', `: ${withoutBlanks(text)}`)}`,
    wrap(explanation),
    ...(message || general === '…' ? [] : [wrap(`${paint('hint', 'Hint')}: ${general}`)]),
    `${paint('note', 'The mistake')}:\n\n${indent(example)}`,
    ...(message ? [indent(renderDiagnostic(message, { colour })).trimEnd()] : []),
    `${paint('note', 'The repair')}:\n\n${indent(repair)}`,
  ];
  return `${parts.join('\n\n')}\n`;
}
