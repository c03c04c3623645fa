// Dead writes: instructions whose only effect is a register nobody reads again disappear.
import { findLiveMasks, liveBefore, maskOf, type LiveMasks } from './liveness.js';
import {
  framePointer,
  isRegister,
  type MachineFunction,
  type MachineInstruction,
  type Operation,
} from './machine.js';
import type { Tables } from './tables.js';

/** Works on allocated code with sequenced copies; gives the registers that are live in what remains. */
export function removeDeadWrites(machine: MachineFunction, tables: Tables): LiveMasks {
  for (;;) {
    const masks = findLiveMasks(machine.blocks, tables);
    const { liveIn, liveOut } = masks;
    // Whether less is needed at the start of a block, so that blocks before it may write what nobody reads.
    let changed = false;
    machine.blocks.forEach((block, index) => {
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
      if (!kept) return;
      block.instructions = kept.reverse();
      changed ||= live !== liveIn[index];
    });
    if (!changed) return masks;
  }
}

const isDivision = (operation: Operation): boolean =>
  operation.startsWith('div') || operation.startsWith('mod');

/** The register an instruction writes if it can do nothing else, not even fault. */
export function onlyWrites(instruction: MachineInstruction): number | undefined {
  switch (instruction.kind) {
    case 'copy': {
      const to = instruction.pairs[0]?.to;
      return to !== undefined && isRegister(to) ? to : undefined;
    }
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
