// Formatting: one way of laying out a source, whatever the author's; names, numbers, strings and comments stay as they are.
import { readConcrete } from './concrete.js';
import { lexemesOf } from './lexemes.js';
import { Layout } from './layout.js';
import { macroShapes, Shapes } from './shapes.js';
import { sequenceOf } from './slots.js';

/** What must be the same before and after: all but white space, separating commas, and blanks that end a comment. */
const essence = (text: string): string =>
  lexemesOf(text)
    .filter((lexeme) => lexeme.role !== 'mark' || lexeme.text !== ',')
    .map((lexeme) => lexeme.text.trimEnd())
    .join('\n');

export interface FormatOptions {
  /** The columns a line may take where that can be had; 100 unless told otherwise. */
  readonly width?: number;
  /** What ends a line; what ends the first line of the text unless told otherwise. */
  readonly lineEnd?: '\n' | '\r\n';
}

/** The text of a source in which the reader finds no fault, laid out anew; formatting that again changes nothing. */
export function formatText(text: string, options: FormatOptions): string {
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const { width = 100, lineEnd = /^[^\r\n]*\r\n/.test(text) ? '\r\n' : '\n' } = options;
  const items = readConcrete(text);
  const shapes = new Shapes(macroShapes(items.map(({ piece }) => piece)));
  const formatted = mark + new Layout({ width, lineEnd, shapes }).file(sequenceOf(items));
  if (essence(formatted) !== essence(text)) throw new Error('formatting would have lost part of the text');
  return formatted;
}
