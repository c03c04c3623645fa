// What functions take along: whoever calls one, or makes a value of it, must have the variables that it uses.
import type { CoreFunction, Expression, Variable } from '../../grammar/core.js';
import { childrenOf } from '../../grammar/core.js';
import { settle } from '../../stdlib/inferred.js';
import type { FunctionEntity } from './scope.js';

/** The functions called without a closure, and the captures of the function values made, in an expression. */
function usesOf(body: Expression): (number | readonly Variable[])[] {
  const uses: (number | readonly Variable[])[] = [];
  const open = [body];
  for (let expression = open.pop(); expression; expression = open.pop()) {
    if (expression.kind === 'call' && !expression.closure) uses.push(expression.callee);
    if (expression.kind === 'closure') uses.push(expression.captures);
    open.push(...childrenOf(expression));
  }
  return uses;
}

/** Completes the captures of functions, and settles their types. */
export function takeAlong(
  functions: readonly CoreFunction[],
  entityOf: (index: number) => FunctionEntity | undefined,
): void {
  const uses = functions.map(({ body }, index) => usesOf(body).map((use) => ({ use, index })));
  for (let changed = true; changed;) {
    changed = false;
    for (const { use, index } of uses.flat()) {
      const entity = entityOf(index);
      const needed = typeof use === 'number' ? functions[use]!.captures : use;
      for (const variable of needed) {
        if (!entity || variable.owner === index || functions[index]!.captures.includes(variable)) continue;
        entity.captures.push(variable);
        changed = true;
      }
    }
  }
  for (const { captures } of functions) for (const capture of captures) capture.type = settle(capture.type);
}
