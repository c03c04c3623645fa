// Dead writes: instructions whose only effect is a register nobody reads again disappear.
import { findLiveMasks, liveBefore, maskOf } from './liveness.js';
import { framePointer, isRegister, type MachineFunction, type MachineInstruction } from './machine.js';

/** Works on allocated code with sequenced copies. */
export function removeDeadWrites(machine: MachineFunction): void {
  for (let changed = true; changed;) {
    changed = false;
    const liveOut = findLiveMasks(machine.blocks);
    machine.blocks.forEach((block, index) => {
      let live = liveBefore(block.terminator, liveOut[index]!);
      const kept: MachineInstruction[] = [];
      for (let i = block.instructions.length - 1; i >= 0; i--) {
        const instruction = block.instructions[i]!;
        const written = onlyWrites(instruction);
        if (written !== undefined && (live & maskOf(written)) === 0) {
          changed = true;
          continue;
        }
        kept.push(instruction);
        live = liveBefore(instruction, live);
      }
      block.instructions = kept.reverse();
    });
  }
}

/** The register an instruction writes if it can do nothing else, not even fault. */
export function onlyWrites(instruction: MachineInstruction): number | undefined {
  switch (instruction.kind) {
    case 'copy': {
      const to = instruction.pairs[0]?.to;
      return to !== undefined && isRegister(to) ? to : undefined;
    }
    case 'operate': {
      const { operation, operand, dst } = instruction;
      const mayFault = /^(?:div|mod)/.test(operation) && operand !== undefined && isRegister(operand);
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
