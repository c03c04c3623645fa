// match: the body behind the first pattern that the value fits.
import { never, unit } from '../../grammar/signature.js';
import type { ListSyntax, Syntax } from '../../grammar/syntax.js';
import type { Checker, Draft, SpecialForm, Use } from '../form.js';
import { prune, showType, type Inferred } from '../inferred.js';
import { choice, type Choice } from './choice.js';
import { allOf, readPattern, type Pattern } from './patterns.js';
import { expandClauses, malformedDraft } from './shape.js';

const signature = '(match value (pattern [:when condition] body ...) ...)';

interface Clause {
  readonly pattern: Syntax;
  readonly guard: Syntax | undefined;
  readonly body: readonly Syntax[];
  readonly at: ListSyntax;
}

function clausesOf(form: ListSyntax, checker: Checker): readonly Clause[] | undefined {
  const clauses: Clause[] = [];
  for (const at of form.items.slice(2)) {
    const [pattern, mark, guard, ...rest] = at.kind === 'list' ? at.items : [];
    if (at.kind !== 'list' || !pattern) {
      malformedDraft(match, form, at, 'a clause is a pattern and a body in parentheses', checker);
      return undefined;
    }
    const isGuarded = mark?.kind === 'keyword' && mark.name === 'when';
    if (isGuarded && !guard) {
      malformedDraft(match, form, mark, 'the condition after `:when` is missing', checker);
      return undefined;
    }
    const body = isGuarded ? rest : at.items.slice(1);
    clauses.push({ pattern, guard: isGuarded ? guard : undefined, body, at });
  }
  return clauses;
}

/** A clause as a test and a body, in a scope with the names of its pattern. */
function checkClause(
  { pattern, guard, body, at }: Clause,
  read: Pattern,
  checker: Checker,
  use: Use,
): Choice {
  return checker.scoped(() => {
    const defined = read.bindings.map(({ name, value }): Draft => {
      const variable = checker.define(name, value.type);
      return { kind: 'define', variable, value, type: unit, span: name.span };
    });
    const { span } = at;
    if (guard) {
      const condition = checker.condition(guard);
      const guarded: Draft = { kind: 'sequence', items: [...defined, condition], type: condition.type, span };
      const inner = checker.scoped(() => checker.sequence(body, span, use));
      return { test: allOf([...read.tests, guarded], pattern), body: inner };
    }
    const inner = checker.scoped(() => checker.sequence(body, span, use));
    const whole: Draft =
      defined.length === 0 ? inner : { kind: 'sequence', items: [...defined, inner], type: inner.type, span };
    return { test: read.tests.length === 0 ? undefined : allOf(read.tests, pattern), body: whole };
  });
}

/** Whether clauses without guards name every variant of an enum, both bools, or null and what is not. */
function isComplete(type: Inferred, clauses: readonly Clause[], patterns: readonly Pattern[]): boolean {
  const plain = patterns.filter((_, index) => clauses[index]!.guard === undefined);
  const single = plain.flatMap(({ tests }) => (tests.length === 1 ? tests : []));
  const tags = new Set(single.map((test) => (test.kind === 'is' ? test.tag : undefined)));
  const known = prune(type);
  if (known.kind === 'enum') return known.variants.every((_, tag) => tags.has(tag));
  if (known.kind === 'option') return tags.has(0) && tags.has(1);
  if (known.kind !== 'bool') return false;
  const literals = single.map((test) => (test.kind === 'apply' ? test.arguments[1] : undefined));
  return [true, false].every((value) =>
    literals.some((draft) => draft?.kind === 'boolean' && draft.value === value),
  );
}

export const match: SpecialForm = {
  kind: 'special',
  name: 'match',
  signature,
  doc: 'Evaluates the body behind the first pattern that the value fits. A pattern is a literal, `_`, a name, which stands for the value, `[a b]` for a tuple or an array of two, `[a & rest]`, `{:field pattern}`, `Enum::Variant`, `(Enum::Variant pattern ...)`, `null`, `(some pattern)`, or `(or pattern ...)`.',
  example:
    '(match 5 (0 "zero") ((or 1 2) "few") (n :when (> n 4) "many") (_ "some")) ; => "many"\n(match [1 [2 "x"]] ([a [b _]] (+ a b))) ; => 3',
  check(form, checker, use) {
    const [, subject] = form.items;
    if (!subject) return malformedDraft(match, form, form, 'the value is missing', checker);
    const clauses = clausesOf(form, checker);
    const value = checker.expression(subject);
    if (!clauses) return checker.wrong(form.span);
    if (prune(value.type).kind === 'never') return value;
    if (prune(value.type).kind === 'unit') return checker.expect(value, never, 'the value of `match`');
    const held = checker.hold('subject', value);
    const choices: Choice[] = [];
    const patterns: Pattern[] = [];
    for (const clause of clauses) {
      const read = readPattern(clause.pattern, held.read, checker, signature);
      if (!read) return checker.wrong(form.span);
      patterns.push(read);
      // A literal that the type cannot hold never fits, and its body is not looked at.
      if (read.tests.some((test) => test.kind === 'boolean' && !test.value)) continue;
      choices.push(checkClause(clause, read, checker, use));
    }
    const open = choices.every(({ test }) => test !== undefined);
    if (open && isComplete(value.type, clauses, patterns) && choices.length > 0)
      choices.push({ test: undefined, body: choices.pop()!.body });
    else if (open && use === 'value') {
      checker.diagnostics.report('matchIncomplete', form.items[0]!.span, { type: showType(value.type) });
      return checker.wrong(form.span);
    }
    const chosen = choice('match', form, choices, checker, use);
    return { kind: 'sequence', items: [...held.define, chosen], type: chosen.type, span: form.span };
  },
  expandInside: expandClauses,
};
