// let, let*: variables for the forms inside.
import type { ListSyntax, Syntax } from '../../grammar/syntax.js';
import type { Checker, Draft, SpecialForm, Use } from '../form.js';
import { bind } from './bind.js';
import { bindingsOf, expandBindings, expandFrom, type Binding } from './shape.js';

/** `let` evaluates all values before it binds a name; `let*` binds each name before the next value. */
function checkLet(form: ListSyntax, row: SpecialForm, inOrder: boolean, checker: Checker, use: Use): Draft {
  const bindings = bindingsOf(row, form.items[1], form, checker);
  if (!bindings) return checker.wrong(form.span);
  const values = inOrder ? [] : valuesOf(bindings, checker);
  return checker.scoped(() => {
    const defined = bindings.flatMap(({ name, value }, index) =>
      bind(name, values[index] ?? checker.expression(value), checker),
    );
    // The body may define the names anew.
    const body = checker.scoped(() => checker.sequence(form.items.slice(2), form.span, use));
    return { kind: 'sequence', items: [...defined, body], type: body.type, span: form.span };
  });
}

/** The values of a `let`, none of which sees the names before it. */
function valuesOf(bindings: readonly Binding[], checker: Checker): readonly Draft[] {
  const unseen = checker.unseen();
  const { length } = unseen;
  const values = bindings.map(({ name, value }) => {
    const draft = checker.expression(value);
    if (name.kind === 'symbol') unseen.push(name.name);
    return draft;
  });
  unseen.length = length;
  return values;
}

function letForm(name: string, inOrder: boolean, doc: string, example: string): SpecialForm {
  const row: SpecialForm = {
    kind: 'special',
    name,
    signature: `(${name} ((name value) ...) body ...)`,
    doc,
    example,
    check: (form, checker, use) => checkLet(form, row, inOrder, checker, use),
    expandInside(form, expand, body) {
      const expandHead = (item: Syntax, index: number): Syntax =>
        index === 0 ? item : expandBindings(item, expand);
      return form.items.length === 1 ? form : expandFrom(form, 2, expandHead, body);
    },
  };
  return row;
}

export const letForms: readonly SpecialForm[] = [
  letForm(
    'let',
    false,
    'Binds names to values inside the body. The values do not see the names; `let*` binds one after the other.',
    '(let ((a 2) (b 3)) (* a b)) ; => 6',
  ),
  letForm(
    'let*',
    true,
    'Binds names to values inside the body; each value sees the names before it.',
    '(let* ((a 2) (b (* a 3))) (+ a b)) ; => 8',
  ),
];
