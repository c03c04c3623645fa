// The bodies of functions.
import { nothing, unit } from '../../grammar/signature.js';
import { symbol, type SymbolSyntax } from '../../grammar/syntax.js';
import type { UnitsLimit } from '../../grammar/units-limit.js';
import type { Draft, DraftVariable } from '../../stdlib/form.js';
import type { Inferred } from '../../stdlib/inferred.js';
import type { ProgramChecker } from './check.js';
import type { Frame, Returned } from './place.js';
import { resultOf } from './returns.js';
import { Scope, type FunctionEntity, type Parameter } from './scope.js';

/** The checked body of a function. */
export interface FunctionBody {
  readonly parameters: readonly DraftVariable[];
  readonly body: Draft;
  readonly result: Inferred;
  /** The bound on its units. */
  readonly limit: UnitsLimit | undefined;
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
  const returned: Returned = { declared: entity.result, early: [] };
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
    const value = resultOf(returned, body, checker);
    return { parameters, body: value, result: entity.result ?? value.type, limit: frame.limit };
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
