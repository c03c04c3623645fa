// Macros: defmacro and define-for-syntax. The expansion takes them out of the program, so there is nothing to check.
import { unit } from '../../grammar/signature.js';
import type { SpecialForm } from '../form.js';

const expandedAway: Pick<SpecialForm, 'kind' | 'check' | 'expandInside'> = {
  kind: 'special',
  check: (form) => ({ kind: 'nothing', type: unit, span: form.span }),
  expandInside: (form) => form,
};

export const defmacro: SpecialForm = {
  ...expandedAway,
  name: 'defmacro',
  signature: '(defmacro name (parameter ...) body ...)',
  doc: 'Defines a macro, visible in the whole surrounding body: `(name ...)` is replaced by the code that the body gives when it is evaluated, while the program is compiled, with the operands as code. Parameters are names, lists of parameters, and those after `&optional`, `&rest` or `&body`, and `&key`.',
  example:
    '(defmacro swap (a b) `(let ((x# ,a)) (set! ,a ,b) (set! ,b x#))) (define p 1) (define q 2) (swap p q) p ; => 2',
};

export const defineForSyntax: SpecialForm = {
  ...expandedAway,
  name: 'define-for-syntax',
  signature: '(define-for-syntax (name parameter ...) body ...)',
  doc: 'Defines a function that macros can call while the program is compiled; `(define-for-syntax name value)` defines a value for them.',
  example:
    '(define-for-syntax (sums items) (if items `(+ ,(first items) ,(sums (rest items))) 0)) (defmacro total (&rest items) (sums items)) (total 1 2 3) ; => 6',
};
