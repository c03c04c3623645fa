// Marks what a macro gave: where it came from is told by its spans.
import type { Expansion, Span } from '../../grammar/source.js';
import type { Syntax } from '../../grammar/syntax.js';
import type { Budget } from './budget.js';

/**
 * The code that the macro's own code made has the span `site`, that of the call, by identity. Operands keep their
 * places and only they themselves, not what is inside them, are said to come from the expansion: what is wrong with
 * an operand as a whole has to do with the macro, what is wrong inside it has not.
 */
export function markExpansion(
  form: Syntax,
  site: Span & { readonly expansion: Expansion },
  budget: Budget,
): Syntax {
  budget.spend(1);
  if (form.span !== site) return { ...form, span: { ...form.span, expansion: site.expansion } };
  const inside = (part: Syntax): Syntax => markExpansion(part, site, budget);
  switch (form.kind) {
    case 'list':
    case 'array':
      return { ...form, items: form.items.map(inside) };
    case 'record':
      return { ...form, entries: form.entries.map(({ key, value }) => ({ key, value: inside(value) })) };
    case 'quoted':
      return { ...form, form: inside(form.form) };
    default:
      return form;
  }
}
