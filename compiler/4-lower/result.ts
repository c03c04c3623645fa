// The end of a program: its last value becomes return data, or the exit code.
import type { Core, CoreFunction } from '../../grammar/core.js';
import type { Value } from '../../grammar/flow.js';
import type { FlowBuilder } from '../../stdlib/builder.js';
import { bytesOf, componentsOf } from '../../grammar/layout.js';
import { isBorsh, isPlain, writeBorsh } from '../../stdlib/borsh.js';
import { storeTyped } from '../../stdlib/memory.js';

/** Sets return data: the value in Borsh, but text that is the whole value as its bytes alone. */
function returnValue(b: FlowBuilder, definition: CoreFunction, values: readonly Value[]): void {
  const { result } = definition;
  if (componentsOf(result) === 0) return;
  if (result.kind === 'string') {
    b.syscall('sol_set_return_data', values, true);
    return;
  }
  if (!isBorsh(result)) return;
  if (!isPlain(result)) {
    const start = b.load(8, b.constant(b.module.heapTopGlobal()));
    const end = writeBorsh(b, result, values, start);
    b.syscall('sol_set_return_data', [start, b.binary('sub', end, start)], true);
    return;
  }
  const size = bytesOf(result);
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
