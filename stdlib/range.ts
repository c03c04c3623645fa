// The step of counted loops: a form only the compiler writes.
import type { BlockId } from '../grammar/flow.js';
import type { FunctionForm, Lowering } from './form.js';
import { boolFrom } from './comparison.js';
import * as wide from './wide.js';

function branch({ builder, operands }: Lowering, then: BlockId, otherwise: BlockId): void {
  const [rest, step] = operands;
  if (rest!.values.length === 2) {
    const pair = ({ values }: { values: readonly number[] }): wide.Wide => [values[0]!, values[1]!];
    wide.branch(builder, '>', pair(rest!), pair(step!), false, then, otherwise);
  } else builder.branch('ugt', rest!.values[0]!, step!.values[0]!, then, otherwise);
}

/**
 * Whether more of a range is left than one step: both are distances modulo two to the width of their type, so they
 * compare as unsigned numbers whatever the type.
 */
export const rangeContinues: FunctionForm = {
  kind: 'function',
  name: 'range-continues',
  signature: '(range-continues rest step)',
  doc: 'Whether a counted loop goes on.',
  check: (form, checker) => checker.wrong(form.span),
  lower: (call) => [boolFrom(call.builder, (then, otherwise) => branch(call, then, otherwise))],
  branch,
};
