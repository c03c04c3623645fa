// Values of macro code: pieces of code, and functions on them.
import type { Syntax } from '../../grammar/syntax.js';
import type { Budget } from './budget.js';

/** A function of macro code. It can be passed on but is never part of what a macro gives. */
export interface FunctionValue {
  readonly kind: 'function';
  readonly name: string;
  /** `call`: the form that calls it, for messages. */
  apply(values: readonly Value[], call: Syntax): Value;
}

export type Value = Syntax | FunctionValue;

/** False, null, 0 and what is empty count as false, as in the language itself. */
export function isTrue(value: Value): boolean {
  switch (value.kind) {
    case 'literal':
      return value.value === true;
    case 'integer':
      return value.value !== 0n;
    case 'decimal':
      return value.digits !== 0n;
    case 'string':
      return value.value !== '';
    case 'list':
    case 'array':
      return value.items.length > 0;
    case 'record':
      return value.entries.length > 0;
    default:
      return true;
  }
}

function sameItems(left: readonly Value[], right: readonly Value[], budget: Budget): boolean {
  return left.length === right.length && left.every((item, index) => sameValue(item, right[index]!, budget));
}

/** Whether two values are the same code, wherever they stand. */
export function sameValue(left: Value, right: Value, budget: Budget): boolean {
  budget.spend(1);
  if (left === right) return true;
  switch (left.kind) {
    case 'decimal':
      return right.kind === left.kind && left.digits === right.digits && left.exponent === right.exponent;
    case 'integer':
    case 'string':
    case 'literal':
      return right.kind === left.kind && left.value === right.value;
    case 'symbol':
    case 'keyword':
      return right.kind === left.kind && left.name === right.name;
    case 'list':
    case 'array':
      return right.kind === left.kind && sameItems(left.items, right.items, budget);
    case 'quoted':
      return right.kind === left.kind && left.mode === right.mode && sameValue(left.form, right.form, budget);
    case 'record':
      return (
        right.kind === left.kind &&
        sameItems(
          left.entries.flatMap(({ key, value }) => [key, value]),
          right.entries.flatMap(({ key, value }) => [key, value]),
          budget,
        )
      );
    case 'function':
      return false;
  }
}

/** What a value is called in messages. */
export function kindName(value: Value): string {
  switch (value.kind) {
    case 'integer':
      return 'an integer';
    case 'array':
      return 'an array';
    case 'literal':
      return value.value === null ? 'null' : 'a bool';
    case 'quoted':
      return 'a quoted form';
    default:
      return `a ${value.kind}`;
  }
}
