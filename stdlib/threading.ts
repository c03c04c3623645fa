// Threading: the value of each step becomes an operand of the next.
import type { ListSyntax, Syntax } from '../grammar/syntax.js';
import { list, symbol } from '../grammar/syntax.js';
import type { SugarForm } from './form.js';
import { malformed } from './special/shape.js';

/** A step as a call: a name alone is a call of it. */
const callOf = (step: Syntax): ListSyntax | undefined => {
  if (step.kind === 'symbol') return list([step], step.span);
  return step.kind === 'list' && step.items.length > 0 ? step : undefined;
};

function threading(name: string, place: 'first' | 'last', doc: string, example: string): SugarForm {
  const row: SugarForm = {
    kind: 'sugar',
    name,
    signature: `(${name} value step ...)`,
    doc,
    example,
    expand(form, expander) {
      const [, value, ...steps] = form.items;
      if (!value) return malformed(row, form, 'the value is missing', expander);
      let threaded = value;
      for (const step of steps) {
        const call = callOf(step);
        if (!call) return malformed(row, step, 'a step is a call or the name of a function', expander);
        const [head, ...operands] = call.items;
        const all = place === 'first' ? [threaded, ...operands] : [...operands, threaded];
        threaded = list([head!, ...all], step.span);
      }
      return threaded;
    },
  };
  return row;
}

const named: SugarForm = {
  kind: 'sugar',
  name: 'as->',
  signature: '(as-> value name step ...)',
  doc: 'Gives the value of each step, at first the value itself, a name for the next step.',
  example: '(as-> 5 x (- x 1) (- 10 x)) ; => 6',
  expand(form, expander) {
    const [, value, name, ...steps] = form.items;
    if (!value || name?.kind !== 'symbol') {
      return malformed(named, name ?? form, 'it takes a value and a name for it', expander);
    }
    const last = steps.at(-1);
    if (!last) return value;
    const values = [value, ...steps.slice(0, -1)];
    const bindings = values.map((step) => list([name, step], step.span));
    return list([symbol('let*', form.span), list(bindings, form.span), last], form.span);
  },
};

export const threadingForms: readonly SugarForm[] = [
  threading(
    '->',
    'first',
    'Makes a value the first operand of a call, what that gives the first operand of the next, and so on. A name is a call without other operands.',
    '(-> 10 (- 3) (* 2)) ; => 14',
  ),
  threading(
    '->>',
    'last',
    'Makes a value the last operand of a call, what that gives the last operand of the next, and so on.',
    '(->> 10 (- 3) (* 2)) ; => -14',
  ),
  named,
];
