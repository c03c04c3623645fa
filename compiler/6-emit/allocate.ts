// Allocation: virtual registers become machine registers; what finds none lives in the frame or is made anew.
import { colorRegisters } from './color.js';
import { findInterference } from './interference.js';
import { maskOf } from './live-masks.js';
import { none, type Lists } from './lists.js';
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
    const { crowded, liveOut } = interference;
    const coloring = crowded.length > 0 ? undefined : colorRegisters(interference, tables);
    const spilled = coloring?.spilled ?? crowded;
    if (coloring && spilled.length === 0) {
      const { colors } = coloring;
      observe?.({ before: structuredClone(machine), colors: colors.slice() });
      replace(machine, colors);
      placeSpillSlots(machine, state.slots, tables);
      return sequenceCopies(machine, masksOf(liveOut, colors, tables));
    }
    spillRegisters(machine, spilled, interference, state, tables);
  }
}

/** By key, the colours of the registers in its list. */
function masksOf({ keys, heads, nexts, values }: Lists, colors: Int32Array, tables: Tables): Int32Array {
  const masks = tables.integers(keys);
  for (let key = 0; key < keys; key++)
    for (let at = heads[key]!; at !== none; at = nexts[at]!) masks[key]! |= maskOf(colors[values[at]!]!);
  return masks;
}

function replace(machine: MachineFunction, colors: Int32Array): void {
  const rename = (register: Register): Register => (isVirtual(register) ? colors[register]! : register);
  for (const block of machine.blocks) {
    for (const instruction of block.instructions) renameRegisters(instruction, rename);
    renameRegisters(block.terminator, rename);
  }
}
