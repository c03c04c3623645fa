// Tokens of a source: the tokens that stand for a fault are reported, and mended or left out.
import type { IToken, Lexer, TokenType } from 'chevrotain';
import type { Diagnostics } from '../../grammar/diagnostics.js';
import type { Source, Span } from '../../grammar/source.js';
import {
  CloseBrace,
  CloseBracket,
  CloseParenthesis,
  CommentEnd,
  createLexer,
  Lookalike,
  lookalikes,
  OpenBrace,
  OpenBracket,
  OpenComment,
  OpenParenthesis,
  OpenText,
  Stray,
  Text,
} from '../../grammar/tokens.js';
import { nests } from './nests.js';
import { codePointName } from './scan-characters.js';

let lexer: Lexer | undefined;

const brackets: ReadonlyMap<string, TokenType> = new Map([
  ['(', OpenParenthesis],
  [')', CloseParenthesis],
  ['[', OpenBracket],
  [']', CloseBracket],
  ['{', OpenBrace],
  ['}', CloseBrace],
]);

export const spanOf = (source: Source, token: IToken): Span => ({
  source,
  start: token.startOffset,
  end: token.startOffset + token.image.length,
});

/**
 * The string that swallowed the program, if one did: its closing quote is missing and it ends at the quote that opens
 * the next string. It runs on into a line that begins with a bracket, or a word is glued to its end. Gives the index of
 * its token.
 */
function culprit(text: string, tokens: readonly IToken[]): number {
  return tokens.findIndex((token) => {
    if (token.tokenType !== Text || !/[\r\n]/.test(token.image)) return false;
    const after = text.charAt(token.startOffset + token.image.length);
    return /[\r\n]\s*\(/.test(token.image) || /[^\s()[\]{}"';,]/.test(after);
  });
}

function moved(token: IToken, distance: number): IToken {
  token.startOffset += distance;
  if (token.endOffset !== undefined) token.endOffset += distance;
  return token;
}

/** The tokens of a text if the string at `index` ended with its first line. */
function lexWithout(lexer: Lexer, text: string, tokens: readonly IToken[], index: number): IToken[] {
  const start = tokens[index]!.startOffset;
  const [opening] = lexer.tokenize(/^[^\r\n]*/.exec(text.slice(start))![0]).tokens;
  const next = start + opening!.image.length;
  const rest = lexer.tokenize(text.slice(next)).tokens.map((token) => moved(token, next));
  return [...tokens.slice(0, index), moved(opening!, start), ...rest];
}

const hasOpenText = (tokens: readonly IToken[]): boolean =>
  tokens.some((token) => token.tokenType === OpenText);

/** The tokens of a text. If its quotes or brackets do not pair, a quote that is missing early is looked for. */
function lex(text: string): IToken[] {
  lexer ??= createLexer();
  const { tokens } = lexer.tokenize(text);
  const open = hasOpenText(tokens);
  if (!open && nests(tokens)) return tokens;
  const index = culprit(text, tokens);
  if (index < 0) return tokens;
  const other = lexWithout(lexer, text, tokens, index);
  return open || nests(other) ? other : tokens;
}

const isFault = ({ tokenType }: IToken): boolean =>
  tokenType === OpenText ||
  tokenType === OpenComment ||
  tokenType === CommentEnd ||
  tokenType === Stray ||
  tokenType === Lookalike;

/** The tokens of a source without those that are only faults. All faults are reported. */
export function tokenize(source: Source, diagnostics: Diagnostics): IToken[] {
  const all = lex(source.text);
  if (!all.some(isFault)) return all;
  return all.filter((token) => {
    switch (token.tokenType) {
      case OpenText:
        diagnostics.report('unterminatedString', spanOf(source, token), {});
        return true;
      case OpenComment: {
        const opening = { source, start: token.startOffset, end: token.startOffset + 2 };
        diagnostics.report('unterminatedComment', opening, {});
        return true;
      }
      case CommentEnd:
        diagnostics.report('strayCommentEnd', spanOf(source, token), {});
        return false;
      case Stray:
        diagnostics.report('strayCharacter', spanOf(source, token), {
          character: codePointName(token.image),
        });
        return false;
      case Lookalike:
        return mend(source, token, diagnostics);
      default:
        return true;
    }
  });
}

/** A lookalike of a bracket counts as the bracket, so that the form around it stays whole. */
function mend(source: Source, token: IToken, diagnostics: Diagnostics): boolean {
  const character = token.image;
  const meant = lookalikes.get(character)!;
  diagnostics.report('lookalike', spanOf(source, token), {
    character,
    code: codePointName(character),
    meant,
  });
  const bracket = brackets.get(meant);
  if (!bracket) return false;
  token.tokenType = bracket;
  token.tokenTypeIdx = bracket.tokenTypeIdx!;
  return true;
}
