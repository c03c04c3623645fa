// case: the body behind the constant that a value is equal to.
import type { ListSyntax, Syntax } from '../grammar/syntax.js';
import { list, symbol } from '../grammar/syntax.js';
import type { Expander, SugarForm } from './form.js';
import { malformed } from './special/shape.js';

const elseNames: ReadonlySet<string> = new Set(['else', 'otherwise', 't', '_']);

const isElse = (form: Syntax): boolean => form.kind === 'symbol' && elseNames.has(form.name);

/** A literal, or a path such as `Enum::Variant`. */
function isConstant(form: Syntax): boolean {
  if (form.kind === 'symbol') return form.name.includes('::');
  return form.kind !== 'list' && form.kind !== 'array' && form.kind !== 'record' && form.kind !== 'quoted';
}

/** The constants that a clause names, or undefined after reporting. */
function constantsOf(pattern: Syntax, expander: Expander): readonly Syntax[] | undefined {
  const constants = pattern.kind === 'list' || pattern.kind === 'array' ? pattern.items : [pattern];
  const wrong = constants.find((constant) => !isConstant(constant));
  if (wrong)
    return malformed(
      caseForm,
      wrong,
      'a clause begins with a constant, or with several in brackets',
      expander,
    );
  if (constants.length === 0)
    return malformed(caseForm, pattern, 'a clause begins with at least one constant', expander);
  return constants;
}

/** The clause of a `cond` for one of the `case`, or undefined after reporting. */
function expandClause(
  clause: Syntax,
  value: Syntax,
  isLast: boolean,
  expander: Expander,
): ListSyntax | undefined {
  const items = clause.kind === 'list' || clause.kind === 'array' ? clause.items : [];
  const [pattern, ...body] = items;
  if (!pattern || body.length === 0)
    return malformed(
      caseForm,
      clause,
      'a clause is a constant and what to evaluate, in parentheses',
      expander,
    );
  if (isElse(pattern)) {
    if (isLast) return list([symbol('else', pattern.span), ...body], clause.span);
    return malformed(caseForm, clause, 'the else clause must be the last', expander);
  }
  const constants = constantsOf(pattern, expander);
  if (!constants) return undefined;
  const tests = constants.map((constant) =>
    list([symbol('=', constant.span), value, constant], constant.span),
  );
  const test = tests.length === 1 ? tests[0]! : list([symbol('or', pattern.span), ...tests], pattern.span);
  return list([test, ...body], clause.span);
}

export const caseForm: SugarForm = {
  kind: 'sugar',
  name: 'case',
  signature: '(case value (constant body ...) ... (else body ...))',
  doc: 'Evaluates the body behind the constant, or one of the constants in brackets, that the value is equal to. Without an else clause there is no value.',
  example:
    '(case 7 (1 "one") ([6 7] "many") (else "none")) ; => "many"\n(case "b" ("a" 1) ("b" 2) (otherwise 3)) ; => 2',
  expand(form, expander) {
    const [, value, ...clauses] = form.items;
    if (!value) return malformed(caseForm, form, 'the value is missing', expander);
    if (clauses.length === 0) return malformed(caseForm, form, 'it has no clauses', expander);
    const name = symbol(expander.fresh('case'), value.span);
    const expanded = clauses.map((clause, index) =>
      expandClause(clause, name, index === clauses.length - 1, expander),
    );
    if (!expanded.every((clause) => clause !== undefined)) return undefined;
    const cond = list([symbol('cond', form.span), ...expanded], form.span);
    const binding = list([list([name, value], value.span)], value.span);
    return list([symbol('let', form.span), binding, cond], form.span);
  },
};
