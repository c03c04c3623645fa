// Whether the brackets of a sequence of tokens nest.
import type { IToken, TokenType } from 'chevrotain';
import { closerOf, closes, opens } from '../../grammar/tokens.js';

export function nests(tokens: readonly IToken[]): boolean {
  const expected: TokenType[] = [];
  for (const token of tokens) {
    if (opens(token)) expected.push(closerOf.get(token.tokenType)!);
    else if (closes(token) && expected.pop() !== token.tokenType) return false;
  }
  return expected.length === 0;
}
