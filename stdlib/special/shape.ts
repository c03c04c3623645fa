// What the files of special forms share: reporting a malformed form, bindings, and where bodies are.
import type { ArraySyntax, ListSyntax, Syntax } from '../../grammar/syntax.js';
import { mapItems, withItems } from '../../grammar/syntax.js';
import type { Checker, Draft, Expander, SpecialForm } from '../form.js';

/** What can stand where a name is given: a symbol, or the pattern of a tuple, an array, a record or a struct. */
export const isBindable = ({ kind }: Syntax): boolean =>
  kind === 'symbol' || kind === 'array' || kind === 'record';

interface Named {
  readonly name: string;
  readonly signature: string;
}

/** Reports that a form is not written as it should be, at the part that is wrong. */
export function malformed(
  row: Named,
  at: Syntax,
  problem: string,
  where: Pick<Expander, 'diagnostics'>,
): undefined {
  where.diagnostics.report('malformedForm', at.span, {
    form: row.name,
    problem,
    signature: row.signature,
  });
}

/** The same while checking, with a draft that goes on. */
export function malformedDraft(
  row: Named,
  form: ListSyntax,
  at: Syntax,
  problem: string,
  checker: Checker,
): Draft {
  malformed(row, at, problem, checker);
  return checker.wrong(form.span);
}

export interface Binding {
  /** A symbol, or a pattern that takes the value apart. */
  readonly name: Syntax;
  readonly value: Syntax;
}

/** The bindings of a `let`, or undefined after reporting. */
export function bindingsOf(
  row: Named,
  at: Syntax | undefined,
  form: ListSyntax,
  checker: Checker,
): Binding[] | undefined {
  if (at?.kind !== 'list' && at?.kind !== 'array')
    return malformed(row, at ?? form, 'the bindings are missing', checker);
  const bindings: Binding[] = [];
  for (const item of at.items) {
    const pair = item.kind === 'list' || item.kind === 'array' ? item.items : [];
    const [name, value] = pair;
    if (pair.length !== 2 || !name || !isBindable(name) || !value) {
      return malformed(row, item, 'a binding is a name and a value in parentheses', checker);
    }
    bindings.push({ name, value });
  }
  return bindings;
}

/** Expands a form whose items from `start` on are a body; `change` expands the ones before it. */
export function expandFrom<Form extends ListSyntax | ArraySyntax>(
  form: Form,
  start: number,
  change: (item: Syntax, index: number) => Syntax,
  body: (forms: readonly Syntax[]) => readonly Syntax[],
): Form {
  const [head, forms] = [form.items.slice(0, start), form.items.slice(start)];
  const before = mapItems(head, change);
  const expanded = body(forms);
  return before === head && expanded === forms ? form : { ...form, items: [...before, ...expanded] };
}

/** Expands a form whose items from `start` on are a body and the ones before it, after the head, expressions. */
export function expandBody(start: number): NonNullable<SpecialForm['expandInside']> {
  return (form, expand, body) =>
    expandFrom(form, start, (item, index) => (index === 0 ? item : expand(item)), body);
}

/** Expands the value of a form and the bodies of the clauses after it; what a clause begins with is no expression. */
export const expandClauses: NonNullable<SpecialForm['expandInside']> = (form, expand, body) => {
  const expandClause = (clause: Syntax, index: number): Syntax => {
    if (index === 0) return clause;
    if (index === 1 || clause.kind !== 'list') return expand(clause);
    const [first, mark, guard] = clause.items;
    if (!first) return clause;
    const isGuarded = mark?.kind === 'keyword' && mark.name === 'when' && guard !== undefined;
    return expandFrom(clause, isGuarded ? 3 : 1, (item, place) => (place === 2 ? expand(item) : item), body);
  };
  return withItems(form, mapItems(form.items, expandClause));
};

/** Expands the values inside a list of bindings. */
export function expandBindings(at: Syntax, expand: (form: Syntax) => Syntax): Syntax {
  if (at.kind !== 'list' && at.kind !== 'array') return at;
  return withItems(
    at,
    mapItems(at.items, (binding) => expandBinding(binding, expand)),
  );
}

/** Expands what is bound to the name, or the pattern, that a binding begins with. */
export function expandBinding(binding: Syntax, expand: (form: Syntax) => Syntax): Syntax {
  if (binding.kind !== 'list' && binding.kind !== 'array') return binding;
  return withItems(
    binding,
    mapItems(binding.items, (part, index) => (index === 0 ? part : expand(part))),
  );
}
