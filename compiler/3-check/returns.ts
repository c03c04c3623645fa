// What functions and instructions return, at their end and before it.
import { unit, type Type } from '../../grammar/signature.js';
import type { Span } from '../../grammar/source.js';
import type { Draft } from '../../stdlib/form.js';
import { prune, showType } from '../../stdlib/inferred.js';
import { coerce, variableType } from '../../stdlib/special/coerce.js';
import type { ProgramChecker } from './check.js';
import type { Returned } from './place.js';

/** The value as one of the type that is returned; the first one decides where nothing is declared. */
export function resultOf(wanted: Returned, value: Draft, checker: ProgramChecker): Draft {
  const agreed = prune(wanted.type).kind === 'never' && !wanted.declared ? value : coerce(value, wanted.type);
  if (agreed) {
    if (prune(wanted.type).kind === 'never') wanted.type = agreed.type;
    return agreed;
  }
  if (prune(value.type).kind === 'unit' && prune(wanted.type).kind === 'unit') return value;
  const { name } = checker.place.frame;
  if (wanted.declared) return checker.expect(value, wanted.type, `the result of \`${name}\``);
  checker.diagnostics.report('branchesDiffer', value.span, {
    form: name,
    first: showType(wanted.type),
    second: showType(value.type),
  });
  return checker.wrong(value.span);
}

/** The value that `return` carries. */
export function returnValue(value: Draft, span: Span, checker: ProgramChecker): Draft {
  const { diagnostics, place } = checker;
  const wanted = place.frame.result;
  if (!wanted) {
    diagnostics.report('misplacedResult', span, {});
    return checker.wrong(span);
  }
  wanted.used = true;
  const isNull = value.kind === 'nothing' && prune(value.type).kind === 'null';
  if (wanted.declared && prune(wanted.type).kind === 'unit') {
    if (!isNull) diagnostics.report('resultUndeclared', value.span, { name: place.frame.name });
    return value;
  }
  if (wanted.declared) return resultOf(wanted, value, checker);
  // Another return may have a value, so a null that is returned early is one that may be missing.
  return resultOf(wanted, coerce(value, variableType(value.type)) ?? value, checker);
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
  const returned: Returned = { type: result ?? unit, declared: true, used: false };
  return place.inFrame({ ...place.frame, name, result: returned }, () => {
    const value = checker.scoped(work);
    const body = result ? checker.expect(value, result, `the result of \`${name}\``) : value;
    return returned.used ? { kind: 'body', body, type: result ?? unit, span } : body;
  });
}
