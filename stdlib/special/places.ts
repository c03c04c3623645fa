// Places: parts of values, read by `.` and `get`, changed by `set!`.
import { never, string, u64, type Field } from '../../grammar/signature.js';
import type { Span } from '../../grammar/source.js';
import type { ListSyntax, Syntax } from '../../grammar/syntax.js';
import { mapItems, withItems } from '../../grammar/syntax.js';
import { closest } from '../../grammar/suggest.js';
import { isPlain } from '../borsh.js';
import type { Checker, Draft, DraftVariable, SpecialForm } from '../form.js';
import { isInteger, isWhole, prune, settle, showType, unify, type Inferred } from '../inferred.js';
import {
  accountBehind,
  assignField,
  demandWritable,
  fieldPlace,
  partOfPlace,
  readField,
  type FieldPlace,
} from '../program/fields.js';
import { checkArity } from '../shapes.js';
import { fieldName } from './aggregates.js';
import { malformedDraft } from './shape.js';

/** The fields of a record or struct. */
function fieldsOf(type: Inferred): readonly Field<Inferred>[] | undefined {
  const pruned = prune(type);
  return pruned.kind === 'record' || pruned.kind === 'struct' ? pruned.fields : undefined;
}

function unknownField(name: string, type: Inferred, at: Syntax, checker: Checker): Draft {
  const known = (fieldsOf(type) ?? []).map((field) => field.name);
  const near = closest(name, known);
  const list = known.length === 0 ? 'it has no fields' : `its fields are ${known.join(', ')}`;
  checker.diagnostics.report('unknownField', at.span, {
    name,
    type: showType(type),
    hint: near ? `did you mean \`${near}\`?` : list,
  });
  return checker.wrong(at.span);
}

function notIndexable(operand: Draft, checker: Checker, purpose: string, wanted: string): Draft {
  const found = showType(operand.type);
  checker.diagnostics.report('typeMismatch', operand.span, {
    purpose,
    wanted,
    found,
    hint: 'arrays, strings and tuples have elements, records and structs have fields',
  });
  return checker.wrong(operand.span);
}

/** Decides that what only elements of an array without any could be never is: fields tell nothing of its type. */
function isNeverThere(type: Inferred): boolean {
  if (type.kind !== 'hole' || !type.empty) return false;
  type.bound = never;
  return true;
}

/** A field of a record or struct value, an item of a tuple by its number. */
function partOf(operand: Draft, key: Syntax, form: Syntax, checker: Checker): Draft {
  const type = prune(operand.type);
  const { span } = form;
  if (type.kind === 'never' || isNeverThere(type)) return operand;
  if (type.kind === 'account') return readField(operand, key, form, checker);
  if (type.kind === 'tuple') {
    const index = key.kind === 'integer' ? Number(key.value) : -1;
    const item = type.items[index];
    if (item) return { kind: 'part', operand, index, type: item, span };
    checker.diagnostics.report('tupleIndex', key.span, { count: type.items.length });
    return checker.wrong(span);
  }
  const fields = fieldsOf(type);
  const name = fieldName(key);
  if (!fields || name === undefined)
    return notIndexable(operand, checker, 'what has the field', 'a record or struct');
  const index = fields.findIndex((field) => field.name === name);
  if (index < 0) return unknownField(name, type, key, checker);
  return { kind: 'part', operand, index, type: fields[index]!.type, span };
}

/** An index: any integer of at most 64 bits. */
function indexDraft(key: Syntax, checker: Checker): Draft {
  const draft = checker.expression(key);
  const type = prune(draft.type);
  if (type.kind === 'never') return draft;
  if (!isWhole(draft.type) || (type.kind === 'integer' && type.bits === 128))
    return checker.expect(draft, u64, 'the index');
  return draft;
}

