// Aggregates: arrays, tuples and records as they are written.
import { decimal, never } from '../../grammar/signature.js';
import type { Span } from '../../grammar/source.js';
import type { DecimalSyntax, KeywordSyntax, RecordSyntax, Syntax } from '../../grammar/syntax.js';
import type { Checker, Draft } from '../form.js';
import { emptyHole, prune } from '../inferred.js';
import { haveCommon } from './coerce.js';

/** Operands one of which never comes to be, so that nothing comes of them all; undefined where all do. */
export function diverging(drafts: readonly Draft[], span: Span): Draft | undefined {
  if (!drafts.some(({ type }) => prune(type).kind === 'never')) return undefined;
  return { kind: 'sequence', items: drafts, type: never, span };
}

/** An array of values, or a tuple where they have no type in common. */
export function arrayOf(drafts: readonly Draft[], span: Span, checker: Checker): Draft {
  for (const draft of drafts) {
    if (prune(draft.type).kind !== 'unit') continue;
    checker.diagnostics.report('noValue', draft.span, { purpose: 'an element' });
    return checker.wrong(span);
  }
  // Whether they have a type in common is not to be told.
  const never = diverging(drafts, span);
  if (never) return never;
  if (drafts.length === 0) {
    const type = { kind: 'array', element: emptyHole(), length: undefined } as const;
    return { kind: 'apply', form: 'array-of', arguments: [], type, span };
  }
  const nulls = drafts.every(({ type }) => prune(type).kind === 'null');
  // What makes a tuple must not take its types from each other on the way.
  const agree = !nulls && haveCommon(drafts.map(({ type }) => type));
  const joined = agree ? checker.common(drafts) : undefined;
  if (joined?.type) {
    const type = { kind: 'array', element: joined.type, length: undefined } as const;
    return { kind: 'apply', form: 'array-of', arguments: joined.drafts, type, span };
  }
  return tupleOf(drafts, span);
}

export function tupleOf(drafts: readonly Draft[], span: Span): Draft {
  const type = { kind: 'tuple', items: drafts.map((draft) => draft.type) } as const;
  return { kind: 'product', items: drafts, type, span };
}

/** The name a key of a record stands for. */
export function fieldName(key: Syntax): string | undefined {
  if (key.kind === 'keyword' || key.kind === 'symbol') return key.name;
  return key.kind === 'string' ? key.value : undefined;
}

export function recordOf(form: RecordSyntax, checker: Checker): Draft {
  const items: Draft[] = [];
  // The reader has reported keys that are none or occur twice.
  const fields = form.entries.map(({ key, value }) => {
    const name = fieldName(key) ?? '';
    const draft = checker.expression(value);
    if (prune(draft.type).kind === 'unit')
      checker.diagnostics.report('noValue', draft.span, { purpose: `field \`${name}\`` });
    items.push(draft);
    return { name, type: draft.type };
  });
  return { kind: 'product', items, type: { kind: 'record', fields }, span: form.span };
}

/** What a keyword is as a value: its name as it is written, a text. */
export function keywordText({ name }: KeywordSyntax): string {
  return `:${name}`;
}

/** What a quoted form stands for: a symbol for its name, a list for an array or a tuple, anything else for itself. */
export function dataOf(form: Syntax): Syntax {
  switch (form.kind) {
    case 'symbol':
      return { kind: 'string', value: form.name, span: form.span };
    case 'list':
    case 'array':
      return { kind: 'array', items: form.items.map(dataOf), span: form.span };
    case 'record':
      return { ...form, entries: form.entries.map(({ key, value }) => ({ key, value: dataOf(value) })) };
    case 'quoted':
      return dataOf(form.form);
    default:
      return form;
  }
}

/** A decimal literal counts units of 10^-9; undefined where it has more digits than that. */
export function decimalOf(form: DecimalSyntax): Draft | undefined {
  const { digits, exponent, span } = form;
  const shift = exponent + decimal.digits;
  // No literal that fits has more digits than this.
  if (shift > 40 && digits !== 0n) return undefined;
  const scale = 10n ** BigInt(Math.min(Math.abs(shift), 400));
  const value = shift >= 0 ? digits * scale : digits / scale;
  if (shift < 0 && digits % scale !== 0n) return undefined;
  if (BigInt.asIntN(64, value) !== value) return undefined;
  return { kind: 'integer', value, type: decimal, span };
}
