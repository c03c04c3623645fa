// Moves constants and addresses to the head of the entry block, each once, so that no pass need ask where they stand.
import type { FlowFunction, FlowInstruction, Value } from '../../grammar/flow.js';
import { isLeaf, leafKey } from './constants.js';
import { followReplacements, renameFunction, replaceBlock } from './rewrite.js';

export function gatherConstants(target: FlowFunction): boolean {
  const leaves = new Map<string, FlowInstruction>();
  const values = new Map<string, Value>();
  const replacements = new Map<Value, Value>();
  let changed = false;
  target.blocks.forEach((block, i) => {
    let leading = i === 0;
    for (const instruction of block.instructions) {
      if (!isLeaf(instruction)) {
        leading = false;
        continue;
      }
      const key = leafKey(instruction);
      const first = values.get(key);
      if (first !== undefined) replacements.set(instruction.result, first);
      else {
        values.set(key, instruction.result);
        leaves.set(key, instruction);
      }
      changed ||= !leading || first !== undefined;
    }
  });
  if (!changed) return false;
  target.blocks.forEach((block, i) => {
    const rest = block.instructions.filter((instruction) => !isLeaf(instruction));
    if (i === 0) replaceBlock(target, i, { instructions: [...leaves.values(), ...rest] });
    else if (rest.length < block.instructions.length) replaceBlock(target, i, { instructions: rest });
  });
  if (replacements.size > 0) renameFunction(target, followReplacements(replacements));
  return true;
}
