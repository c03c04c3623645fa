// set!: changes a variable.
import { headOf, mapItems, withItems } from '../../grammar/syntax.js';
import type { SpecialForm } from '../form.js';
import { assignPlace } from './places.js';
import { malformedDraft } from './shape.js';

export const set: SpecialForm = {
  kind: 'special',
  name: 'set!',
  aliases: ['setq', 'setf'],
  signature: '(set! place value)',
  doc: 'Changes a variable, a field of one, or an element of an array, and gives the new value, which must have the type of the place.',
  example: '(define x 5) (set! x (* x 2)) x ; => 10',
  check(form, checker) {
    const [, name, value] = form.items;
    if (form.items.length !== 3 || !value)
      return malformedDraft(this, form, form, 'it takes a name and a value', checker);
    if (name?.kind === 'list') {
      const head = headOf(name);
      const row = head === undefined ? undefined : checker.formNamed(head);
      if ((row?.kind === 'special' || row?.kind === 'function') && row.assign)
        return row.assign(name, value, checker);
      return assignPlace(name, value, form, checker);
    }
    if (name?.kind !== 'symbol')
      return malformedDraft(this, form, name ?? form, 'the name must be a symbol', checker);
    const draft = checker.expression(value);
    const variable = checker.assignable(name);
    if (!variable) return checker.wrong(form.span);
    const typed = checker.expect(draft, variable.type, `the new value of \`${name.name}\``);
    return { kind: 'assign', variable, path: [], value: typed, type: variable.type, span: form.span };
  },
  // A place is a form, and a macro may stand for one.
  expandInside: (form, expand) =>
    withItems(
      form,
      mapItems(form.items, (item, index) => (index === 0 || item.kind === 'symbol' ? item : expand(item))),
    ),
};
