// Syntax: what the reader makes of a source text, every form with its span.
import type { Span } from './source.js';

export type Syntax =
  | IntegerSyntax
  | DecimalSyntax
  | StringSyntax
  | LiteralSyntax
  | SymbolSyntax
  | KeywordSyntax
  | ListSyntax
  | ArraySyntax
  | RecordSyntax
  | QuotedSyntax;

interface Spanned {
  readonly span: Span;
}

export interface IntegerSyntax extends Spanned {
  readonly kind: 'integer';
  readonly value: bigint;
}

/** A decimal literal as written, digits x 10^exponent: `0.75` is 75 x 10^-2. */
export interface DecimalSyntax extends Spanned {
  readonly kind: 'decimal';
  readonly digits: bigint;
  readonly exponent: number;
}

export interface StringSyntax extends Spanned {
  readonly kind: 'string';
  readonly value: string;
}

/** `true`, `false`, and `nil` or `null`. */
export interface LiteralSyntax extends Spanned {
  readonly kind: 'literal';
  readonly value: boolean | null;
}

export interface SymbolSyntax extends Spanned {
  readonly kind: 'symbol';
  readonly name: string;
}

/** `:name`; `name` is without the colon. */
export interface KeywordSyntax extends Spanned {
  readonly kind: 'keyword';
  readonly name: string;
}

export interface ListSyntax extends Spanned {
  readonly kind: 'list';
  readonly items: readonly Syntax[];
}

export interface ArraySyntax extends Spanned {
  readonly kind: 'array';
  readonly items: readonly Syntax[];
}

export interface RecordSyntax extends Spanned {
  readonly kind: 'record';
  readonly entries: readonly { readonly key: Syntax; readonly value: Syntax }[];
}

/** `'x` `` `x `` `,x` `,@x`. */
export interface QuotedSyntax extends Spanned {
  readonly kind: 'quoted';
  readonly mode: 'quote' | 'quasiquote' | 'unquote' | 'splice';
  readonly form: Syntax;
}

/** The name in head position of a list, if it is a symbol. */
export function headOf(form: Syntax): string | undefined {
  if (form.kind !== 'list') return undefined;
  const head = form.items[0];
  return head?.kind === 'symbol' ? head.name : undefined;
}

/** The items as `change` makes them; where it changes none, the very array, so that what stays takes no more room. */
export function mapItems(
  items: readonly Syntax[],
  change: (item: Syntax, index: number) => Syntax,
): readonly Syntax[] {
  let changed: Syntax[] | undefined;
  for (let i = 0; i < items.length; i++) {
    const item = change(items[i]!, i);
    if (item !== items[i]) changed ??= items.slice();
    if (changed) changed[i] = item;
  }
  return changed ?? items;
}

/** The form with these items: itself, if they are its own. */
export function withItems<Form extends ListSyntax | ArraySyntax>(form: Form, items: readonly Syntax[]): Form {
  return items === form.items ? form : { ...form, items };
}

export const symbol = (name: string, span: Span): SymbolSyntax => ({ kind: 'symbol', name, span });
export const list = (items: readonly Syntax[], span: Span): ListSyntax => ({ kind: 'list', items, span });
export const integer = (value: bigint, span: Span): IntegerSyntax => ({ kind: 'integer', value, span });
export const literal = (value: boolean | null, span: Span): LiteralSyntax => ({
  kind: 'literal',
  value,
  span,
});
