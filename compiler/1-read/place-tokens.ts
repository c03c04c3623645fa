// Places of tokens in the layout of the text: what indentation is judged by.
import type { IToken } from 'chevrotain';
import { lineIndex, linesOf, type Source } from '../../grammar/source.js';

/** A token with its place in the layout of the text. */
export interface Placed {
  readonly token: IToken;
  readonly line: number;
  /** UTF-16 code units before it on its line. */
  readonly column: number;
  readonly firstOnLine: boolean;
}

/** The tokens of a source, in order, with their places. */
export function placeTokens(source: Source, tokens: readonly IToken[]): Placed[] {
  const starts = linesOf(source);
  let line = 0;
  let previous = -1;
  return tokens.map((token) => {
    while ((starts[line + 1] ?? Infinity) <= token.startOffset) line++;
    const firstOnLine = line !== previous;
    // A string may end on a later line than it begins on.
    previous = /[\r\n]/.test(token.image) ? lineIndex(source, token.startOffset + token.image.length) : line;
    return { token, line, column: token.startOffset - starts[line]!, firstOnLine };
  });
}
