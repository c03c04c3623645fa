// Strings: what the escapes in them stand for.
import type { Diagnostics } from '../../grammar/diagnostics.js';
import type { Span } from '../../grammar/source.js';
import { shorten } from './shorten.js';

const simpleEscapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '0': '\0',
  a: '\x07',
  b: '\b',
  e: '\x1B',
  f: '\f',
  v: '\v',
  '"': '"',
  "'": "'",
  '\\': '\\',
};

const escape =
  /\\(?:u\{[^}"\n\r]*\}?|u[\da-fA-F]{0,4}|x[\da-fA-F]{0,2}|(?:\r\n|[\n\r])[ \t]*|[\uD800-\uDBFF][\uDC00-\uDFFF]|[^]|$)/g;

/** The characters of an escape, or the advice for one that is none. */
function resolve(text: string): { readonly value: string } | { readonly advice: string } {
  const simple = simpleEscapes[text.slice(1)];
  if (simple !== undefined) return { value: simple };
  if (/^\\[\n\r]/.test(text)) return { value: '' };
  if (text.startsWith('\\x')) {
    if (/^\\x[0-7][\da-fA-F]$/.test(text)) return { value: String.fromCharCode(parseInt(text.slice(2), 16)) };
    if (/^\\x[\da-fA-F]{2}$/.test(text)) return { advice: `beyond ASCII write \`\\u{${text.slice(2)}}\`` };
    return { advice: 'two hexadecimal digits follow `\\x`' };
  }
  if (text.startsWith('\\u{')) {
    const [, digits] = /^\\u\{([\da-fA-F]{1,6})\}$/.exec(text) ?? [];
    if (digits === undefined) return { advice: 'one to six hexadecimal digits stand between the braces' };
    const code = parseInt(digits, 16);
    if (code > 0x10ffff) return { advice: 'the last character of Unicode is `\\u{10ffff}`' };
    if (code >= 0xd800 && code <= 0xdfff)
      return { advice: 'write the whole character, not half of a surrogate pair' };
    return { value: String.fromCodePoint(code) };
  }
  if (text.startsWith('\\u')) {
    return { advice: `put the digits in braces: \`\\u{${text.slice(2) || '1f600'}}\`` };
  }
  return { advice: `for a backslash write two: \`\\\\${text.slice(1)}\`` };
}

/**
 * The value of a string literal; `body` is the text after its opening quote and `span` the whole literal. An escape
 * that is none is reported and stands for itself. Line ends are `\n` however the file writes them, so that a program
 * does not depend on the machine it was checked out on.
 */
export function unescape(body: string, span: Span, diagnostics: Diagnostics): string {
  const wellFormed = body.replace(/\p{Surrogate}/gu, '\uFFFD');
  if (!/[\\\r]/.test(wellFormed)) return wellFormed;
  let value = '';
  let copied = 0;
  const copy = (end: number) => wellFormed.slice(copied, end).replace(/\r\n?/g, '\n');
  for (const match of wellFormed.matchAll(escape)) {
    const [text] = match;
    const resolved = resolve(text);
    value += copy(match.index);
    if ('value' in resolved) value += resolved.value;
    else {
      const start = span.start + 1 + match.index;
      const place = { source: span.source, start, end: start + text.length };
      diagnostics.report('badEscape', place, { text: shorten(text), advice: resolved.advice });
      value += text;
    }
    copied = match.index + text.length;
  }
  return value + copy(wellFormed.length);
}
