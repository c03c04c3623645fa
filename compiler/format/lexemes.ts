// Lexemes: the tokens of a text and the comments between them, which the reader drops.
import type { IToken, Lexer } from 'chevrotain';
import { blockCommentEnd, closes, createLexer, marksForm, opens } from '../../grammar/tokens.js';

export interface Lexeme {
  readonly role: 'atom' | 'open' | 'close' | 'mark' | 'comment';
  readonly text: string;
  /** Line ends between it and the lexeme before it. */
  readonly lineEnds: number;
}

let lexer: Lexer | undefined;

function countLineEnds(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x0a || (code === 0x0d && text.charCodeAt(i + 1) !== 0x0a)) count++;
  }
  return count;
}

function roleOf(token: IToken): Lexeme['role'] {
  if (opens(token)) return 'open';
  if (closes(token)) return 'close';
  return marksForm(token) ? 'mark' : 'atom';
}

function lineEnd(text: string, start: number): number {
  const mark = /[\r\n]/g;
  mark.lastIndex = start;
  return mark.exec(text)?.index ?? text.length;
}

/** The lexemes of a text in which the reader finds no fault. */
export function lexemesOf(text: string): readonly Lexeme[] {
  lexer ??= createLexer();
  const lexemes: Lexeme[] = [];
  let at = 0;
  let lineEnds = 0;
  const add = (role: Lexeme['role'], start: number, end: number) => {
    lineEnds += countLineEnds(text.slice(at, start));
    lexemes.push({ role, text: text.slice(start, end), lineEnds });
    lineEnds = 0;
    at = end;
  };
  const addComments = (limit: number) => {
    for (;;) {
      const offset = text.slice(at, limit).search(/[;#]/);
      if (offset < 0) return;
      const start = at + offset;
      add(
        'comment',
        start,
        text.startsWith('#|', start) ? blockCommentEnd(text, start) : lineEnd(text, start),
      );
    }
  };
  for (const token of lexer.tokenize(text).tokens) {
    const { startOffset } = token;
    addComments(startOffset);
    add(roleOf(token), startOffset, startOffset + token.image.length);
  }
  addComments(text.length);
  return lexemes;
}
