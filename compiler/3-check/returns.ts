// What functions and instructions return, at their end and before it.
import { unit, type Type } from '../../grammar/signature.js';
import type { Span } from '../../grammar/source.js';
import type { Draft } from '../../stdlib/form.js';
import { prune, showType } from '../../stdlib/inferred.js';
import type { ProgramChecker } from './check.js';
import type { EarlyValue, Returned } from './place.js';

/** The value at the end, as one of the type that is returned; values returned before become such too. */
export function resultOf({ declared, early }: Returned, last: Draft, checker: ProgramChecker): Draft {
  const { name } = checker.place.frame;
  if (declared) return checker.expect(last, declared, `the result of \`${name}\``);
  if (early.length === 0) return last;
  const values = early.map((value) => value.items[0]!);
  // Without a value at the end, those before need none either.
  if (prune(last.type).kind === 'unit' && values.every(isNull)) {
    for (const value of early) value.type = unit;
    return last;
  }
  const joined = checker.common([...values, last]);
  if (!joined.type) {
    const { first, second } = joined;
    const [left, right] = [showType(first.type), showType(second.type)];
    checker.diagnostics.report('resultsDiffer', endOf(second).span, { name, first: left, second: right }, [
      { message: `this is ${left}`, span: endOf(first).span },
    ]);
    return checker.wrong(last.span);
  }
  early.forEach((value, index) => {
    const draft = joined.drafts[index]!;
    value.items = [draft];
    value.type = draft.type;
  });
  const { span } = last;
  const end = joined.drafts.at(-1)!;
  // What comes before decides about the type where the end is never reached.
  return prune(end.type).kind === 'never' ? { kind: 'sequence', items: [end], type: joined.type, span } : end;
}

/** What gives a draft its value. */
function endOf(draft: Draft): Draft {
  const last = draft.kind === 'sequence' ? draft.items.at(-1) : undefined;
  return last ? endOf(last) : draft;
}

const isNull = (value: Draft): boolean => value.kind === 'nothing' && prune(value.type).kind === 'null';

/** The value that `return` carries. */
export function returnValue(value: Draft, span: Span, checker: ProgramChecker): Draft {
  const { diagnostics, place } = checker;
  const { result, name } = place.frame;
  if (!result) {
    diagnostics.report('misplacedResult', span, {});
    return checker.wrong(span);
  }
  const { declared, early } = result;
  const isWanted = declared?.kind !== 'unit';
  if (!isWanted && !isNull(value)) diagnostics.report('resultUndeclared', value.span, { name });
  const typed = declared && isWanted ? checker.expect(value, declared, `the result of \`${name}\``) : value;
  const entry: EarlyValue = { kind: 'sequence', items: [typed], type: typed.type, span: typed.span };
  early.push(entry);
  return entry;
}

/** A part of the program's body that `return` may leave. */
export function checkLeavable(
  name: string,
  result: Type | undefined,
  span: Span,
  work: () => Draft,
  checker: ProgramChecker,
): Draft {
  const { place } = checker;
  const returned: Returned = { declared: result ?? unit, early: [] };
  return place.inFrame({ ...place.frame, name, result: returned, limit: undefined }, () => {
    const value = checker.scoped(work);
    const body = result ? checker.expect(value, result, `the result of \`${name}\``) : value;
    return returned.early.length > 0 ? { kind: 'body', body, type: result ?? unit, span } : body;
  });
}
