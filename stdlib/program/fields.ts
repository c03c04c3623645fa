// Fields of the data of accounts, as places that are read and changed.
import { fieldBytes, isSelfContained } from '../../grammar/layout.js';
import type { AccountField, AccountLayout, AccountType, Type } from '../../grammar/signature.js';
import { closest } from '../../grammar/suggest.js';
import type { Syntax } from '../../grammar/syntax.js';
import { isBorsh, isPlain } from '../borsh.js';
import type { Checker, Draft } from '../form.js';
import { prune } from '../inferred.js';
import { fieldName } from '../special/aggregates.js';
import { accountTypeOf, apply, number } from './drafts.js';

/** Where a field lies in the data. */
export function fieldOffset(layout: AccountLayout, index: number): number {
  return layout.fields
    .slice(0, index)
    .reduce((sum, field) => sum + fieldBytes(field), layout.discriminator.length);
}

/** Whether the bytes of a type are all there is to its values, however many they are. */
export function isTail(type: Type): boolean {
  if (type.kind === 'string') return true;
  if (type.kind === 'array' && type.length === undefined) return isPlain(type.element);
  return isSelfContained(type) && isBorsh(type);
}

/** The least bytes that data with these fields has, and whether it has never more. */
export function sizeOf(
  fields: readonly AccountField[],
  discriminator: number,
): { size: number; exact: boolean } {
  const last = fields.at(-1)?.type;
  const exact = !last || isSelfContained(last);
  const size = fields.reduce(
    (sum, field) => sum + (isSelfContained(field.type) ? fieldBytes(field) : 4),
    discriminator,
  );
  return { size, exact };
}

interface FoundField {
  readonly type: AccountType;
  readonly field: AccountField;
  readonly offset: number;
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
  if (index >= 0) return { type, field: layout.fields[index]!, offset: fieldOffset(layout, index) };
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
  const { field, offset } = found;
  const read = field.roomy ? 'account-option' : 'account-field';
  return apply(read, [account, number(offset, key.span)], field.type, form.span);
}

/** A field that can be assigned. */
export interface FieldPlace {
  readonly kind: 'account';
  readonly account: Draft;
  readonly offset: number;
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
  const { field, offset } = found;
  return { kind: 'account', account, offset, type: field.type, roomy: field.roomy === true };
}

/** The account whose data an expression is part of, if it is. */
export function accountBehind(draft: Draft): Draft | undefined {
  if (draft.kind === 'part') return accountBehind(draft.operand);
  if (draft.kind !== 'apply') return undefined;
  if (['account-field', 'account-option', 'data'].includes(draft.form)) return draft.arguments[0];
  return draft.form === 'element' ? accountBehind(draft.arguments[0]!) : undefined;
}

export function assignField({ account, offset, type, roomy }: FieldPlace, value: Draft, form: Syntax): Draft {
  const set = roomy ? 'set-account-option' : 'set-account-field';
  return apply(set, [account, number(offset, form.span), value], prune(type), form.span);
}
