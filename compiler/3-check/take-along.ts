// What functions take along: whoever calls one, or makes a value of it, must have the variables that it uses.
import type { CoreFunction, Expression, Variable } from '../../grammar/core.js';
import { eachChild } from '../../grammar/core.js';
import { settle } from '../../stdlib/inferred.js';
import type { FunctionEntity } from './scope.js';

/** The functions called without a closure, and the captures of the function values made, in an expression; each once. */
function usesOf(body: Expression): ReadonlySet<number | readonly Variable[]> {
  const uses = new Set<number | readonly Variable[]>();
  const visit = (expression: Expression): void => {
    if (expression.kind === 'call' && !expression.closure) uses.add(expression.callee);
    if (expression.kind === 'closure') uses.add(expression.captures);
    eachChild(expression, visit);
  };
  visit(body);
  return uses;
}

/** Completes the captures of functions, and settles their types. */
export function takeAlong(
  functions: readonly CoreFunction[],
  entityOf: (index: number) => FunctionEntity | undefined,
): void {
  const uses = functions.map(({ body }) => usesOf(body));
  for (let changed = true; changed;) {
    changed = false;
    functions.forEach(({ captures }, index) => {
      const entity = entityOf(index);
      if (!entity) return;
      for (const use of uses[index]!)
        for (const variable of typeof use === 'number' ? functions[use]!.captures : use) {
          if (variable.owner === index || captures.includes(variable)) continue;
          entity.captures.push(variable);
          changed = true;
        }
    });
  }
  for (const { captures } of functions) for (const capture of captures) capture.type = settle(capture.type);
}
