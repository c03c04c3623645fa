// Fields of the data of accounts, as places that are read and changed.
import { bytesOf, fieldBytes, isSelfContained, partsOf, variantsOf } from '../../grammar/layout.js';
import { unit } from '../../grammar/signature.js';
import type { AccountField, AccountLayout, AccountType, Type } from '../../grammar/signature.js';
import type { Span } from '../../grammar/source.js';
import { closest } from '../../grammar/suggest.js';
import type { Syntax } from '../../grammar/syntax.js';
import { isPlain } from '../borsh.js';
import type { Checker, Draft } from '../form.js';
import { prune } from '../inferred.js';
import { fieldName } from '../special/aggregates.js';
import { accountTypeOf, apply, number } from './drafts.js';
import { leastBytes } from './read-borsh.js';

/** Where a field lies in the data, where those before it have one size. */
export function fieldOffset(layout: AccountLayout, index: number): number {
  return layout.fields
    .slice(0, index)
    .reduce((sum, field) => sum + fieldBytes(field), layout.discriminator.length);
}

/** Whether all values of a field have one size. */
const isSteady = ({ type, roomy }: AccountField): boolean => roomy === true || isPlain(type);

/** The number of the first field whose values have several sizes; behind it nothing lies at a known offset. */
export function firstVarying({ fields }: Pick<AccountLayout, 'fields'>): number {
  const found = fields.findIndex((field) => !isSteady(field));
  return found < 0 ? fields.length : found;
}

/** Whether the values of a type, at a known offset, are read and written as they lie there. */
function isTail(type: Type): boolean {
  if (type.kind === 'string') return true;
  if (type.kind === 'array' && type.length === undefined) return isPlain(type.element);
  return variantsOf(type)?.flat().every(isPlain) ?? false;
}

/** Whether a field is found by passing over others, or takes another room in memory than in the data. */
export function isVarying(layout: AccountLayout, index: number): boolean {
  const first = firstVarying(layout);
  if (index < first) return false;
  const isLast = index === layout.fields.length - 1;
  return index > first || !isLast || !isTail(layout.fields[index]!.type);
}

/**
 * The bytes that data with these fields has, and whether it has always as many: where no value is of any length, data
 * has room for the longest ones, else at least for the shortest ones.
 */
export function sizeOf(
  fields: readonly AccountField[],
  discriminator: number,
): { size: number; exact: boolean } {
  const exact = fields.every(({ type }) => isSelfContained(type));
  const bytes = (field: AccountField): number =>
    exact || field.roomy ? fieldBytes(field) : leastBytes(field.type);
  return { size: fields.reduce((sum, field) => sum + bytes(field), discriminator), exact };
}

interface FoundField {
  readonly type: AccountType;
  readonly layout: AccountLayout;
  readonly index: number;
}

/** The field of an account that a key names; undefined after reporting. */
function findField(account: Draft, key: Syntax, checker: Checker): FoundField | undefined {
  const type = accountTypeOf(account)!;
  const name = fieldName(key);
  const { layout } = type;
  if (!layout) {
    checker.diagnostics.report('noLayout', account.span, { name: name ?? '?' });
    return undefined;
  }
  const index = layout.fields.findIndex((field) => field.name === name);
  if (index >= 0) return { type, layout, index };
  const known = layout.fields.map((field) => field.name);
  const near = name === undefined ? undefined : closest(name, known);
  checker.diagnostics.report('unknownField', key.span, {
    name: name ?? '?',
    type: layout.name,
    hint: near ? `did you mean \`${near}\`?` : `its fields are ${known.join(', ')}`,
  });
  return undefined;
}

export function readField(account: Draft, key: Syntax, form: Syntax, checker: Checker): Draft {
  const found = findField(account, key, checker);
  if (!found) return checker.wrong(form.span);
  return fieldOf(account, found.layout, found.index, form.span);
}

/** The value of a field of an account. */
export function fieldOf(account: Draft, layout: AccountLayout, index: number, span: Span): Draft {
  const { type, roomy } = layout.fields[index]!;
  if (isVarying(layout, index)) return apply('varying-field', [account, number(index, span)], type, span);
  const read = roomy ? 'account-option' : 'account-field';
  return apply(read, [account, number(fieldOffset(layout, index), span)], type, span);
}

/** A field that can be assigned, or a part of one. */
export interface FieldPlace {
  readonly kind: 'account';
  readonly account: Draft;
  /** Where it lies; undefined where that is found out by passing over others. */
  readonly offset: number | undefined;
  readonly field: { readonly index: number; readonly type: Type };
  /** The way to the part. */
  readonly path: readonly number[];
  readonly type: Type;
  readonly roomy: boolean;
}

/** Reports unless the instruction may change the account. */
export function demandWritable(account: Draft, checker: Checker): boolean {
  const type = accountTypeOf(account);
  if (type?.writable !== false) return true;
  const name = account.kind === 'variable' ? account.variable.name : 'the account';
  checker.diagnostics.report('notWritable', account.span, { name });
  return false;
}

export function fieldPlace(account: Draft, key: Syntax, checker: Checker): FieldPlace | undefined {
  const found = findField(account, key, checker);
  if (!found || !demandWritable(account, checker)) return undefined;
  const { layout, index } = found;
  const { type, roomy = false } = layout.fields[index]!;
  const offset = isVarying(layout, index) ? undefined : fieldOffset(layout, index);
  return { kind: 'account', account, offset, field: { index, type }, path: [], type, roomy };
}

/** Part `index` of a place. */
export function partOfPlace(place: FieldPlace, index: number): FieldPlace {
  const parts = partsOf(place.type)!;
  const before = parts.slice(0, index).reduce((sum, part) => sum + bytesOf(part), 0);
  const offset = place.offset === undefined ? undefined : place.offset + before;
  return { ...place, offset, path: [...place.path, index], type: parts[index]! };
}

/** The account whose data an expression is part of, if it is. */
export function accountBehind(draft: Draft): Draft | undefined {
  if (draft.kind === 'part') return accountBehind(draft.operand);
  if (draft.kind !== 'apply') return undefined;
  if (['account-field', 'account-option', 'varying-field', 'data'].includes(draft.form))
    return draft.arguments[0];
  return draft.form === 'element' ? accountBehind(draft.arguments[0]!) : undefined;
}

export function assignField(place: FieldPlace, value: Draft, form: Syntax, checker: Checker): Draft {
  const { account, offset, type, roomy } = place;
  if (offset === undefined) return assignVarying(place, value, form, checker);
  const set = roomy ? 'set-account-option' : 'set-account-field';
  return apply(set, [account, number(offset, form.span), value], prune(type), form.span);
}

/** Sets a field that has no offset; a part of one by setting all of it. */
function assignVarying(place: FieldPlace, value: Draft, { span }: Syntax, checker: Checker): Draft {
  const { account, field, path } = place;
  const index = number(field.index, span);
  const set = (whole: Draft): Draft => apply('set-varying-field', [account, index, whole], field.type, span);
  if (path.length === 0) return set(value);
  const variable = checker.temporary('field', field.type, span);
  variable.mutated = true;
  const before = apply('varying-field', [account, index], field.type, span);
  const items: readonly Draft[] = [
    { kind: 'define', variable, value: before, type: unit, span },
    { kind: 'assign', variable, path, value, type: place.type, span },
    set(checker.read(variable, span)),
  ];
  return { kind: 'sequence', items, type: field.type, span };
}
