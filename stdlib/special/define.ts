// define: makes a variable in the present scope. Functions are defined by `defun`, which sugar rewrites to.
import type { SpecialForm } from '../form.js';
import { prune } from '../inferred.js';
import { variableType } from './coerce.js';
import { malformedDraft } from './shape.js';

export const define: SpecialForm = {
  kind: 'special',
  name: 'define',
  aliases: ['defvar', 'const'],
  signature: '(define name value)',
  doc: 'Makes a variable, visible to the end of the surrounding body. `(define (f a ...) body ...)` and `(define f (lambda (a ...) body ...))` define functions.',
  example: '(define x 5) (+ x 1) ; => 6',
  check(form, checker) {
    const [, name, value] = form.items;
    if (form.items.length !== 3 || !value)
      return malformedDraft(this, form, form, 'it takes a name and a value', checker);
    if (name?.kind !== 'symbol')
      return malformedDraft(this, form, name ?? form, 'the name must be a symbol', checker);
    const draft = checker.expression(value);
    const type = prune(draft.type);
    if (type.kind === 'unit') {
      checker.diagnostics.report('noValue', draft.span, { purpose: `variable \`${name.name}\`` });
      return checker.wrong(form.span);
    }
    const variable = checker.define(name, variableType(draft.type), draft);
    const typed = checker.coerce(draft, variable.type) ?? draft;
    return { kind: 'define', variable, value: typed, type: { kind: 'unit' }, span: form.span };
  },
  expandInside: (form, expand) => ({
    ...form,
    items: form.items.map((item, index) => (index < 2 ? item : expand(item))),
  }),
};
