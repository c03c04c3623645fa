// Tokens: the lexical grammar of OVSM. Every text is a sequence of these; wrong characters have tokens of their own.
import { createToken, Lexer, type CustomPatternMatcherFunc, type IToken, type TokenType } from 'chevrotain';

/*
 * What a name may hold: all but white space, control characters, brackets, quotes, comma and semicolon. Beyond ASCII
 * also not: Unicode white space, invisible spaces (U+180E, U+200B, U+2060), marks that reorder text (U+202A to
 * U+202E, U+2066 to U+2069) and the characters of `lookalikes`. The ranges are positive because the lexer finds a
 * token by its first character, which it cannot do for a complement.
 */
const beyondAscii =
  '\\u00A1-\\u167F\\u1681-\\u180D\\u180F-\\u1FFF\\u200C-\\u2017\\u201A\\u201B\\u2020-\\u2027\\u2030-\\u205E' +
  '\\u2061-\\u2065\\u206A-\\u2211\\u2213-\\u2FFF\\u3001-\\uFEFE\\uFF00-\\uFF07\\uFF0A-\\uFF3A\\uFF3C\\uFF3E-\\uFF5A' +
  '\\uFF5C\\uFF5E-\\uFFFF';
const wordStart = `!$%&*+\\-./0-9:<=>?@A-Z\\\\^_a-z|~${beyondAscii}`;
const word = `#${wordStart}`;
const notInWord = `(?![${word}])`;

/** Characters that look like the syntax they are not, and the syntax they were meant to be. */
export const lookalikes: ReadonlyMap<string, string> = new Map([
  ['\u201C', '"'],
  ['\u201D', '"'],
  ['\u201E', '"'],
  ['\u201F', '"'],
  ['\u2018', "'"],
  ['\u2019', "'"],
  ['\u2212', '-'],
  ['\uFF08', '('],
  ['\uFF09', ')'],
  ['\uFF3B', '['],
  ['\uFF3D', ']'],
  ['\uFF5B', '{'],
  ['\uFF5D', '}'],
]);

/** Characters that change the order in which the text around them is shown. */
export const directionMarks = /[\u202A-\u202E\u2066-\u2069]/;

/* A string that is open to the end of the text leaves every later quote escaped, so nothing after it closes either. */
let openString = { text: '', from: Infinity };

function closingQuote(text: string, start: number): number {
  if (start >= openString.from && text === openString.text) return -1;
  for (let i = start + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x5c) i++;
    else if (code === 0x22) return i;
  }
  openString = { text, from: start };
  return -1;
}

const asMatch = (image: string): RegExpExecArray => [image] as RegExpExecArray;

const matchText: CustomPatternMatcherFunc = (text, start) => {
  if (text.charCodeAt(start) !== 0x22) return null;
  const end = closingQuote(text, start);
  return end < 0 ? null : asMatch(text.slice(start, end + 1));
};

/* The closing brackets at the end of the line belong to the forms around the string rather than to its text. */
const matchOpenText: CustomPatternMatcherFunc = (text, start) => {
  if (text.charCodeAt(start) !== 0x22) return null;
  let end = start + 1;
  while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end++;
  while (end > start + 1 && ')]} \t'.includes(text[end - 1]!)) end--;
  return asMatch(text.slice(start, end));
};

