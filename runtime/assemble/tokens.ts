// Tokens of assembly text: one line at a time, comments left out.
import type { Diagnostics } from '../../grammar/diagnostics.js';
import { linesOf, lineText, type Source, type Span } from '../../grammar/source.js';

/** `text` is what stands in the source; strings keep their quotes. */
export interface Token {
  readonly kind: 'word' | 'number' | 'string' | 'mark';
  readonly text: string;
  readonly span: Span;
}

const blank = /(?:[ \t\r\f\v\uFEFF]|#[^]*|;[^]*|\/\/[^]*)+/y;
const pattern = /("(?:\\.|[^"\\])*")|([0-9][0-9A-Za-z_]*)|([@\p{L}_.$][\p{L}\p{N}_.$]*)|([,:[\]+\-*/()])/uy;
/** In the order of the groups of the pattern. */
const kinds = ['string', 'number', 'word', 'mark'] as const;

/** The lines that hold something, each as its tokens. A line with a mistake is reported and left out. */
export function* tokenLines(source: Source, diagnostics: Diagnostics): Generator<readonly Token[]> {
  const starts = linesOf(source);
  for (const [index, start] of starts.entries()) {
    const tokens = tokensOfLine(source, start, lineText(source, index), diagnostics);
    if (tokens !== undefined && tokens.length > 0) yield tokens;
  }
}

function tokensOfLine(
  source: Source,
  start: number,
  line: string,
  diagnostics: Diagnostics,
): Token[] | undefined {
  const tokens: Token[] = [];
  let at = blankAt(line, 0);
  while (at < line.length) {
    const found = tokenAt(line, at);
    if (found === undefined) {
      reportCharacter(source, start + at, line.slice(at), diagnostics);
      return undefined;
    }
    tokens.push({ ...found, span: { source, start: start + at, end: start + at + found.text.length } });
    at += found.text.length;
    at += blankAt(line, at);
  }
  return tokens;
}

/** The length of the blanks at `at`. */
function blankAt(line: string, at: number): number {
  blank.lastIndex = at;
  return blank.exec(line)?.[0].length ?? 0;
}

function tokenAt(line: string, at: number): Pick<Token, 'kind' | 'text'> | undefined {
  pattern.lastIndex = at;
  const match = pattern.exec(line);
  if (match === null) return undefined;
  const group = match.findIndex((part, index) => index > 0 && part !== undefined);
  return { kind: kinds[group - 1]!, text: match[0] };
}

function reportCharacter(source: Source, start: number, rest: string, diagnostics: Diagnostics): void {
  if (rest.startsWith('"')) {
    const span = { source, start, end: start + rest.length };
    diagnostics.report('textMistaken', span, {
      problem: 'this text has no closing quote',
      advice: 'texts end on their line; a line end inside is written `\\n`',
    });
    return;
  }
  const character = String.fromCodePoint(rest.codePointAt(0)!);
  const span = { source, start, end: start + character.length };
  diagnostics.report('assemblyUnexpected', span, {
    found: `character \`${character}\``,
    expected: 'names that hold more than letters, digits, `_`, `.` and `$` stand in double quotes',
  });
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '0': '\0',
  '\\': '\\',
  '"': '"',
};

/** The bytes a string token stands for. */
export function bytesOfText(token: Token, diagnostics: Diagnostics): Uint8Array | undefined {
  const encoder = new TextEncoder();
  const bytes: number[] = [];
  const body = token.text.slice(1, -1);
  for (const { 0: piece, index } of body.matchAll(/\\x[0-9a-fA-F]{2}|\\[^]|[^\\]+/gu)) {
    if (/^\\x../.test(piece)) bytes.push(parseInt(piece.slice(2), 16));
    else {
      const plain = piece.startsWith('\\') ? escapes[piece[1]!] : piece;
      if (plain === undefined) {
        const start = token.span.start + 1 + index;
        diagnostics.report(
          'textMistaken',
          { ...token.span, start, end: start + piece.length },
          {
            problem: `\`${piece}\` stands for no character`,
            advice: 'a backslash is written `\\\\`; a byte as two hexadecimal digits, `\\x1f`',
          },
        );
        return undefined;
      }
      for (const byte of encoder.encode(plain)) bytes.push(byte);
    }
  }
  return Uint8Array.from(bytes);
}

/** The name a word or a string in its place stands for. */
export function nameOf({ kind, text }: Token): string {
  return kind === 'string' ? text.slice(1, -1).replace(/\\(.)/gu, '$1') : text;
}
