// Functions: defun and return. A body's functions are declared before it is checked, so `defun` itself does nothing.
import { never, nothing, unit } from '../../grammar/signature.js';
import type { SpecialForm } from '../form.js';
import type { Syntax } from '../../grammar/syntax.js';
import { mapItems, withItems } from '../../grammar/syntax.js';
import { checkArity } from '../shapes.js';
import { expandFrom } from './shape.js';

const isSymbol = (form: Syntax | undefined, name: string): boolean =>
  form?.kind === 'symbol' && form.name === name;

/** Expands what parameters are where they are left out: `(name value)` or `(name : type value)` behind a marker. */
function expandDefaults(at: Syntax, expand: (form: Syntax) => Syntax): Syntax {
  if (at.kind !== 'list' && at.kind !== 'array') return at;
  const first = at.items.findIndex((item) => item.kind === 'symbol' && item.name.startsWith('&'));
  if (first < 0) return at;
  const expandDefault = (item: Syntax, index: number): Syntax => {
    if (index < first || item.kind !== 'list') return item;
    const fallback = isSymbol(item.items[1], ':') ? 3 : 1;
    return withItems(
      item,
      mapItems(item.items, (part, place) => (place === fallback ? expand(part) : part)),
    );
  };
  return withItems(at, mapItems(at.items, expandDefault));
}

export const defun: SpecialForm = {
  kind: 'special',
  name: 'defun',
  aliases: ['defn'],
  signature: '(defun name (parameter ...) [-> type] body ...)',
  doc: 'Defines a function, visible in the whole surrounding body. A parameter is a name, or `(name type)`. The function is checked for each combination of argument types it is called with.',
  example: '(defun double (x) (* x 2)) (double 21) ; => 42',
  check: (form) => ({ kind: 'nothing', type: unit, span: form.span }),
  expandInside(form, expand, body) {
    if (form.items.length === 1) return form;
    const start = isSymbol(form.items[3], '->') ? 5 : 3;
    const expandHead = (item: Syntax, index: number): Syntax =>
      index === 2 ? expandDefaults(item, expand) : item;
    return expandFrom(form, start, expandHead, body);
  },
};

export const lambda: SpecialForm = {
  kind: 'special',
  name: 'lambda',
  aliases: ['fn'],
  signature: '(lambda (parameter ...) body ...)',
  doc: 'A function as a value. It uses the variables around it, and goes on using them wherever it is called.',
  example: '(define n 10) (map [1 2 3] (lambda (x) (* x n))) ; => [10, 20, 30]',
  check: (form, checker) => checker.lambda(form),
  expandInside(form, expand, body) {
    const expandHead = (item: Syntax, index: number): Syntax =>
      index === 1 ? expandDefaults(item, expand) : item;
    return expandFrom(form, 2, expandHead, body);
  },
};

export const returnForm: SpecialForm = {
  kind: 'special',
  name: 'return',
  signature: '(return [value])',
  doc: 'Leaves the function, or the instruction of a program, with a value, null if none is given. Behind it an instruction does what it does behind its body: accounts are closed and the value is set as return data.',
  example: '(defun sign (x) (when (< x 0) (return -1)) 1) (sign -9) ; => -1',
  check(form, checker) {
    if (!checkArity(form, returnForm, checker, 0, 1)) return checker.wrong(form.span);
    const value = form.items[1]
      ? checker.expression(form.items[1])
      : ({ kind: 'nothing', type: nothing, span: form.span } as const);
    return {
      kind: 'return',
      value: checker.returns(value, form.span),
      type: never,
      span: form.span,
    };
  },
};
