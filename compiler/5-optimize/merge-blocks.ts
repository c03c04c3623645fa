// Joins blocks that always follow each other and skips blocks that only jump on.
import {
  edgesOf,
  operandsOf,
  type Block,
  type BlockId,
  type Edge,
  type FlowFunction,
  type Value,
} from '../../grammar/flow.js';
import { valuesOf } from '../../grammar/flow/check.js';
import { followReplacements, mapEdges, renameFunction, renameTerminator, replaceBlock } from './rewrite.js';
import { removeUnreachableBlocks } from './unreachable-blocks.js';

/** How many edges enter each block. */
function entries(target: FlowFunction): Int32Array {
  const counts = new Int32Array(target.blocks.length);
  counts[0] = 1;
  for (const { terminator } of target.blocks) for (const edge of edgesOf(terminator)) counts[edge.block]!++;
  return counts;
}

/** Appends to each block the one that nothing else leads to. */
function mergeChains(target: FlowFunction): boolean {
  const counts = entries(target);
  const replacements = new Map<Value, Value>();
  const isGone = new Uint8Array(target.blocks.length);
  target.blocks.forEach((first, start) => {
    if (isGone[start] === 1) return;
    const instructions = [...first.instructions];
    let { terminator } = first;
    let { cold } = first;
    while (terminator.kind === 'jump') {
      const { target: edge } = terminator;
      if (counts[edge.block] !== 1 || edge.block === start || edge.block === 0) break;
      const next = target.blocks[edge.block]!;
      next.parameters.forEach((parameter, i) => replacements.set(parameter, edge.arguments[i]!));
      for (const instruction of next.instructions) instructions.push(instruction);
      ({ terminator } = next);
      cold ||= next.cold;
      isGone[edge.block] = 1;
      const end = edge.block;
      replaceBlock(target, end, {
        instructions: [],
        terminator: { kind: 'unreachable', span: terminator.span },
      });
    }
    if (terminator !== first.terminator) replaceBlock(target, start, { instructions, terminator, cold });
  });
  if (!isGone.includes(1)) return false;
  if (replacements.size > 0) renameFunction(target, followReplacements(replacements));
  return true;
}

/** The parameters that some other block than their own reads. */
function travellingParameters(target: FlowFunction): Set<Value> {
  const home = new Int32Array(target.values).fill(-1);
  target.blocks.forEach((block, i) => block.parameters.forEach((parameter) => (home[parameter] = i)));
  const found = new Set<Value>();
  target.blocks.forEach((block, i) => {
    const look = (value: Value): void => {
      if (home[value] !== -1 && home[value] !== i) found.add(value);
    };
    for (const instruction of block.instructions) operandsOf(instruction).forEach(look);
    valuesOf(block.terminator).forEach(look);
  });
  return found;
}

/** A renaming of a block's parameters to what an edge brings. */
export function arriving(block: Block, edge: Edge): (value: Value) => Value {
  if (block.parameters.length === 0) return (value) => value;
  const given = new Map(block.parameters.map((parameter, i) => [parameter, edge.arguments[i]!]));
  return (value) => given.get(value) ?? value;
}

/** Leads edges past blocks that hold nothing but a jump, and copies lone returns to the blocks that jump to them. */
function skipEmptyBlocks(target: FlowFunction): boolean {
  const travelling = travellingParameters(target);
  const isLone = (index: BlockId): boolean => {
    const block = target.blocks[index]!;
    return (
      index !== 0 &&
      block.instructions.length === 0 &&
      !block.parameters.some((value) => travelling.has(value))
    );
  };
  let changed = false;
  const follow = (start: Edge): Edge => {
    let edge = start;
    // A chain of empty jumps may go in a circle.
    for (let steps = target.blocks.length; steps > 0 && isLone(edge.block); steps--) {
      const block = target.blocks[edge.block]!;
      if (block.terminator.kind !== 'jump' || block.terminator.target.block === edge.block) break;
      const renamed = renameTerminator(block.terminator, arriving(block, edge));
      if (renamed.kind !== 'jump') break;
      edge = renamed.target;
      changed = true;
    }
    return edge;
  };
  target.blocks.forEach((block, i) => {
    let terminator = mapEdges(block.terminator, follow);
    if (terminator.kind === 'jump' && isLone(terminator.target.block)) {
      const end = target.blocks[terminator.target.block]!;
      if (end.terminator.kind === 'return' || end.terminator.kind === 'fail') {
        terminator = renameTerminator(end.terminator, arriving(end, terminator.target));
        changed = true;
      }
    }
    if (terminator !== block.terminator) replaceBlock(target, i, { terminator });
  });
  return changed;
}

export function mergeBlocks(target: FlowFunction): boolean {
  let changed = removeUnreachableBlocks(target);
  if (mergeChains(target)) changed = removeUnreachableBlocks(target) || true;
  if (skipEmptyBlocks(target)) changed = removeUnreachableBlocks(target) || true;
  return changed;
}
