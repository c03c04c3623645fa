// Allocation: virtual registers become machine registers; what finds none lives in the frame or is made anew.
import { colorRegisters } from './color.js';
import { findInterference } from './interference.js';
import { isVirtual, type MachineFunction, type Register } from './machine.js';
import { renameRegisters } from './operands.js';
import { sequenceCopies } from './sequence.js';
import { placeSpillSlots } from './slots.js';
import { spillRegisters, type SpillState } from './spill.js';
import type { Tables } from './tables.js';

/** What the allocator decided, for tests to check against the code it was given. */
export interface Allocation {
  /** The function as coloured, with the stand-ins of spilled registers, before its registers were replaced. */
  readonly before: MachineFunction;
  readonly colors: Int32Array;
}

/** Replaces every virtual register of the function, in place. */
export function allocateRegisters(
  machine: MachineFunction,
  tables: Tables,
  observe?: (allocation: Allocation) => void,
): void {
  const state: SpillState = { standIns: new Set(), slots: 0 };
  for (;;) {
    tables.takeBack();
    const interference = findInterference(machine, state.standIns, tables);
    const crowded = interference.crowded;
    const coloring = crowded.length > 0 ? undefined : colorRegisters(interference, tables);
    const spilled = coloring?.spilled ?? crowded;
    if (coloring && spilled.length === 0) {
      observe?.({ before: structuredClone(machine), colors: coloring.colors.slice() });
      replace(machine, coloring.colors);
      break;
    }
    spillRegisters(machine, spilled, interference, state, tables);
  }
  placeSpillSlots(machine, state.slots, tables);
  sequenceCopies(machine, tables);
}

function replace(machine: MachineFunction, colors: Int32Array): void {
  const rename = (register: Register): Register => (isVirtual(register) ? colors[register]! : register);
  for (const block of machine.blocks) {
    for (const instruction of block.instructions) renameRegisters(instruction, rename);
    renameRegisters(block.terminator, rename);
  }
}
