// Functions of a body: flet and labels.
import type { ListSyntax, Syntax } from '../grammar/syntax.js';
import { list, symbol } from '../grammar/syntax.js';
import type { Form, SpecialForm, SugarForm } from './form.js';
import { defun } from './special/functions.js';
import { malformed } from './special/shape.js';

/** The functions as `defun` forms; undefined after reporting. */
function definitionsOf(
  row: Form,
  form: ListSyntax,
  reporter: Parameters<typeof malformed>[3],
): readonly ListSyntax[] | undefined {
  const [, functions] = form.items;
  if (functions?.kind !== 'list' && functions?.kind !== 'array')
    return malformed(row, functions ?? form, 'the list of functions is missing', reporter);
  const definitions: ListSyntax[] = [];
  for (const item of functions.items) {
    const definition = definitionOf(item);
    if (!definition)
      return malformed(row, item, 'a function is a name, its parameters and its body', reporter);
    definitions.push(definition);
  }
  return definitions;
}

function definitionOf(item: Syntax): ListSyntax | undefined {
  const [name, parameters] = item.kind === 'list' ? item.items : [];
  if (item.kind !== 'list' || name?.kind !== 'symbol' || !parameters) return undefined;
  return list([symbol(defun.name, name.span), ...item.items], item.span);
}

const signatureOf = (name: string): string => `(${name} ((name (parameter ...) body ...) ...) body ...)`;

export const flet: SpecialForm = {
  kind: 'special',
  name: 'flet',
  signature: signatureOf('flet'),
  doc: 'Defines functions for the forms inside. The functions do not see each other or themselves: a name means in them what it means around the form.',
  example:
    '(flet ((twice (x) (* 2 x)) (inc (x) (+ x 1))) (twice (inc 20))) ; => 42\n(defun f (x) (* 2 x)) (flet ((f (x) (+ 1 (f x)))) (f 5)) ; => 11',
  check(form, checker, use) {
    const definitions = definitionsOf(flet, form, checker);
    if (!definitions) return checker.wrong(form.span);
    return checker.localFunctions(definitions, form.items.slice(2), form.span, use);
  },
  expandInside(form, expand, body) {
    const [head, functions, ...inner] = form.items;
    if (functions?.kind !== 'list' && functions?.kind !== 'array') return form;
    const items = functions.items.map((item) => {
      const definition = definitionOf(item);
      return definition
        ? list(defun.expandInside!(definition, expand, body).items.slice(1), item.span)
        : item;
    });
    // The names hide macros in the forms inside.
    const empty = functions.items.flatMap((item) => {
      const [definer, name] = definitionOf(item)?.items ?? [];
      return definer && name ? [list([definer, name, list([], item.span)], item.span)] : [];
    });
    const expanded = body([...empty, ...inner]).slice(empty.length);
    return { ...form, items: [head!, { ...functions, items }, ...expanded] };
  },
};

export const labels: SugarForm = {
  kind: 'sugar',
  name: 'labels',
  signature: signatureOf('labels'),
  doc: 'Defines functions for the forms inside, and for each other.',
  example: '(labels ((sum (n) (if (= n 0) 0 (+ n (sum (- n 1)))))) (sum 10)) ; => 55',
  expand(form, expander) {
    const definitions = definitionsOf(labels, form, expander);
    if (!definitions) return undefined;
    const body = form.items.slice(2);
    return list([symbol('let', form.span), list([], form.span), ...definitions, ...body], form.span);
  },
};
