// let: variables for the forms inside. All values are evaluated before any name is bound.
import type { Draft, SpecialForm } from '../form.js';
import { bindingsOf, expandBindings } from './shape.js';

export const letForm: SpecialForm = {
  kind: 'special',
  name: 'let',
  signature: '(let ((name value) ...) body ...)',
  doc: 'Binds names to values inside the body. The values do not see the names; `let*` binds one after the other.',
  example: '(let ((a 2) (b 3)) (* a b)) ; => 6',
  check(form, checker, use) {
    const bindings = bindingsOf(letForm, form.items[1], form, checker);
    if (!bindings) return checker.wrong(form.span);
    const values = bindings.map(({ value }) => checker.expression(value));
    return checker.scoped(() => {
      const defined = bindings.map(({ name }, index): Draft => {
        const value = values[index]!;
        if (value.type.kind === 'unit') {
          checker.diagnostics.report('no-value', value.span, { purpose: `variable \`${name.name}\`` });
        }
        const variable = checker.define(name, value.type);
        return { kind: 'define', variable, value, type: { kind: 'unit' }, span: name.span };
      });
      const body = checker.sequence(form.items.slice(2), form.span, use);
      return { kind: 'sequence', items: [...defined, body], type: body.type, span: form.span };
    });
  },
  expandInside: (form, expand) => ({
    ...form,
    items: form.items.map((item, index) => {
      if (index === 0) return item;
      return index === 1 ? expandBindings(item, expand) : expand(item);
    }),
  }),
};
