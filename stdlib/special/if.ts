// if: one of two expressions.
import type { SpecialForm } from '../form.js';
import { showType, unify } from '../inferred.js';
import { checkArity } from '../shapes.js';

export const ifForm: SpecialForm = {
  kind: 'special',
  name: 'if',
  signature: '(if condition then [else])',
  doc: 'Evaluates one branch. Where the value is used both must have one type; without an else branch there is no value.',
  example: '(if (> 3 2) "yes" "no") ; => "yes"',
  check(form, checker, use) {
    if (!checkArity(form, ifForm, checker, 2, 3)) return checker.wrong(form.span);
    const [, condition, thenForm, elseForm] = form.items;
    const test = checker.condition(condition!);
    const branchUse = elseForm ? use : 'effect';
    const then = checker.scoped(() => checker.expression(thenForm!, branchUse));
    const otherwise = elseForm
      ? checker.scoped(() => checker.expression(elseForm, branchUse))
      : ({ kind: 'nothing', type: { kind: 'unit' }, span: form.span } as const);
    const base = { kind: 'if', test, then, otherwise, span: form.span } as const;
    if (branchUse === 'effect') return { ...base, type: { kind: 'unit' } };
    const type = unify(then.type, otherwise.type);
    if (type) return { ...base, type };
    checker.diagnostics.report(
      'branches-differ',
      form.span,
      { form: 'if', first: showType(then.type), second: showType(otherwise.type) },
      [
        { message: `this is ${showType(then.type)}`, span: then.span },
        { message: `this is ${showType(otherwise.type)}`, span: otherwise.span },
      ],
    );
    return checker.wrong(form.span);
  },
};
