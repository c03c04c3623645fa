// Removes what nobody reads: instructions without effect, block parameters, stack slots.
import {
  edgesOf,
  operandsOf,
  resultsOf,
  type BlockId,
  type FlowFunction,
  type FlowInstruction,
  type Terminator,
  type Value,
} from '../../grammar/flow.js';
import { Constants } from './constants.js';
import { dropParameters } from './drop-parameters.js';
import { replaceBlock } from './rewrite.js';
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

/** The values that a terminator itself reads; what its edges carry lives only if the parameter does. */
function deciders(terminator: Terminator): readonly Value[] {
  if (terminator.kind === 'branch') return [terminator.left, terminator.right];
  if (terminator.kind === 'return') return terminator.values;
  return terminator.kind === 'fail' ? [terminator.code] : [];
}

/** Slots whose address does nothing but take stores; those stores are never read. */
function unreadSlots(target: FlowFunction): Set<Value> {
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
      else operandsOf(instruction).forEach(reads);
    }
    deciders(terminator).forEach(reads);
    for (const edge of edgesOf(terminator)) edge.arguments.forEach(reads);
  }
  return new Set([...addresses].filter(([, slot]) => !read.has(slot)).map(([value]) => value));
}

function dropUnusedSlots(target: FlowFunction): boolean {
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

export function removeDeadCode(target: FlowFunction): boolean {
  let changed = removeUnreachableBlocks(target);
  const constants = new Constants(target);
  const unread = unreadSlots(target);
  const keeps = (instruction: FlowInstruction): boolean =>
    hasEffect(instruction, constants) && !(instruction.kind === 'store' && unread.has(instruction.address));

  const makers = new Array<FlowInstruction | undefined>(target.values).fill(undefined);
  const sources = new Map<Value, Value[]>();
  const live = new Uint8Array(target.values);
  const pending: Value[] = [];
  const mark = (value: Value): void => {
    if (live[value] === 1) return;
    live[value] = 1;
    pending.push(value);
  };
  for (const block of target.blocks) {
    for (const parameter of block.parameters) sources.set(parameter, []);
    for (const instruction of block.instructions) {
      for (const result of resultsOf(instruction)) makers[result] = instruction;
    }
  }
  for (const block of target.blocks) {
    for (const edge of edgesOf(block.terminator))
      collectArguments(target, edge.block, edge.arguments, sources);
    for (const instruction of block.instructions)
      if (keeps(instruction)) operandsOf(instruction).forEach(mark);
    deciders(block.terminator).forEach(mark);
  }
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    const maker = makers[value];
    if (maker) operandsOf(maker).forEach(mark);
    sources.get(value)?.forEach(mark);
  }

  target.blocks.forEach((block, i) => {
    const instructions = block.instructions.filter(
      (instruction) => keeps(instruction) || resultsOf(instruction).some((result) => live[result] === 1),
    );
    if (instructions.length === block.instructions.length) return;
    changed = true;
    replaceBlock(target, i, { instructions });
  });
  if ([...sources.keys()].some((parameter) => live[parameter] === 0)) {
    changed = true;
    dropParameters(target, (value) => live[value] === 0);
  }
  return dropUnusedSlots(target) || changed;
}

function collectArguments(
  target: FlowFunction,
  block: BlockId,
  values: readonly Value[],
  sources: Map<Value, Value[]>,
): void {
  target.blocks[block]!.parameters.forEach((parameter, i) => sources.get(parameter)!.push(values[i]!));
}
