// try, catch and throw: failures that stay inside the program.
import { bool, never, u64, unit } from '../../grammar/signature.js';
import type { Span } from '../../grammar/source.js';
import type { ListSyntax, Syntax } from '../../grammar/syntax.js';
import { headOf } from '../../grammar/syntax.js';
import type { Checker, Draft, SpecialForm, Use } from '../form.js';
import { prune, showType, unify } from '../inferred.js';
import { malformedDraft } from './shape.js';

/** The body and the handler as one value, if their types have one in common. */
function attempt(
  name: string,
  form: ListSyntax,
  body: Draft,
  handler: Draft,
  variable: Extract<Draft, { kind: 'attempt' }>['variable'],
  checker: Checker,
  use: Use,
): Draft {
  const { span } = form;
  if (use === 'effect') return { kind: 'attempt', body, variable, handler, type: unit, span };
  const joined = checker.common([body, handler]);
  if (joined.type) {
    const [first, second] = joined.drafts;
    return { kind: 'attempt', body: first!, variable, handler: second!, type: joined.type, span };
  }
  const [first, second] = [showType(joined.first.type), showType(joined.second.type)];
  checker.diagnostics.report('branchesDiffer', span, { form: name, first, second });
  return checker.wrong(span);
}

export const tryForm: SpecialForm = {
  kind: 'special',
  name: 'try',
  signature: '(try body ... (catch code handler ...))',
  doc: 'Evaluates the body. Where it fails, from any depth of calls, the handler gives the value instead; it sees the error code, a u64. Changes made before the failure stay. Faults of the machine and of syscalls end the program all the same.',
  example: '(try (/ 1 0) (catch code 7)) ; => 7\n(try (fail 3) (catch code code)) ; => 6003',
  check(form, checker, use) {
    const clause = form.items.at(-1);
    if (form.items.length < 2 || clause?.kind !== 'list' || headOf(clause) !== 'catch')
      return malformedDraft(
        tryForm,
        form,
        clause ?? form,
        'the last part is `(catch code handler ...)`',
        checker,
      );
    const [, name, ...handlers] = clause.items;
    if (name?.kind !== 'symbol')
      return malformedDraft(tryForm, form, clause, 'the name of the error code is missing', checker);
    const body = checker.scoped(() => checker.sequence(form.items.slice(1, -1), form.span, use));
    return checker.scoped(() => {
      const variable = checker.define(name, u64);
      const handler = checker.scoped(() => checker.sequence(handlers, clause.span, use));
      return attempt('try', form, body, handler, variable, checker, use);
    });
  },
  expandInside(form, _expand, body) {
    const clause = form.items.at(-1);
    if (clause?.kind !== 'list' || headOf(clause) !== 'catch') return form;
    const handler = [...clause.items.slice(0, 2), ...body(clause.items.slice(2))];
    const items = [form.items[0]!, ...body(form.items.slice(1, -1)), { ...clause, items: handler }];
    return { ...form, items };
  },
};

/** Codes of thrown values, one for each tag; a program that does not catch one ends with it. */
const firstThrown = 0x7fff0000;

function tagOf(form: Syntax, row: SpecialForm, whole: ListSyntax, checker: Checker): string | undefined {
  const draft = checker.expression(form);
  const known = checker.literalOf(draft);
  if (known?.kind === 'string') return known.value;
  malformedDraft(
    row,
    whole,
    form,
    'the tag must be a string that is known when the program is compiled',
    checker,
  );
  return undefined;
}

const code = (tag: number, span: Span): Draft => ({
  kind: 'integer',
  value: BigInt(firstThrown + tag),
  type: u64,
  span,
});

export const catchForm: SpecialForm = {
  kind: 'special',
  name: 'catch',
  signature: '(catch "tag" body ...)',
  doc: 'Gives the value of the body, or, where `(throw "tag" value)` is evaluated in it or in a function it calls, that value.',
  example: '(catch "found" (for (x [1 5 9]) (when (> x 4) (throw "found" x))) 0) ; => 5',
  check(form, checker, use) {
    const { span } = form;
    const [, name, ...forms] = form.items;
    const tag = name && tagOf(name, catchForm, form, checker);
    if (tag === undefined)
      return name
        ? checker.wrong(span)
        : malformedDraft(catchForm, form, form, 'the tag is missing', checker);
    const { variable, number } = checker.thrown(tag, span);
    const body = checker.scoped(() => checker.sequence(forms, span, use));
    const error = checker.temporary('code', u64, span);
    const read = checker.read(error, span);
    const mine: Draft = {
      kind: 'apply',
      form: '=',
      arguments: [read, code(number, span)],
      type: bool,
      span,
    };
    const value = checker.read(variable, span);
    const handler: Draft = {
      kind: 'cond',
      clauses: [{ test: mine, body: value }],
      otherwise: { kind: 'refail', code: read, type: never, span },
      type: value.type,
      span,
    };
    const nothing: Draft = { kind: 'nothing', type: variable.type, span };
    const define: Draft = { kind: 'define', variable, value: nothing, type: unit, span };
    if (prune(body.type).kind === 'never' && checker.mayWait(variable.type)) return body;
    const whole = attempt('catch', form, body, handler, error, checker, use);
    return { kind: 'sequence', items: [define, whole], type: whole.type, span };
  },
};

export const throwForm: SpecialForm = {
  kind: 'special',
  name: 'throw',
  signature: '(throw "tag" value)',
  doc: 'Leaves the innermost `(catch "tag" ...)` in progress with a value. All values thrown with one tag have one type. Where there is no such `catch` the program fails.',
  example: '(defun check (x) (if (> x 3) (throw "big" x) 0)) (catch "big" (check 9)) ; => 9',
  check(form, checker) {
    const { span } = form;
    const [, name, operand] = form.items;
    if (!name || !operand || form.items.length !== 3)
      return malformedDraft(throwForm, form, form, 'it takes a tag and a value', checker);
    const tag = tagOf(name, throwForm, form, checker);
    const value = checker.expression(operand);
    if (tag === undefined) return checker.wrong(span);
    const { variable, number } = checker.thrown(tag, span);
    const typed =
      prune(value.type).kind !== 'unit' && unify(variable.type, value.type)
        ? value
        : checker.expect(value, variable.type, `the value thrown to "${tag}"`);
    checker.read(variable, span);
    const define: Draft = { kind: 'define', variable, value: typed, type: unit, span };
    const fail: Draft = {
      kind: 'refail',
      code: code(number, span),
      type: never,
      span,
    };
    return { kind: 'sequence', items: [define, fail], type: never, span };
  },
};

export const attemptForms: readonly SpecialForm[] = [tryForm, catchForm, throwForm];
