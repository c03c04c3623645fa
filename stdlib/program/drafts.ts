// Drafts that the forms of programs are put together from.
import { bool, pubkey, u64, unit, type AccountType } from '../../grammar/signature.js';
import { frameworkErrorCode, type FrameworkErrorName } from '../../grammar/framework-errors.js';
import type { Span } from '../../grammar/source.js';
import type { Draft } from '../form.js';
import { prune, type Inferred } from '../inferred.js';

export type Apply = Extract<Draft, { kind: 'apply' }>;

export function apply(
  form: string,
  operands: readonly Draft[],
  type: Inferred,
  span: Span,
  more: Pick<Apply, 'text' | 'of' | 'encoding' | 'callee'> = {},
): Apply {
  return { kind: 'apply', form, arguments: operands, type, span, ...more };
}

export function number(value: number | bigint, span: Span): Draft {
  return { kind: 'integer', value: BigInt(value), type: u64, span };
}

export function sequence(items: readonly Draft[], span: Span): Draft {
  return { kind: 'sequence', items, type: unit, span };
}

export const isTrue = (span: Span): Draft => ({ kind: 'boolean', value: true, type: bool, span });

export function keyLiteral(bytes: Uint8Array, span: Span): Draft {
  return { kind: 'pubkey', bytes, type: pubkey, span };
}

/** The address of an account. */
export function keyOf(account: Draft): Draft {
  return apply('key', [account], pubkey, account.span);
}

export function accountTypeOf(draft: Draft): AccountType | undefined {
  const type = prune(draft.type);
  return type.kind === 'account' ? type : undefined;
}

/** Fails with an error of the framework unless two keys are the same. */
export function demandKey(
  found: Draft,
  wanted: Draft,
  error: FrameworkErrorName,
  reason: string,
  span: Span,
): Draft {
  const code = number(frameworkErrorCode(error), span);
  return apply('demand-key', [found, wanted, code], unit, span, { text: reason });
}

/** Fails with an error of the framework unless a bool is true. */
export function demand(test: Draft, error: FrameworkErrorName, reason: string, span: Span): Draft {
  const code = number(frameworkErrorCode(error), span);
  return apply('demand', [test, code], unit, span, { text: reason });
}

/** Fails unless `size` bytes at `offset` of an account's entry are a number. */
export function demandWord(
  account: Draft,
  place: { readonly offset: number; readonly size: number },
  value: number | bigint,
  error: FrameworkErrorName,
  reason: string,
  span: Span,
): Draft {
  const numbers = [place.offset, place.size, value, frameworkErrorCode(error)].map((n) => number(n, span));
  return apply('demand-word', [account, ...numbers], unit, span, { text: reason });
}
