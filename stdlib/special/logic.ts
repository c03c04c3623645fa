// and, or: evaluate operands only as long as the result is open.
import type { Checker, Draft, SpecialForm } from '../form.js';
import type { ListSyntax } from '../../grammar/syntax.js';

const bool = { kind: 'bool' } as const;

/** Nests the conditions as `if`s, which the lowering turns into jumps. */
function chain(conditions: readonly Draft[], mode: 'and' | 'or', form: ListSyntax): Draft {
  const constant = (value: boolean): Draft => ({ kind: 'boolean', value, type: bool, span: form.span });
  if (conditions.length === 0) return constant(mode === 'and');
  return conditions.reduceRight((rest, test) => {
    const { span } = test;
    return mode === 'and'
      ? { kind: 'if', test, then: rest, otherwise: constant(false), type: bool, span }
      : { kind: 'if', test, then: constant(true), otherwise: rest, type: bool, span };
  });
}

function logic(mode: 'and' | 'or', doc: string, example: string): SpecialForm {
  const form: SpecialForm = {
    kind: 'special',
    name: mode,
    signature: `(${mode} a ...)`,
    doc,
    example,
    check: (list, checker: Checker) =>
      chain(
        list.items.slice(1).map((operand) => checker.condition(operand)),
        mode,
        list,
      ),
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
