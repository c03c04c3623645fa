// Removes what nobody reads: instructions without effect, block parameters, stack slots.
import {
  edgesOf,
  type BlockId,
  type FlowFunction,
  type FlowInstruction,
  type Value,
} from '../../grammar/flow.js';
import { graphOf } from '../../grammar/flow/dominators.js';
import { Constants } from './constants.js';
import { dropParameters } from './drop-parameters.js';
import { replaceBlock, visitDeciders, visitOperands, visitValues } from './rewrite.js';
import { removeUnreachableBlocks } from './unreachable-blocks.js';

/**
 * Whether running the instruction shows even if nobody reads its results. A load shows nothing: one that would fault
 * goes together with its result.
 */
function hasEffect(instruction: FlowInstruction, constants: Constants): boolean {
  switch (instruction.kind) {
    case 'store':
    case 'call':
    case 'syscall':
    case 'account':
      return true;
    case 'binary': {
      if (instruction.operator !== 'div' && instruction.operator !== 'rem') return false;
      return (constants.bitsOf(instruction.right) ?? 0n) === 0n;
    }
    default:
      return false;
  }
}

/** By value, 1 if it is the address of a slot that does nothing but take stores; those stores are never read. */
function unreadSlots(target: FlowFunction): Uint8Array | undefined {
  if (target.slots.length === 0) return undefined;
  const addresses = new Map<Value, number>();
  const read = new Set<number>();
  for (const { instructions } of target.blocks) {
    for (const instruction of instructions) {
      if (instruction.kind === 'slot') addresses.set(instruction.result, instruction.slot);
    }
  }
  const reads = (value: Value): void => {
    const slot = addresses.get(value);
    if (slot !== undefined) read.add(slot);
  };
  for (const { instructions, terminator } of target.blocks) {
    for (const instruction of instructions) {
      if (instruction.kind === 'store') reads(instruction.value);
      else visitOperands(instruction, reads);
    }
    visitValues(terminator, reads);
  }
  const unread = new Uint8Array(target.values);
  for (const [value, slot] of addresses) if (!read.has(slot)) unread[value] = 1;
  return unread;
}

function dropUnusedSlots(target: FlowFunction): boolean {
  if (target.slots.length === 0) return false;
  const moved = new Map<number, number>();
  const sizes: number[] = [];
  for (const { instructions } of target.blocks) {
    for (const instruction of instructions) {
      if (instruction.kind !== 'slot' || moved.has(instruction.slot)) continue;
      moved.set(instruction.slot, moved.size);
      sizes.push(target.slots[instruction.slot]!);
    }
  }
  if (sizes.length === target.slots.length) return false;
  target.slots.splice(0, target.slots.length, ...sizes);
  target.blocks.forEach((block, i) => {
    const instructions = block.instructions.map((instruction) =>
      instruction.kind === 'slot' ? { ...instruction, slot: moved.get(instruction.slot)! } : instruction,
    );
    replaceBlock(target, i, { instructions });
  });
  return true;
}

/** Marks the values that something needs, by value. */
function findLive(target: FlowFunction, keeps: (instruction: FlowInstruction) => boolean): Uint8Array {
  const { predecessors } = graphOf(target);
  const live = new Uint8Array(target.values);
  const makers = new Array<FlowInstruction | undefined>(target.values).fill(undefined);
  /** By block parameter, its block and its place there. */
  const homes = new Map<Value, { readonly block: BlockId; readonly index: number }>();
  const pending: Value[] = [];
  const mark = (value: Value): void => {
    if (live[value] === 1) return;
    live[value] = 1;
    pending.push(value);
  };
  for (let block = 0; block < target.blocks.length; block++) {
    const { parameters, instructions, terminator } = target.blocks[block]!;
    for (let index = 0; index < parameters.length; index++) homes.set(parameters[index]!, { block, index });
    for (const instruction of instructions) {
      if (instruction.kind === 'call') for (const result of instruction.results) makers[result] = instruction;
      else if (instruction.kind !== 'store') makers[instruction.result] = instruction;
      if (keeps(instruction)) visitOperands(instruction, mark);
    }
    visitDeciders(terminator, mark);
  }
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    const maker = makers[value];
    if (maker) {
      visitOperands(maker, mark);
      continue;
    }
    const home = homes.get(value);
    if (!home) continue;
    for (const before of predecessors[home.block]!) {
      for (const edge of edgesOf(target.blocks[before]!.terminator))
        if (edge.block === home.block) mark(edge.arguments[home.index]!);
    }
  }
  return live;
}

export function removeDeadCode(target: FlowFunction): boolean {
  let changed = removeUnreachableBlocks(target);
  const constants = new Constants(target);
  const unread = unreadSlots(target);
  const keeps = (instruction: FlowInstruction): boolean =>
    hasEffect(instruction, constants) &&
    !(instruction.kind === 'store' && unread?.[instruction.address] === 1);
  const live = findLive(target, keeps);
  const isKept = (instruction: FlowInstruction): boolean => {
    if (instruction.kind !== 'store' && instruction.kind !== 'call' && live[instruction.result] === 1)
      return true;
    return keeps(instruction);
  };
  let drops = false;
  for (let i = 0; i < target.blocks.length; i++) {
    const { parameters, instructions } = target.blocks[i]!;
    drops ||= parameters.some((parameter) => live[parameter] === 0);
    if (instructions.every(isKept)) continue;
    changed = true;
    replaceBlock(target, i, { instructions: instructions.filter(isKept) });
  }
  if (drops) dropParameters(target, (value) => live[value] === 0);
  return dropUnusedSlots(target) || drops || changed;
}
