// Faults of single characters that the tokens around them do not show.
import type { Diagnostics } from '../../grammar/diagnostics.js';
import type { Source } from '../../grammar/source.js';
import { directionMarks } from '../../grammar/tokens.js';

/** A character as messages name it: `U+202E`. */
export const codePointName = (character: string): string =>
  `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;

/** Reports each run of lone surrogates and of direction marks, wherever they stand. */
export function scanCharacters(source: Source, diagnostics: Diagnostics): void {
  for (const match of source.text.matchAll(/\p{Surrogate}+/gu)) {
    const span = { source, start: match.index, end: match.index + match[0].length };
    diagnostics.report('loneSurrogate', span, {});
  }
  for (const match of source.text.matchAll(new RegExp(`${directionMarks.source}+`, 'g'))) {
    const span = { source, start: match.index, end: match.index + match[0].length };
    diagnostics.report('hiddenDirection', span, { character: codePointName(match[0]) });
  }
}
