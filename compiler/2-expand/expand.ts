// Expands sugar into the forms the checker knows.
import { Diagnostics } from '../../grammar/diagnostics.js';
import type { Syntax } from '../../grammar/syntax.js';
import { headOf, symbol } from '../../grammar/syntax.js';
import type { Expander } from '../../stdlib/form.js';
import { formNamed } from '../../stdlib/index.js';
import { expandDefine } from '../../stdlib/sugar.js';

/** Rewrites every form; those that are malformed are reported and dropped. */
export function expand(forms: readonly Syntax[], diagnostics: Diagnostics): readonly Syntax[] {
  const expander: Expander = { diagnostics };

  function expandForm(form: Syntax): Syntax {
    if (form.kind === 'array') return { ...form, items: form.items.map(expandForm) };
    if (form.kind !== 'list') return form;
    const name = headOf(form);
    const row = name === undefined ? undefined : formNamed(name);
    if (row?.kind === 'sugar') {
      const expanded = row.expand(form, expander);
      // A malformed form has been reported; `never`-typed silence keeps the rest checkable.
      return expanded ? expandForm(expanded) : symbol(malformed, form.span);
    }
    if (row?.kind === 'special') {
      const rewritten = row.name === 'define' ? expandDefine(form) : form;
      const target = rewritten === form ? row : formNamed('defun');
      if (target?.kind === 'special' && target.expandInside)
        return target.expandInside(rewritten, expandForm);
      return {
        ...rewritten,
        items: rewritten.items.map((item, index) => (index === 0 ? item : expandForm(item))),
      };
    }
    return { ...form, items: form.items.map(expandForm) };
  }

  return forms.map(expandForm);
}

/** The name that stands for a form that has been reported; no source text can hold it. */
export const malformed = ' malformed';
