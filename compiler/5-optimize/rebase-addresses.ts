// Reaches memory at constant addresses from one base: the input from the entry's first parameter, which holds its start,
// and globals from the start of the heap.
import type { FlowFunction, FlowInstruction, FlowProgram, Value } from '../../grammar/flow.js';
import { heapStart, inputStart } from '../../grammar/memory.js';
import { Constants } from './constants.js';
import { replaceBlock } from './rewrite.js';

/** What a 16-bit signed offset reaches, less a word. */
const reach = 32_760n;

export function rebaseAddresses(target: FlowFunction, program: FlowProgram): boolean {
  const constants = new Constants(target);
  const isEntry = target === program.functions[0];
  let changed = false;

  const baseOf = (
    address: bigint,
    instruction: FlowInstruction,
  ): { base: Value; start: bigint } | undefined => {
    if (isEntry && address >= inputStart && address <= inputStart + reach) {
      return { base: target.parameters[0]!, start: inputStart };
    }
    if (address > heapStart && address <= heapStart + reach) {
      return { base: constants.valueOf(heapStart, instruction.span), start: heapStart };
    }
    return undefined;
  };
  const rebase = (instruction: FlowInstruction): FlowInstruction => {
    if (instruction.kind !== 'load' && instruction.kind !== 'store') return instruction;
    const bits = constants.bitsOf(instruction.address);
    if (bits === undefined) return instruction;
    const address = bits + BigInt(instruction.offset);
    const found = baseOf(address, instruction);
    if (!found || found.base === instruction.address) return instruction;
    changed = true;
    return { ...instruction, address: found.base, offset: Number(address - found.start) };
  };

  target.blocks.forEach((block, i) =>
    replaceBlock(target, i, { instructions: block.instructions.map(rebase) }),
  );
  constants.finish();
  return changed;
}
