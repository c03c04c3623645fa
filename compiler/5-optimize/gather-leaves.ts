// Moves constants and addresses to the head of the entry block, each once, so that no pass need ask where they stand.
import type { FlowFunction, Value } from '../../grammar/flow.js';
import { isLeaf, type Leaf } from './constants.js';
import { renameFunction, replaceBlock } from './rewrite.js';

function standElsewhere({ blocks }: FlowFunction): boolean {
  for (let i = 0; i < blocks.length; i++) {
    let isHead = i === 0;
    for (const instruction of blocks[i]!.instructions) {
      if (!isLeaf(instruction)) isHead = false;
      else if (!isHead) return true;
    }
  }
  return false;
}

/** The functions whose leaves were gathered once: no pass makes one twice at the head of the entry block. */
const gathered = new WeakSet<FlowFunction>();

export function gatherLeaves(target: FlowFunction): boolean {
  if (gathered.has(target) && !standElsewhere(target)) return false;
  gathered.add(target);
  const replaced = new Map<Value, Value>();
  const leaves: Leaf[] = [];
  const constants = new Map<bigint, Value>();
  const slots = new Map<number, Value>();
  const addresses = new Map<number, Value>();
  const seen = <Key>(known: Map<Key, Value>, key: Key, result: Value): boolean => {
    const first = known.get(key);
    if (first === undefined) known.set(key, result);
    else replaced.set(result, first);
    return first !== undefined;
  };
  const isRepeated = (leaf: Leaf): boolean => {
    if (leaf.kind === 'constant') return seen(constants, leaf.value, leaf.result);
    if (leaf.kind === 'slot') return seen(slots, leaf.slot, leaf.result);
    return seen(addresses, leaf.rodata, leaf.result);
  };
  let changed = false;
  target.blocks.forEach(({ instructions }, i) => {
    let others = 0;
    let found = 0;
    for (const instruction of instructions) {
      if (!isLeaf(instruction)) others++;
      else {
        found++;
        const isHome = i === 0 && others === 0;
        if (isRepeated(instruction)) changed = true;
        else leaves.push(instruction);
        if (!isHome) changed = true;
      }
    }
    if (i > 0 && found > 0)
      replaceBlock(target, i, { instructions: instructions.filter((one) => !isLeaf(one)) });
  });
  if (!changed) return false;
  const rest = target.blocks[0]!.instructions.filter((one) => !isLeaf(one));
  replaceBlock(target, 0, { instructions: [...leaves, ...rest] });
  if (replaced.size > 0) renameFunction(target, (value) => replaced.get(value) ?? value);
  return true;
}
