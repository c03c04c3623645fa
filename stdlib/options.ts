// Options: values that may be missing.
import { bool, never } from '../grammar/signature.js';
import type { Draft, FunctionForm, SpecialForm } from './form.js';
import { prune, showType } from './inferred.js';
import { checkArity } from './shapes.js';

const some: SpecialForm = {
  kind: 'special',
  name: 'some',
  signature: '(some value)',
  doc: 'The value as one that could be missing. Where the type is known to be an option the value alone does.',
  example: '(null? (some 5)) ; => false',
  check(form, checker) {
    if (!checkArity(form, some, checker, 1)) return checker.wrong(form.span);
    const value = checker.expression(form.items[1]!);
    const { kind } = prune(value.type);
    if (kind === 'unit') return checker.expect(value, never, 'the operand of `some`');
    if (kind === 'never') return value;
    return {
      kind: 'variant',
      tag: 1,
      items: [value],
      type: { kind: 'option', value: value.type },
      span: form.span,
    };
  },
};

const unwrap: FunctionForm = {
  kind: 'function',
  name: 'unwrap',
  signature: '(unwrap option)',
  doc: 'The value of an option. Fails with InvalidArgument where it is missing.',
  example: '(unwrap (some 5)) ; => 5',
  check(form, checker) {
    if (!checkArity(form, unwrap, checker, 1)) return checker.wrong(form.span);
    const option = checker.expression(form.items[1]!);
    const type = prune(option.type);
    if (type.kind === 'never') return option;
    if (type.kind === 'option')
      return { kind: 'apply', form: 'unwrap', arguments: [option], type: type.value, span: form.span };
    checker.diagnostics.report('typeMismatch', option.span, {
      purpose: 'the operand of `unwrap`',
      wanted: 'an option',
      found: showType(type),
      hint: 'a value of this type is never missing',
    });
    return checker.wrong(form.span);
  },
  lower({ builder: b, operands }) {
    const [tag, ...value] = operands[0]!.values;
    b.failIf('eq', tag!, b.constant(0), 'InvalidArgument', 'the value is missing');
    return value;
  },
};

const unwrapOr: SpecialForm = {
  kind: 'special',
  name: 'unwrap-or',
  aliases: ['coalesce'],
  signature: '(unwrap-or option default)',
  doc: 'The value of an option, or the default, which is evaluated only where it is missing.',
  example: '(define x null) (set! x 4) (unwrap-or x 9) ; => 4\n(unwrap-or null 9) ; => 9',
  check(form, checker, use) {
    if (!checkArity(form, unwrapOr, checker, 2)) return checker.wrong(form.span);
    const held = checker.hold('option', checker.expression(form.items[1]!));
    const fallback = checker.scoped(() => checker.sequence(form.items.slice(2), form.span, use));
    const operand = held.read();
    const type = prune(operand.type);
    if (type.kind !== 'option') {
      const value: Draft = type.kind === 'null' ? fallback : operand;
      return { kind: 'sequence', items: [...held.define, value], type: value.type, span: form.span };
    }
    const { span } = form;
    const value: Draft = { kind: 'payload', operand, tag: 1, index: 0, type: type.value, span };
    const joined = checker.common([value, fallback]);
    if (!joined.type) {
      checker.expect(fallback, type.value, 'the default');
      return checker.wrong(span);
    }
    const [present, missing] = joined.drafts;
    const test: Draft = { kind: 'is', operand, tag: 1, type: bool, span };
    const chosen: Draft = {
      kind: 'cond',
      clauses: [{ test, body: present! }],
      otherwise: missing!,
      type: joined.type,
      span,
    };
    return { kind: 'sequence', items: [...held.define, chosen], type: joined.type, span };
  },
};

export const optionForms: readonly (FunctionForm | SpecialForm)[] = [some, unwrap, unwrapOr];
