// The end of a program: its last value becomes return data, or the exit code.
import type { Core, CoreFunction } from '../../grammar/core.js';
import type { Value } from '../../grammar/flow.js';
import type { FlowBuilder } from '../../stdlib/builder.js';
import { componentsOf } from '../../stdlib/form.js';
import { bytesOf, storeTyped } from '../../stdlib/memory.js';

/** Sets return data: integers little-endian in their width, a bool as one byte, text and keys as their bytes. */
function returnValue(b: FlowBuilder, definition: CoreFunction, values: readonly Value[]): void {
  const { result } = definition;
  if (componentsOf(result) === 0) return;
  if (result.kind === 'string') {
    b.syscall('sol_set_return_data', values, true);
    return;
  }
  const size = bytesOf(result)!;
  if (result.kind === 'pubkey') {
    b.syscall('sol_set_return_data', [values[0]!, b.constant(size)], true);
    return;
  }
  const slot = b.slot(size);
  storeTyped(b, result, slot, 0, values);
  b.syscall('sol_set_return_data', [slot, b.constant(size)], true);
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
