// Choices: the value of the first of several bodies whose test holds, all of one type.
import { unit } from '../../grammar/signature.js';
import type { ListSyntax } from '../../grammar/syntax.js';
import type { Checker, Draft, Use } from '../form.js';
import { showType, type Inferred } from '../inferred.js';

export interface Choice {
  /** A bool; undefined where it always holds. */
  readonly test: Draft | undefined;
  readonly body: Draft;
}

/** The choice as an expression. Where no test needs to hold there is no value. */
export function choice(
  name: string,
  form: ListSyntax,
  choices: readonly Choice[],
  checker: Checker,
  use: Use,
): Draft {
  const { span } = form;
  const last = choices.findIndex(({ test }) => test === undefined);
  const taken = last < 0 ? choices : choices.slice(0, last + 1);
  const nothing: Draft = { kind: 'nothing', type: unit, span };
  const joined = use === 'effect' || last < 0 ? undefined : checker.common(choices.map(({ body }) => body));
  if (joined && !joined.type) {
    const { first, second } = joined;
    const [left, right] = [showType(first.type), showType(second.type)];
    checker.diagnostics.report('branchesDiffer', span, { form: name, first: left, second: right }, [
      { message: `this is ${left}`, span: first.span },
      { message: `this is ${right}`, span: second.span },
    ]);
    return checker.wrong(span);
  }
  const values = joined ? joined.drafts : taken.map(({ body }) => body);
  const type: Inferred = joined ? joined.type : unit;
  const clauses = taken.flatMap(({ test }, index) => (test ? [{ test, body: values[index]! }] : []));
  const otherwise = last < 0 ? nothing : values[last]!;
  if (clauses.length === 0) return { kind: 'sequence', items: [otherwise], type, span };
  return { kind: 'cond', clauses, otherwise, type, span };
}
