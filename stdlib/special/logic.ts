// and, or: evaluate operands only as long as the result is open.
import { bool } from '../../grammar/signature.js';
import type { SpecialForm } from '../form.js';

function logic(mode: 'and' | 'or', doc: string, example: string): SpecialForm {
  const form: SpecialForm = {
    kind: 'special',
    name: mode,
    signature: `(${mode} a ...)`,
    doc,
    example,
    check: (list, checker) => ({
      kind: 'logic',
      mode,
      operands: list.items.slice(1).map((operand) => checker.condition(operand)),
      type: bool,
      span: list.span,
    }),
  };
  return form;
}

export const logicForms: readonly SpecialForm[] = [
  logic(
    'and',
    'Whether all operands count as true; stops at the first that does not.',
    '(and true 7 (> 2 1)) ; => true',
  ),
  logic(
    'or',
    'Whether any operand counts as true; stops at the first that does.',
    '(or false 0 (> 2 1)) ; => true',
  ),
];
