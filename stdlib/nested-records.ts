// Records inside records: fields named by the way to them, `[:owner :name]`.
import type { ListSyntax, Syntax } from '../grammar/syntax.js';
import { list, symbol } from '../grammar/syntax.js';
import type { Expander, SugarForm } from './form.js';
import { malformed } from './special/shape.js';

/** Writes what stands for the parts of a form: the record, the keys from the outermost on, the other operands. */
type Build = (
  record: Syntax,
  keys: readonly Syntax[],
  operands: readonly Syntax[],
  form: ListSyntax,
  expander: Expander,
) => Syntax;

function nested(
  row: Omit<SugarForm, 'kind' | 'expand'>,
  [least, most]: readonly [number, number],
  build: Build,
) {
  const sugar: SugarForm = {
    kind: 'sugar',
    ...row,
    expand(form, expander) {
      const [, record, path, ...operands] = form.items;
      if (!record || path?.kind !== 'array' || path.items.length === 0)
        return malformed(sugar, path ?? form, 'the way to the field is written `[:key ...]`', expander);
      if (operands.length < least || operands.length > most)
        return malformed(sugar, form, 'it has too few or too many operands', expander);
      return build(record, path.items, operands, form, expander);
    },
  };
  return sugar;
}

/** The record with the field at the end of the way changed to what `change` makes of its present value. */
function changed(
  record: Syntax,
  [key, ...more]: readonly Syntax[],
  change: (present: Syntax) => Syntax,
  { span }: ListSyntax,
  expander: Expander,
): Syntax {
  const call = (name: string, ...operands: Syntax[]): ListSyntax =>
    list([symbol(name, span), ...operands], span);
  const held = symbol(expander.fresh('record'), span);
  const present = call('get', held, key!);
  const value = more.length === 0 ? change(present) : changed(present, more, change, call(''), expander);
  const binding = list([list([held, record], span)], span);
  return call('let', binding, call('set-key', held, key!, value));
}

export const nestedRecordForms: readonly SugarForm[] = [
  nested(
    {
      name: 'get-in',
      signature: '(get-in record [key ...])',
      doc: 'The field, element or item at the end of the way that the keys say.',
      example: '(get-in {:owner {:name "Ada" :ids [7 8]}} [:owner :ids 1]) ; => 8',
    },
    [0, 0],
    (record, keys, _operands, { span }) =>
      keys.reduce((whole, key) => list([symbol('get', span), whole, key], span), record),
  ),
  nested(
    {
      name: 'assoc-in',
      signature: '(assoc-in record [key ...] value)',
      doc: 'A record with another value in the field at the end of the way that the keys say; the records on it keep their other fields. The last field is added where there is none.',
      example:
        '(assoc-in {:id 7 :owner {:name "Ada" :age 36}} [:owner :age] 37) ; => {id: 7, owner: {name: "Ada", age: 37}}',
    },
    [1, 1],
    (record, keys, [value], form, expander) => changed(record, keys, () => value!, form, expander),
  ),
  nested(
    {
      name: 'update-in',
      signature: '(update-in record [key ...] function operand ...)',
      doc: 'A record whose field at the end of the way that the keys say is what the function gives for its value and the operands.',
      example:
        '(update-in {:id 7 :owner {:name "Ada" :age 36}} [:owner :age] + 1) ; => {id: 7, owner: {name: "Ada", age: 37}}',
    },
    [1, Infinity],
    (record, keys, [target, ...operands], form, expander) =>
      changed(record, keys, (present) => list([target!, present, ...operands], form.span), form, expander),
  ),
];
