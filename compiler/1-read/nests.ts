// Whether the brackets of a sequence of tokens nest.
import type { IToken, TokenType } from 'chevrotain';
import { closerOf, closes } from '../../grammar/tokens.js';

export function nests(tokens: readonly IToken[]): boolean {
  const expected: TokenType[] = [];
  for (const token of tokens) {
    const closer = closerOf.get(token.tokenType);
    if (closer) expected.push(closer);
    else if (closes(token) && expected.pop() !== token.tokenType) return false;
  }
  return expected.length === 0;
}
