// Dead writes: instructions whose only effect is a register nobody reads again disappear.
import { none } from './lists.js';
import { liveBefore, LiveMasks, maskOf } from './live-masks.js';
import {
  framePointer,
  isRegister,
  type MachineFunction,
  type MachineInstruction,
  type Operation,
} from './machine.js';
import type { Tables } from './tables.js';

/** Works on allocated code with sequenced copies; gives the registers that are live in what remains. */
export function removeDeadWrites({ blocks }: MachineFunction, tables: Tables): LiveMasks {
  const masks = new LiveMasks(blocks, tables);
  const { liveIn, liveOut } = masks;
  // By block, what was live at its end when it was gone through last.
  const known = tables.integers(blocks.length, none);
  // Whether less is needed at the start of a block, so that blocks before it may write what nobody reads.
  for (let changed = true; changed;) {
    changed = false;
    masks.settle();
    for (let index = 0; index < blocks.length; index++) {
      if (known[index] === liveOut[index]) continue;
      known[index] = liveOut[index]!;
      const block = blocks[index]!;
      const { instructions } = block;
      let live = liveBefore(block.terminator, liveOut[index]!);
      let kept: MachineInstruction[] | undefined;
      for (let i = instructions.length - 1; i >= 0; i--) {
        const instruction = instructions[i]!;
        const written = onlyWrites(instruction);
        if (written !== undefined && (live & maskOf(written)) === 0) {
          kept ??= instructions.slice(i + 1).reverse();
          continue;
        }
        kept?.push(instruction);
        live = liveBefore(instruction, live);
      }
      if (!kept) continue;
      block.instructions = kept.reverse();
      masks.update(index);
      changed ||= live !== liveIn[index];
    }
  }
  return masks;
}

const isDivision = (operation: Operation): boolean =>
  operation.startsWith('div') || operation.startsWith('mod');

/** The register an instruction writes if it can do nothing else, not even fault. */
export function onlyWrites(instruction: MachineInstruction): number | undefined {
  switch (instruction.kind) {
    case 'copy':
      return isRegister(instruction.to) ? instruction.to : undefined;
    case 'operate': {
      const { operation, operand, dst } = instruction;
      const mayFault = isDivision(operation) && operand !== undefined && isRegister(operand);
      return mayFault ? undefined : dst;
    }
    case 'narrow':
    case 'set':
      return instruction.dst;
    case 'load':
      return instruction.base === framePointer ? instruction.dst : undefined;
    default:
      return undefined;
  }
}
