// Functions of a body: flet and labels.
import type { ListSyntax, Syntax } from '../grammar/syntax.js';
import { list, symbol } from '../grammar/syntax.js';
import { partsOf } from '../grammar/syntax/print.js';
import type { Expander, SugarForm } from './form.js';
import { malformed } from './special/shape.js';

/** The first use of one of the names inside a form. */
function useOf(form: Syntax, names: ReadonlySet<string>): Syntax | undefined {
  if (form.kind === 'symbol') return names.has(form.name) ? form : undefined;
  for (const part of partsOf(form)) {
    const found = useOf(part, names);
    if (found) return found;
  }
  return undefined;
}

function definitionsOf(row: SugarForm, form: ListSyntax, expander: Expander): ListSyntax[] | undefined {
  const [, functions] = form.items;
  if (functions?.kind !== 'list' && functions?.kind !== 'array')
    return malformed(row, functions ?? form, 'the list of functions is missing', expander);
  const definitions: ListSyntax[] = [];
  for (const item of functions.items) {
    const [name, parameters] = item.kind === 'list' ? item.items : [];
    if (item.kind !== 'list' || name?.kind !== 'symbol' || !parameters)
      return malformed(row, item, 'a function is a name, its parameters and its body', expander);
    definitions.push(list([symbol('defun', name.span), ...item.items], item.span));
  }
  return definitions;
}

function localFunctions(name: string, isRecursive: boolean, doc: string, example: string): SugarForm {
  const row: SugarForm = {
    kind: 'sugar',
    name,
    signature: `(${name} ((name (parameter ...) body ...) ...) body ...)`,
    doc,
    example,
    expand(form, expander) {
      const definitions = definitionsOf(row, form, expander);
      if (!definitions) return undefined;
      if (!isRecursive) {
        const names = new Set(
          definitions.map(({ items }) => (items[1]!.kind === 'symbol' ? items[1].name : '')),
        );
        for (const { items } of definitions) {
          const use = useOf(list(items.slice(3), form.span), names);
          if (use)
            return malformed(row, use, 'its functions do not see each other; those of `labels` do', expander);
        }
      }
      const body = form.items.slice(2);
      return list([symbol('let', form.span), list([], form.span), ...definitions, ...body], form.span);
    },
  };
  return row;
}

export const localFunctionForms: readonly SugarForm[] = [
  localFunctions(
    'flet',
    false,
    'Defines functions for the forms inside. The functions do not see each other or themselves.',
    '(flet ((twice (x) (* 2 x)) (inc (x) (+ x 1))) (twice (inc 20))) ; => 42',
  ),
  localFunctions(
    'labels',
    true,
    'Defines functions for the forms inside, and for each other.',
    '(labels ((sum (n) (if (= n 0) 0 (+ n (sum (- n 1)))))) (sum 10)) ; => 55',
  ),
];
