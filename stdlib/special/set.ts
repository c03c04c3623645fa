// set!: changes a variable.
import type { SpecialForm } from '../form.js';
import { malformedDraft } from './shape.js';

export const set: SpecialForm = {
  kind: 'special',
  name: 'set!',
  aliases: ['setq', 'setf'],
  signature: '(set! name value)',
  doc: 'Changes a variable and gives the new value, which must have the type of the variable.',
  example: '(define x 5) (set! x (* x 2)) x ; => 10',
  check(form, checker) {
    const [, name, value] = form.items;
    if (form.items.length !== 3 || !value)
      return malformedDraft(this, form, form, 'it takes a name and a value', checker);
    if (name?.kind === 'list') {
      checker.diagnostics.report('unsupported', name.span, {
        what: 'assigning to a place',
        hint: 'assign to a variable, or write memory with `store`, `account-write` or `set-lamports`',
      });
      return checker.wrong(form.span);
    }
    if (name?.kind !== 'symbol')
      return malformedDraft(this, form, name ?? form, 'the name must be a symbol', checker);
    const draft = checker.expression(value);
    const variable = checker.assignable(name);
    if (!variable) return checker.wrong(form.span);
    const typed = checker.expect(draft, variable.type, `the new value of \`${name.name}\``);
    return { kind: 'assign', variable, value: typed, type: variable.type, span: form.span };
  },
  expandInside: (form, expand) => ({
    ...form,
    items: form.items.map((item, index) => (index < 2 ? item : expand(item))),
  }),
};
