// Syntax from tokens: what each atom stands for, and what brackets and marks make of the forms in them.
import type { IToken, TokenType } from 'chevrotain';
import type { Diagnostics } from '../../grammar/diagnostics.js';
import type { FormBuilder } from '../../grammar/parser.js';
import type { Source, Span } from '../../grammar/source.js';
import type { QuotedSyntax, Syntax } from '../../grammar/syntax.js';
import {
  Comma,
  DatumComment,
  Decimal,
  Hash,
  Integer,
  Keyword,
  Literal,
  MalformedNumber,
  OpenBrace,
  OpenBracket,
  OpenText,
  Quasiquote,
  Quote,
  Splice,
  Text,
} from '../../grammar/tokens.js';
import { readDecimal, readInteger, reportMalformed } from './numbers.js';
import { readRecord } from './records.js';
import { shorten } from './shorten.js';
import { unescape } from './strings.js';
import { spanOf } from './tokenize.js';

const literals: Readonly<Record<string, boolean | null>> = {
  true: true,
  false: false,
  nil: null,
  null: null,
};

function hashAdvice(text: string, following: string): string {
  if (text === '#' && following === "'") return "functions are values: write their names without `#'`";
  if (text === '#' && following === '(') return 'write an array with brackets: `[a b c]`';
  if (text === '#' && following === '{') return 'there are no sets; write an array with brackets: `[a b c]`';
  if (/^#(t|true)$/.test(text)) return 'write `true`';
  if (/^#(f|false)$/.test(text)) return 'write `false`';
  if (text.startsWith('#\\')) return `there are no characters; write a string: \`"${text.slice(2)}"\``;
  if (/^#x[\da-f]+$/i.test(text)) return `write \`0x${text.slice(2)}\``;
  if (/^#b[01]+$/i.test(text)) return `write \`0b${text.slice(2)}\``;
  if (text.startsWith('#!')) return 'such a line is the first of a file or it is none';
  return '`#` begins comments only: `#| ... |#`, or `#;` before a form; a line comment begins with `;`';
}

const completeIt = 'put the form after it, or remove it';
const danglingMarks: ReadonlyMap<TokenType, { readonly name: string; readonly advice: string }> = new Map([
  [Quote, { name: "quote `'`", advice: `${completeIt}; strings are written with double quotes` }],
  [Quasiquote, { name: 'backquote', advice: completeIt }],
  [Comma, { name: 'comma (an unquote)', advice: completeIt }],
  [Splice, { name: '`,@`', advice: completeIt }],
  [DatumComment, { name: '`#;`', advice: 'it makes a comment of the form after it; remove it' }],
]);

/** What stands in the place of an atom that could not be read. */
function substitute(text: string, span: Span): Syntax {
  if (/^#(t|true|f|false)$/.test(text)) return { kind: 'literal', value: text.startsWith('#t'), span };
  return { kind: 'literal', value: null, span };
}

/** Builds Syntax and reports the faults of literals, records and marks. */
export class SyntaxBuilder implements FormBuilder<Syntax> {
  readonly #source: Source;
  readonly #diagnostics: Diagnostics;
  /** By spelling, the one string that stands for the name wherever it is written. */
  readonly #names = new Map<string, string>();

  constructor(source: Source, diagnostics: Diagnostics) {
    this.#source = source;
    this.#diagnostics = diagnostics;
  }

  atom(token: IToken): Syntax {
    const span = spanOf(this.#source, token);
    const text = token.image;
    switch (token.tokenType) {
      case Integer:
        return readInteger(text, span, this.#diagnostics);
      case Decimal:
        return readDecimal(text, span, this.#diagnostics);
      case MalformedNumber:
        return reportMalformed(text, span, this.#diagnostics);
      case Text:
        return { kind: 'string', value: unescape(text.slice(1, -1), span, this.#diagnostics), span };
      case OpenText:
        return { kind: 'string', value: unescape(text.slice(1), span, this.#diagnostics), span };
      case Literal:
        return { kind: 'literal', value: literals[text]!, span };
      case Keyword:
        return { kind: 'keyword', name: this.#nameOf(text.slice(1)), span };
      case Hash: {
        const shown = shorten(text);
        const advice = hashAdvice(shown, this.#source.text.charAt(span.end));
        this.#diagnostics.report('unknownHash', span, { text: shown, advice });
        return substitute(text, span);
      }
      default:
        return { kind: 'symbol', name: this.#nameOf(text), span };
    }
  }

  /* Canonically equal spellings are one name: an editor shows them alike (Unicode Standard Annex 31, UAX31-R4). */
  #nameOf(text: string): string {
    let name = this.#names.get(text);
    if (name === undefined) {
      name = /[^\x00-\x7F]/.test(text) ? text.normalize('NFC') : text;
      this.#names.set(text, name);
    }
    return name;
  }

  bracketed(open: IToken, forms: readonly Syntax[], close: IToken): Syntax {
    const end = close.startOffset + close.image.length;
    const span = { source: this.#source, start: open.startOffset, end };
    if (open.tokenType === OpenBrace) return readRecord(forms, span, this.#diagnostics);
    return { kind: open.tokenType === OpenBracket ? 'array' : 'list', items: forms, span };
  }

  quoted(mark: IToken, mode: QuotedSyntax['mode'], form: Syntax): Syntax {
    const span = { source: this.#source, start: mark.startOffset, end: form.span.end };
    return { kind: 'quoted', mode, form, span };
  }

  dangling(mark: IToken): void {
    const { name, advice } = danglingMarks.get(mark.tokenType)!;
    this.#diagnostics.report('danglingMark', spanOf(this.#source, mark), { mark: name, advice });
  }

  unquotable(mark: IToken): void {
    this.#diagnostics.report('spliceOutside', spanOf(this.#source, mark), {});
  }
}
