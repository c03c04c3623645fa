// define and const: make a variable in the present scope. Functions are defined by `defun`, which sugar rewrites to.
import { unit } from '../../grammar/signature.js';
import type { ListSyntax, Syntax } from '../../grammar/syntax.js';
import { mapItems, withItems } from '../../grammar/syntax.js';
import { printSyntax } from '../../grammar/syntax/print.js';
import type { Checker, Draft, SpecialForm } from '../form.js';
import { prune } from '../inferred.js';
import { bind } from './bind.js';
import { isBindable, malformedDraft } from './shape.js';

/** `(define name value)` or `(define name : type value)`. */
function definitionOf(form: ListSyntax): {
  readonly name?: Syntax;
  readonly type?: Syntax;
  readonly value?: Syntax;
} {
  const [, name, second, third, fourth] = form.items;
  const isTyped = second?.kind === 'symbol' && second.name === ':';
  if (isTyped && form.items.length === 5) return { name: name!, type: third!, value: fourth! };
  return form.items.length === 3 ? { name: name!, value: second! } : {};
}

/** The variables that a definition makes. */
function checkDefinition(row: SpecialForm, form: ListSyntax, checker: Checker): Draft {
  const { name, type, value } = definitionOf(form);
  if (!name || !value) return malformedDraft(row, form, form, 'it takes a name and a value', checker);
  if (!isBindable(name))
    return malformedDraft(row, form, name, 'the name must be a symbol or a pattern', checker);
  const draft = checker.expression(value);
  if (prune(draft.type).kind === 'unit') {
    checker.diagnostics.report('noValue', draft.span, { purpose: `variable \`${printSyntax(name)}\`` });
    return checker.wrong(form.span);
  }
  const wanted = type && checker.typeOf(type);
  if (type && !wanted) return checker.wrong(form.span);
  const typed = wanted ? checker.expect(draft, wanted, `variable \`${printSyntax(name)}\``) : draft;
  const items = bind(name, typed, checker);
  if (row === constForm) for (const item of items) if (item.kind === 'define') checker.freeze(item.variable);
  if (items.length === 1) return items[0]!;
  return { kind: 'sequence', items, type: unit, span: form.span };
}

/** All but the name is evaluated. */
const expandInside: SpecialForm['expandInside'] = (form, expand) =>
  withItems(
    form,
    mapItems(form.items, (item, index) => (index < 2 ? item : expand(item))),
  );

export const define: SpecialForm = {
  kind: 'special',
  name: 'define',
  aliases: ['defvar'],
  signature: '(define name [: type] value)',
  doc: 'Makes a variable, visible to the end of the surrounding body. In place of the name `[a b]` or `{:field name}` takes the value apart. `(define (f a ...) body ...)` and `(define f (lambda (a ...) body ...))` define functions.',
  example: '(define x 5) (+ x 1) ; => 6\n(define [a b] [1 "two"]) b ; => "two"',
  check: (form, checker) => checkDefinition(define, form, checker),
  expandInside,
};

export const constForm: SpecialForm = {
  kind: 'special',
  name: 'const',
  aliases: ['defconst', 'defconstant'],
  signature: '(const name [: type] value)',
  doc: 'Like `define`, but nothing can assign the name. The elements of an array that it names can still be changed.',
  example: '(const fee 25) (* fee 4) ; => 100',
  check: (form, checker) => checkDefinition(constForm, form, checker),
  expandInside,
};
