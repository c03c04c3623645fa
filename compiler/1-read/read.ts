// Read: source text to Syntax. Every fault of the text is reported; what can be read of it is returned all the same.
import type { Diagnostics } from '../../grammar/diagnostics.js';
import { FormParser } from '../../grammar/parser.js';
import type { Source } from '../../grammar/source.js';
import type { Syntax } from '../../grammar/syntax.js';
import { SyntaxBuilder } from './build-syntax.js';
import { Faults } from './faults.js';
import { limitDepth } from './limit-depth.js';
import { matchBrackets } from './match-brackets.js';
import { scanCharacters } from './scan-characters.js';
import { tokenize } from './tokenize.js';

/** The longest source that is read, in UTF-16 code units. */
export const sourceLimit = 2_000_000;

let parser: FormParser<Syntax> | undefined;

/** Reads all forms of a source; the diagnostics are reported in the order of their places. Linear in the source. */
export function read(source: Source, diagnostics: Diagnostics): readonly Syntax[] {
  const { text } = source;
  if (text.length > sourceLimit) {
    const span = { source, start: 0, end: 0 };
    diagnostics.report('sourceTooLarge', span, { size: text.length, limit: sourceLimit });
    return [];
  }
  const own = new Faults();
  scanCharacters(source, own);
  const tokens = limitDepth(source, matchBrackets(source, tokenize(source, own), own), own);
  parser ??= new FormParser<Syntax>();
  const forms = parser.parse(tokens, new SyntaxBuilder(source, own));
  diagnostics.list.push(...own.inOrder());
  return forms;
}
