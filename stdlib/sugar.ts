// Sugar: forms that are written in terms of others.
import type { ListSyntax, Syntax } from '../grammar/syntax.js';
import { headOf, integer, list, symbol } from '../grammar/syntax.js';
import { bindingConditions } from './binding-conditions.js';
import { caseForm } from './case.js';
import type { Expander, SugarForm } from './form.js';
import { labels } from './local-functions.js';
import { nestedRecordForms } from './nested-records.js';
import { loop } from './loop.js';
import { malformed } from './special/shape.js';
import { threadingForms } from './threading.js';

/** The forms as one: themselves if there is exactly one. */
function body(forms: readonly Syntax[], form: ListSyntax): Syntax {
  return forms.length === 1 ? forms[0]! : list([symbol('do', form.span), ...forms], form.span);
}

function expandConditional(
  form: ListSyntax,
  row: SugarForm,
  expander: Expander,
  negated: boolean,
): Syntax | undefined {
  const [, condition, ...forms] = form.items;
  if (!condition) return malformed(row, form, 'the condition is missing', expander);
  const test = negated ? list([symbol('not', form.span), condition], form.span) : condition;
  return list([symbol('if', form.span), test, body(forms, form)], form.span);
}

const when: SugarForm = {
  kind: 'sugar',
  name: 'when',
  signature: '(when condition body ...)',
  doc: 'Evaluates the body if the condition holds. Gives no value.',
  example: '(define x 1) (when (> 3 2) (set! x 2) (set! x (+ x 5))) x ; => 7',
  expand: (form, expander) => expandConditional(form, when, expander, false),
};

const unless: SugarForm = {
  kind: 'sugar',
  name: 'unless',
  signature: '(unless condition body ...)',
  doc: 'Evaluates the body if the condition does not hold. Gives no value.',
  example: '(define x 1) (unless (> 3 2) (set! x 9)) x ; => 1',
  expand: (form, expander) => expandConditional(form, unless, expander, true),
};

/** `define` in its function shapes; other shapes are left to the special form. */
export function expandDefine(form: ListSyntax): ListSyntax {
  const [head, target, value] = form.items;
  if (target?.kind === 'list' && target.items[0]) {
    const [name, ...parameters] = target.items;
    const defun = symbol('defun', head!.span);
    return list([defun, name!, list(parameters, target.span), ...form.items.slice(2)], form.span);
  }
  if (
    target?.kind === 'symbol' &&
    form.items.length === 3 &&
    value?.kind === 'list' &&
    headOf(value) === 'lambda'
  ) {
    return list([symbol('defun', head!.span), target, ...value.items.slice(1)], form.span);
  }
  return form;
}

function step(name: string, operator: '+' | '-', doc: string, example: string): SugarForm {
  const row: SugarForm = {
    kind: 'sugar',
    name,
    signature: `(${name} variable [amount])`,
    doc,
    example,
    expand(form, expander) {
      const [, variable, amount] = form.items;
      if (!variable || form.items.length > 3)
        return malformed(row, form, 'it takes a variable and an amount', expander);
      const changed = list(
        [symbol(operator, form.span), variable, amount ?? integer(1n, form.span)],
        form.span,
      );
      return list([symbol('set!', form.span), variable, changed], form.span);
    },
  };
  return row;
}

function successor(name: '1+' | '1-', doc: string, example: string): SugarForm {
  const row: SugarForm = {
    kind: 'sugar',
    name,
    signature: `(${name} a)`,
    doc,
    example,
    expand(form, expander) {
      const [, operand] = form.items;
      if (!operand || form.items.length > 2) return malformed(row, form, 'it takes one operand', expander);
      return list([symbol(name === '1+' ? '+' : '-', form.span), operand, integer(1n, form.span)], form.span);
    },
  };
  return row;
}

const prog1: SugarForm = {
  kind: 'sugar',
  name: 'prog1',
  signature: '(prog1 first body ...)',
  doc: 'Evaluates all forms in order and gives the value of the first.',
  example: '(define x 1) (+ (prog1 x (set! x 50)) x) ; => 51',
  expand(form, expander) {
    const [, first, ...rest] = form.items;
    if (!first) return malformed(prog1, form, 'the first form is missing', expander);
    const value = symbol(expander.fresh('first'), first.span);
    const bindings = list([list([value, first], first.span)], form.span);
    return list([symbol('let', form.span), bindings, ...rest, value], form.span);
  },
};

const prog2: SugarForm = {
  kind: 'sugar',
  name: 'prog2',
  signature: '(prog2 first second body ...)',
  doc: 'Evaluates all forms in order and gives the value of the second.',
  example: '(define x 1) (prog2 (incf x) x (incf x)) ; => 2',
  expand(form, expander) {
    const [, first, ...rest] = form.items;
    if (!first || rest.length === 0) return malformed(prog2, form, 'it takes at least two forms', expander);
    const second = list([symbol('prog1', form.span), ...rest], form.span);
    return list([symbol('do', form.span), first, second], form.span);
  },
};

const dotimes: SugarForm = {
  kind: 'sugar',
  name: 'dotimes',
  signature: '(dotimes (name count [result]) body ...)',
  doc: 'Evaluates the body for each integer from 0 up to but not including the count. Gives the result, if there is one.',
  example: '(define s 0) (dotimes (i 5 (* s 2)) (incf s i)) ; => 20',
  expand(form, expander) {
    const [, head, ...forms] = form.items;
    const [name, count, ...result] = head?.kind === 'list' || head?.kind === 'array' ? head.items : [];
    if (!head || name?.kind !== 'symbol' || !count || result.length > 1)
      return malformed(dotimes, head ?? form, 'it needs a name and a count', expander);
    const range = list([symbol('range', count.span), count], count.span);
    const binding = list([name, range], head.span);
    const loop = list([symbol('for', form.span), binding, ...forms], form.span);
    return result.length === 0 ? loop : list([symbol('do', form.span), loop, ...result], form.span);
  },
};

export const sugarForms: readonly SugarForm[] = [
  when,
  unless,
  ...bindingConditions,
  caseForm,
  loop,
  dotimes,
  prog1,
  prog2,
  labels,
  ...nestedRecordForms,
  ...threadingForms,
  step('incf', '+', 'Adds an amount, 1 if left out, to a variable.', '(define x 5) (incf x 3) x ; => 8'),
  step('decf', '-', 'Subtracts an amount, 1 if left out, from a variable.', '(define x 5) (decf x) x ; => 4'),
  successor('1+', 'One more than the operand.', '(1+ 41) ; => 42'),
  successor('1-', 'One less than the operand.', '(1- 43) ; => 42'),
];
