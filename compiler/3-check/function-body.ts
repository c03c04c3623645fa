// The bodies of functions, and what they return.
import { never, nothing, unit } from '../../grammar/signature.js';
import type { Span } from '../../grammar/source.js';
import { symbol, type SymbolSyntax } from '../../grammar/syntax.js';
import type { Draft, DraftVariable } from '../../stdlib/form.js';
import { prune, showType, type Inferred } from '../../stdlib/inferred.js';
import { coerce } from '../../stdlib/special/coerce.js';
import type { ProgramChecker } from './check.js';
import type { Frame } from './place.js';
import { Scope, type FunctionEntity, type Parameter } from './scope.js';

/** The checked body of a function. */
export interface FunctionBody {
  readonly parameters: readonly DraftVariable[];
  readonly body: Draft;
  readonly result: Inferred;
}

/** Checks the body of a function in the scope of its definition; a parameter without a type is left out. */
export function checkBody(
  owner: number,
  entity: FunctionEntity,
  parameterTypes: readonly (Inferred | undefined)[],
  checker: ProgramChecker,
): FunctionBody {
  const { place } = checker;
  const { span } = entity.form;
  const returned = { type: (entity.result ?? never) as Inferred, declared: entity.result !== undefined };
  const frame: Frame = { owner, name: entity.name, entity, result: returned, loop: undefined };
  const work = (): FunctionBody => {
    const parameters: DraftVariable[] = [];
    const defaults: Draft[] = [];
    entity.parameters.forEach((parameter, index) => {
      const name = symbol(parameter.name, parameter.span);
      const type = parameterTypes[index];
      if (type) parameters.push(checker.define(name, type));
      else defaults.push(defaultOf(parameter, name, checker));
    });
    const last = checker.sequence(entity.body, span, 'value');
    const all = [...defaults, last];
    const body: Draft = all.length === 1 ? last : { kind: 'sequence', items: all, type: last.type, span };
    const value = returnValue(body, span, checker);
    return { parameters, body: value, result: returned.type };
  };
  return place.inFrame(frame, () =>
    place.whileUnchecked(entity.library, () => place.inScope(new Scope(entity.scope), work)),
  );
}

function defaultOf(parameter: Parameter, name: SymbolSyntax, checker: ProgramChecker): Draft {
  const { fallback, type, span } = parameter;
  const given: Draft = fallback ? checker.expression(fallback) : { kind: 'nothing', type: nothing, span };
  const value = type ? checker.expect(given, type, `parameter \`${parameter.name}\``) : given;
  const variable = checker.define(name, value.type);
  return { kind: 'define', variable, value, type: unit, span };
}

/** The value as what the function around it returns. */
export function returnValue(value: Draft, span: Span, checker: ProgramChecker): Draft {
  const { diagnostics, place } = checker;
  const wanted = place.frame.result;
  if (!wanted) {
    diagnostics.report('misplacedResult', span, {});
    return checker.wrong(span);
  }
  const agreed = prune(wanted.type).kind === 'never' && !wanted.declared ? value : coerce(value, wanted.type);
  if (agreed) {
    if (prune(wanted.type).kind === 'never') wanted.type = agreed.type;
    return agreed;
  }
  if (prune(value.type).kind === 'unit' && prune(wanted.type).kind === 'unit') return value;
  if (wanted.declared) return checker.expect(value, wanted.type, `the result of \`${place.frame.name}\``);
  diagnostics.report('branchesDiffer', value.span, {
    form: place.frame.name,
    first: showType(wanted.type),
    second: showType(value.type),
  });
  return checker.wrong(value.span);
}
