// The end of a program: its last value becomes return data, or the exit code.
import type { Core, CoreFunction } from '../../grammar/core.js';
import type { Value } from '../../grammar/flow.js';
import type { FlowBuilder } from '../../stdlib/builder.js';
import { componentsOf } from '../../grammar/layout.js';
import { borshBytes, isBorsh } from '../../stdlib/borsh.js';

/** Sets return data: the value in Borsh, but text that is the whole value as its bytes alone. */
function returnValue(b: FlowBuilder, { result }: CoreFunction, values: readonly Value[]): void {
  if (componentsOf(result) === 0) return;
  if (result.kind === 'string') b.syscall('sol_set_return_data', values, true);
  else if (isBorsh(result)) b.syscall('sol_set_return_data', borshBytes(b, result, values), true);
}

/** Ends the entry function with the program's last value. */
export function endProgram(
  b: FlowBuilder,
  core: Core,
  definition: CoreFunction,
  values: readonly Value[],
): void {
  b.span = definition.span;
  if (core.resultMode === 'exit-code' && values.length > 0) return b.return([values[0]!]);
  returnValue(b, definition, values);
  b.return([b.constant(0)]);
}