function elementOf(operand: Draft, key: Syntax, form: Syntax, checker: Checker): Draft {
  const type = prune(operand.type);
  const { span } = form;
  const index = indexDraft(key, checker);
  if (type.kind === 'array')
    return { kind: 'apply', form: 'element', arguments: [operand, index], type: type.element, span };
  if (type.kind === 'accounts') return accountOf(index, type.first, span);
  if (type.kind === 'string')
    return { kind: 'apply', form: 'character', arguments: [operand, index], type: string, span };
  if (!checker.library && isInteger(type)) {
    // The reference's `get`: a 64-bit word of memory.
    unify(type, u64);
    return { kind: 'apply', form: 'word-at', arguments: [operand, index], type: u64, span };
  }
  return notIndexable(operand, checker, 'what has the element', 'an array, string, tuple, record or struct');
}

/** One of the accounts of the instruction from `first` on. */
function accountOf(index: Draft, first: number, span: Span): Draft {
  const offset: Draft = { kind: 'integer', value: BigInt(first), type: u64, span };
  const type = { kind: 'account', layout: undefined, writable: true } as const;
  if (index.kind === 'integer') {
    const whole: Draft = { ...offset, value: offset.value + index.value };
    return { kind: 'apply', form: 'account-at', arguments: [whole], type, span };
  }
  const sum: Draft = { kind: 'apply', form: '+', arguments: [index, offset], type: u64, span };
  return { kind: 'apply', form: 'account-at', arguments: [sum], type, span };
}

function checkGet(form: ListSyntax, checker: Checker): Draft {
  const [, whole, key] = form.items;
  const operand = checker.expression(whole!);
  const type = prune(operand.type);
  if (type.kind === 'tuple' || type.kind === 'account' || fieldsOf(type))
    return partOf(operand, key!, form, checker);
  if (type.kind === 'never' || (key!.kind === 'keyword' && isNeverThere(type))) return operand;
  return elementOf(operand, key!, form, checker);
}

/** `(get value key default)`. */
function getOr(form: ListSyntax, checker: Checker): Draft {
  const [, whole, key, fallback] = form.items;
  const operand = checker.expression(whole!);
  const fields = fieldsOf(operand.type);
  const { span } = form;
  if (fields) {
    const known = fields.some(({ name }) => name === fieldName(key!));
    const other = checker.expression(fallback!);
    const value = known ? partOf(operand, key!, form, checker) : other;
    const held = checker.hold('value', value);
    const before = known ? [...held.define, other] : [operand, ...held.define];
    const read = held.read();
    return { kind: 'sequence', items: [...before, read], type: read.type, span };
  }
  const { kind } = prune(operand.type);
  if (kind === 'never') return operand;
  if (kind !== 'array')
    return notIndexable(operand, checker, 'what may have the element', 'an array, record or struct');
  const drafts = [operand, checker.expression(key!), checker.expression(fallback!)];
  return checker.callLibrary('element-or', drafts, form);
}

/** A place that can be assigned: a variable and the way to the part of it, or an element of an array. */
type Place =
  | {
      readonly kind: 'part';
      readonly variable: DraftVariable;
      readonly path: readonly number[];
      readonly type: Inferred;
    }
  | { readonly kind: 'element'; readonly array: Draft; readonly index: Draft; readonly type: Inferred }
  | FieldPlace;

