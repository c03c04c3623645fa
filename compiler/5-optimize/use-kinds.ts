// What values are used for.
import type { FlowFunction, Value } from '../../grammar/flow.js';
import { visitOperands, visitValues } from './rewrite.js';

/** By value, 1 if loads and stores take it as address and nothing else reads it. */
export function onlyAddresses(target: FlowFunction): Uint8Array {
  const kinds = new Uint8Array(target.values);
  const other = (value: Value): void => {
    kinds[value] = 2;
  };
  const address = (value: Value): void => {
    if (kinds[value] === 0) kinds[value] = 1;
  };
  for (const { instructions, terminator } of target.blocks) {
    for (const instruction of instructions) {
      if (instruction.kind === 'load') address(instruction.address);
      else if (instruction.kind === 'store') {
        address(instruction.address);
        other(instruction.value);
      } else visitOperands(instruction, other);
    }
    visitValues(terminator, other);
  }
  return kinds;
}
