// Matching brackets: gives a sequence of tokens whose brackets nest, and reports where the text's own do not.
import type { IToken } from 'chevrotain';
import type { Diagnostics } from '../../grammar/diagnostics.js';
import type { Source } from '../../grammar/source.js';
import { OpenComment } from '../../grammar/tokens.js';
import { nests } from './nests.js';
import { repairBrackets } from './repair-brackets.js';

/** A text whose brackets nest is taken as it is, however it is indented; indentation counts only otherwise. */
export function matchBrackets(source: Source, tokens: IToken[], diagnostics: Diagnostics): IToken[] {
  // An open comment may hold the closing brackets that are missing before it; its own diagnostic says enough.
  const cut = tokens.at(-1)?.tokenType === OpenComment;
  const whole = cut ? tokens.slice(0, -1) : tokens;
  return nests(whole) ? whole : repairBrackets(source, whole, diagnostics, cut);
}