function placeOf(form: Syntax, checker: Checker): Place | undefined {
  if (form.kind === 'symbol') {
    const variable = checker.assignable(form);
    return variable && { kind: 'part', variable, path: [], type: variable.type };
  }
  const isPlace = form.kind === 'list' && form.items.length === 3 && placeHeads.has(headName(form));
  if (!isPlace) {
    malformedDraft(
      dot,
      form as ListSyntax,
      form,
      'only variables, fields and elements can be assigned',
      checker,
    );
    return undefined;
  }
  const [, whole, key] = form.items;
  const value = checker.expression(whole!);
  const type = prune(value.type);
  if (type.kind === 'account') return fieldPlace(value, key!, checker);
  if (type.kind === 'array') {
    const account = accountBehind(value);
    if (account && !demandWritable(account, checker)) return undefined;
    if (account && !isPlain(settle(type.element))) {
      const problem = 'elements that have several sizes cannot be assigned alone; assign the field';
      malformedDraft(dot, form, form, problem, checker);
      return undefined;
    }
    const index = indexDraft(key!, checker);
    return { kind: 'element', array: value, index, type: type.element };
  }
  if (type.kind === 'never') return undefined;
  const part = partOf(value, key!, form, checker);
  if (part.kind !== 'part') return undefined;
  const outer = placeOf(whole!, checker);
  if (outer?.kind === 'element') {
    malformedDraft(
      dot,
      form,
      form,
      'a part of an element cannot be assigned alone; assign the element',
      checker,
    );
    return undefined;
  }
  if (outer?.kind === 'account') return partOfPlace(outer, part.index);
  return outer && { ...outer, path: [...outer.path, part.index], type: part.type };
}

const headName = (form: ListSyntax): string => {
  const [head] = form.items;
  if (head?.kind === 'symbol') return head.name;
  return head?.kind === 'array' && head.items.length === 0 ? 'get' : '';
};

const placeHeads: ReadonlySet<string> = new Set(['.', 'get', 'nth', 'elt', 'aref']);

/** `(set! place value)`. */
export function assignPlace(target: Syntax, value: Syntax, form: ListSyntax, checker: Checker): Draft {
  const place = placeOf(target, checker);
  const { span } = form;
  if (!place) {
    checker.expression(value);
    return checker.wrong(span);
  }
  const typed = checker.expect(checker.expression(value), place.type, 'the new value');
  if (place.kind === 'account') return assignField(place, typed, form, checker);
  if (place.kind === 'part') {
    const { variable, path, type } = place;
    return { kind: 'assign', variable, path, value: typed, type, span };
  }
  const { array, index, type } = place;
  return {
    kind: 'apply',
    form: checker.library ? 'element-fill' : 'element-set',
    arguments: [array, index, typed],
    type,
    span,
  };
}

const dot: SpecialForm = {
  kind: 'special',
  name: '.',
  signature: '(. value field)',
  doc: 'A field of a record or struct, or an item of a tuple by its number. `(:field value)` is the same.',
  example: '(. {:name "Ada" :age 36} age) ; => 36',
  check(form, checker) {
    if (!checkArity(form, dot, checker, 2)) return checker.wrong(form.span);
    const operand = checker.expression(form.items[1]!);
    return partOf(operand, form.items[2]!, form, checker);
  },
  assign: (form, value, checker) => assignPlace(form, value, form, checker),
  expandInside: (form, expand) =>
    withItems(
      form,
      mapItems(form.items, (item, index) => (index === 1 ? expand(item) : item)),
    ),
};

const get: SpecialForm = {
  kind: 'special',
  name: 'get',
  aliases: ['nth', 'elt', 'aref', 'char-at', 'charAt', 'charat'],
  signature: '(get value key [default])',
  doc: 'An element of an array or tuple, a character of a string, by its number from 0, or a field of a record or struct by its keyword. Fails with InvalidArgument beyond the end; with a default, which is evaluated in any case, gives that where an array has no such element or a record no such field. Of an integer: the u64 of memory at that address, the key counting words.',
  example:
    '(get [10 20 30] 1) ; => 20\n(get {:name "Ada"} :name) ; => "Ada"\n(get "hello" 1) ; => "e"\n(get [10 20] 5 0) ; => 0\n(get {:a 1} :b 7) ; => 7',
  check(form, checker) {
    if (!checkArity(form, get, checker, 2, 3)) return checker.wrong(form.span);
    return form.items.length === 3 ? checkGet(form, checker) : getOr(form, checker);
  },
  assign: (form, value, checker) => assignPlace(form, value, form, checker),
};

export const placeForms: readonly SpecialForm[] = [dot, get];