/** Where the block comment that begins at `start` ends, or -1. */
export function blockCommentEnd(text: string, start: number): number {
  const mark = /#\||\|#/g;
  mark.lastIndex = start;
  let depth = 0;
  for (let found = mark.exec(text); found; found = mark.exec(text)) {
    depth += found[0] === '#|' ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return -1;
}

const matchComment: CustomPatternMatcherFunc = (text, start) => {
  if (!text.startsWith('#|', start)) return null;
  const end = blockCommentEnd(text, start);
  return end < 0 ? null : asMatch(text.slice(start, end));
};

/* The line that makes a file executable on Unix, at the very beginning only. */
const matchShebang: CustomPatternMatcherFunc = (text, start) =>
  start === 0 && text.startsWith('#!') ? /^[^\n\r]*/.exec(text) : null;

const category = (name: string): TokenType => createToken({ name, pattern: Lexer.NA });
const pattern = (source: string): RegExp => new RegExp(source);

/** Everything that is a form by itself. */
export const Atom = category('Atom');
/** What stands before a form and changes its meaning. */
export const Mark = category('Mark');
export const Open = category('Open');
export const Close = category('Close');

const Blank = createToken({
  name: 'Blank',
  pattern: /[\s\u0085\u180E\u200B\u2060\u202A-\u202E\u2066-\u2069]+/,
  group: Lexer.SKIPPED,
});
const LineComment = createToken({ name: 'LineComment', pattern: /;[^\n\r]*/, group: Lexer.SKIPPED });
const Shebang = createToken({
  name: 'Shebang',
  pattern: { exec: matchShebang },
  start_chars_hint: ['#'],
  line_breaks: false,
  group: Lexer.SKIPPED,
});
const BlockComment = createToken({
  name: 'BlockComment',
  pattern: { exec: matchComment },
  start_chars_hint: ['#'],
  line_breaks: true,
  group: Lexer.SKIPPED,
});

export const OpenParenthesis = createToken({ name: 'OpenParenthesis', pattern: '(', categories: Open });
export const CloseParenthesis = createToken({ name: 'CloseParenthesis', pattern: ')', categories: Close });
export const OpenBracket = createToken({ name: 'OpenBracket', pattern: '[', categories: Open });
export const CloseBracket = createToken({ name: 'CloseBracket', pattern: ']', categories: Close });
export const OpenBrace = createToken({ name: 'OpenBrace', pattern: '{', categories: Open });
export const CloseBrace = createToken({ name: 'CloseBrace', pattern: '}', categories: Close });

export const Quote = createToken({ name: 'Quote', pattern: "'", categories: Mark });
export const Quasiquote = createToken({ name: 'Quasiquote', pattern: '`', categories: Mark });
export const Splice = createToken({ name: 'Splice', pattern: ',@', categories: Mark });
/** Unquote inside a quasiquote, white space elsewhere. */
export const Comma = createToken({ name: 'Comma', pattern: ',', categories: Mark });
export const DatumComment = createToken({ name: 'DatumComment', pattern: '#;', categories: Mark });

export const Text = createToken({
  name: 'Text',
  pattern: { exec: matchText },
  start_chars_hint: ['"'],
  line_breaks: true,
  categories: Atom,
});
export const Integer = createToken({
  name: 'Integer',
  pattern: pattern(`[+-]?(?:0[xX][\\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|\\d[\\d_]*)${notInWord}`),
  categories: Atom,
});
export const Decimal = createToken({
  name: 'Decimal',
  pattern: pattern(`[+-]?\\d[\\d_]*(?:\\.\\d[\\d_]*)?(?:[eE][+-]?\\d+)?${notInWord}`),
  categories: Atom,
});
/** `1+` and `1-`, the only names that begin as a number does. */
export const Successor = createToken({
  name: 'Successor',
  pattern: pattern(`1[+-]${notInWord}`),
  categories: Atom,
});
export const Literal = createToken({
  name: 'Literal',
  pattern: pattern(`(?:true|false|nil|null)${notInWord}`),
  categories: Atom,
});
/* A second colon makes it a name: `::` is the path of an enum variant. A colon alone is the name of `(: form type)`. */
export const Keyword = createToken({
  name: 'Keyword',
  pattern: pattern(`:(?!:)[${word}]+`),
  categories: Atom,
});
export const Word = createToken({
  name: 'Word',
  pattern: pattern(`[${wordStart}][${word}]*`),
  categories: Atom,
});

export const OpenText = createToken({
  name: 'OpenText',
  pattern: { exec: matchOpenText },
  start_chars_hint: ['"'],
  line_breaks: true,
  categories: Atom,
});
export const OpenComment = createToken({ name: 'OpenComment', pattern: /#\|[^]*/, line_breaks: true });
export const CommentEnd = createToken({ name: 'CommentEnd', pattern: '|#' });
/** What begins with a digit, or with a point or sign before one, and is not a number. */
export const MalformedNumber = createToken({
  name: 'MalformedNumber',
  pattern: pattern(`[+-]?\\.?\\d[${word}]*`),
  categories: Atom,
});
/** `#` begins comments only. */
export const Hash = createToken({ name: 'Hash', pattern: pattern(`#[${word}]*`), categories: Atom });
export const Lookalike = createToken({
  name: 'Lookalike',
  pattern: pattern(`[${[...lookalikes.keys()].join('')}]`),
});
export const Stray = createToken({
  name: 'Stray',
  pattern: /[\u0000-\u0008\u000E-\u001F\u007F-\u0084\u0086-\u009F]+/,
});

/** The token that closes what a token opens. */
export const closerOf: ReadonlyMap<TokenType, TokenType> = new Map([
  [OpenParenthesis, CloseParenthesis],
  [OpenBracket, CloseBracket],
  [OpenBrace, CloseBrace],
]);

export const opens = ({ tokenType }: IToken): boolean =>
  tokenType === OpenParenthesis || tokenType === OpenBracket || tokenType === OpenBrace;
export const closes = ({ tokenType }: IToken): boolean =>
  tokenType === CloseParenthesis || tokenType === CloseBracket || tokenType === CloseBrace;
export const marksForm = ({ tokenType }: IToken): boolean =>
  tokenType === Quote ||
  tokenType === Quasiquote ||
  tokenType === Splice ||
  tokenType === Comma ||
  tokenType === DatumComment;

/** All tokens; where several fit, the first does. */
export const tokens: readonly TokenType[] = [
  Blank,
  Atom,
  Mark,
  Open,
  Close,
  Literal,
  CommentEnd,
  Keyword,
  Integer,
  Decimal,
  Successor,
  MalformedNumber,
  Word,
  OpenParenthesis,
  CloseParenthesis,
  OpenBracket,
  CloseBracket,
  OpenBrace,
  CloseBrace,
  LineComment,
  Shebang,
  BlockComment,
  OpenComment,
  DatumComment,
  Hash,
  Text,
  OpenText,
  Quote,
  Quasiquote,
  Splice,
  Comma,
  Lookalike,
  Stray,
];

/** Makes the lexer. It has a token for every text, so it never reports an error of its own. */
export function createLexer(checked = false): Lexer {
  return new Lexer([...tokens], {
    positionTracking: 'onlyOffset',
    ensureOptimizations: true,
    skipValidations: !checked,
  });
}
