// What values are used for.
import { operandsOf, type FlowFunction, type Value } from '../../grammar/flow.js';
import { valuesOf } from '../../grammar/flow/check.js';

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
      } else operandsOf(instruction).forEach(other);
    }
    valuesOf(terminator).forEach(other);
  }
  return kinds;
}
