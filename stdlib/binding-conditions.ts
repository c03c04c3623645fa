// if-let and when-let: what to do with a value that may be missing.
import type { ListSyntax, Syntax } from '../grammar/syntax.js';
import { list, literal, symbol } from '../grammar/syntax.js';
import type { Expander, SugarForm } from './form.js';
import { malformed } from './special/shape.js';

/** `(match option ((some name) then ...) (_ otherwise))`, or undefined after reporting. */
function expandBinding(
  row: SugarForm,
  form: ListSyntax,
  then: readonly Syntax[],
  otherwise: Syntax,
  expander: Expander,
): Syntax | undefined {
  const binding = form.items[1];
  const [name, option, ...more] = binding?.kind === 'list' || binding?.kind === 'array' ? binding.items : [];
  if (!binding || name?.kind !== 'symbol' || !option || more.length > 0)
    return malformed(row, binding ?? form, 'it needs a name and a value that may be missing', expander);
  const some = list([symbol('some', name.span), name], name.span);
  const clauses = [list([some, ...then], form.span), list([symbol('_', form.span), otherwise], form.span)];
  return list([symbol('match', form.span), option, ...clauses], form.span);
}

const ifLet: SugarForm = {
  kind: 'sugar',
  name: 'if-let',
  signature: '(if-let (name option) then [else])',
  doc: 'Evaluates one branch: the first, with a name for the value, where there is one.',
  example: '(defun half (n) (if (= 0 (% n 2)) (/ n 2) null)) (if-let (h (half 10)) (+ h 1) 0) ; => 6',
  expand(form, expander) {
    const [, , then, otherwise = literal(null, form.span), ...more] = form.items;
    if (!then || more.length > 0)
      return malformed(ifLet, form, 'it takes a binding and one or two branches', expander);
    return expandBinding(ifLet, form, [then], otherwise, expander);
  },
};

const whenLet: SugarForm = {
  kind: 'sugar',
  name: 'when-let',
  signature: '(when-let (name option) body ...)',
  doc: 'Evaluates the body, with a name for the value, where there is one. Gives null where there is none.',
  example: '(define s 0) (define o (some 5)) (when-let (x o) (set! s (+ s x))) s ; => 5',
  expand: (form, expander) =>
    expandBinding(whenLet, form, form.items.slice(2), literal(null, form.span), expander),
};

export const bindingConditions: readonly SugarForm[] = [ifLet, whenLet];
