// Removes what is stored to globals that no function reads any more, which inlining leaves behind.
import type { FlowFunction, FlowInstruction, FlowProgram } from '../../grammar/flow.js';
import { heapStart } from '../../grammar/memory.js';
import { Constants } from './constants.js';
import { replaceBlock } from './rewrite.js';

type Access = Extract<FlowInstruction, { readonly kind: 'load' | 'store' }>;

/** Where an access to a global begins, in bytes from the first global; undefined for all other accesses. */
function offsetIn(program: FlowProgram, access: Access, constants: Constants): number | undefined {
  const base = constants.bitsOf(access.address);
  if (base === undefined) return undefined;
  const offset = base + BigInt(access.offset) - heapStart;
  return offset >= 0n && offset < BigInt(program.globalBytes) ? Number(offset) : undefined;
}

/** Marks the bytes of globals that the function loads. */
function markRead(program: FlowProgram, target: FlowFunction, isRead: Uint8Array): void {
  const constants = new Constants(target);
  for (const { instructions } of target.blocks) {
    for (const instruction of instructions) {
      if (instruction.kind !== 'load') continue;
      const offset = offsetIn(program, instruction, constants);
      if (offset !== undefined) isRead.fill(1, offset, offset + instruction.size);
    }
  }
}

export function removeUnreadGlobals(program: FlowProgram): boolean {
  if (program.globalBytes === 0) return false;
  const isRead = new Uint8Array(program.globalBytes);
  for (const target of program.functions) markRead(program, target, isRead);
  let changed = false;
  for (const target of program.functions) {
    const constants = new Constants(target);
    const isUnread = (instruction: FlowInstruction): boolean => {
      if (instruction.kind !== 'store') return false;
      const offset = offsetIn(program, instruction, constants);
      return offset !== undefined && !isRead.subarray(offset, offset + instruction.size).includes(1);
    };
    target.blocks.forEach((block, index) => {
      const instructions = block.instructions.filter((instruction) => !isUnread(instruction));
      if (instructions.length === block.instructions.length) return;
      replaceBlock(target, index, { instructions });
      changed = true;
    });
  }
  return changed;
}
