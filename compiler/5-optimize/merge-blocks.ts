// Joins blocks that always follow each other and skips blocks that only jump on.
import type { Block, BlockId, Edge, FlowFunction, Terminator, Value } from '../../grammar/flow.js';
import * as make from '../../grammar/flow/make.js';
import { entriesOf } from './entries.js';
import {
  followReplacements,
  mapEdges,
  renameFunction,
  renameTerminator,
  replaceBlock,
  visitOperands,
  visitValues,
} from './rewrite.js';
import { removeUnreachableBlocks } from './unreachable-blocks.js';

/** Appends to each block the one that nothing else leads to. */
function mergeChains(target: FlowFunction): boolean {
  const counts = entriesOf(target);
  // The function itself is a way into its first block.
  counts[0]!++;
  const follows = ({ terminator }: Block, index: BlockId): boolean =>
    terminator.kind === 'jump' &&
    counts[terminator.target.block] === 1 &&
    terminator.target.block !== index &&
    terminator.target.block !== 0;
  let merged = false;
  const replacements = new Map<Value, Value>();
  for (let start = 0; start < target.blocks.length; start++) {
    const first = target.blocks[start]!;
    if (!follows(first, start)) continue;
    merged = true;
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
      replaceBlock(target, edge.block, {
        instructions: [],
        terminator: make.unreachable({ span: terminator.span }),
      });
    }
    replaceBlock(target, start, { instructions, terminator, cold });
  }
  if (replacements.size > 0) renameFunction(target, followReplacements(replacements));
  return merged;
}

/** The parameters that some other block than their own reads. */
function travellingParameters(target: FlowFunction): Set<Value> {
  const home = new Map<Value, BlockId>();
  target.blocks.forEach((block, i) => block.parameters.forEach((parameter) => home.set(parameter, i)));
  const found = new Set<Value>();
  if (home.size === 0) return found;
  let here = 0;
  const look = (value: Value): void => {
    const block = home.get(value);
    if (block !== undefined && block !== here) found.add(value);
  };
  for (const { instructions, terminator } of target.blocks) {
    for (const instruction of instructions) visitOperands(instruction, look);
    visitValues(terminator, look);
    here++;
  }
  return found;
}

/** A renaming of a block's parameters to what an edge brings. */
export function arriving(block: Block, edge: Edge): (value: Value) => Value {
  const { parameters } = block;
  return (value) => {
    const place = parameters.indexOf(value);
    return place < 0 ? value : edge.arguments[place]!;
  };
}

/** A jump where both ways of a branch lead to one block. Where that fails, what fails is not what the branch tests. */
function withoutBranch(terminator: Terminator, { blocks }: FlowFunction): Terminator {
  if (terminator.kind !== 'branch') return terminator;
  const { then, otherwise, span } = terminator;
  if (then.block !== otherwise.block || otherwise.arguments.length > 0) return terminator;
  const place = otherwise.failing ?? blocks[otherwise.block]!.terminator.span;
  return make.jump({ target: place === span ? then : otherwise, span });
}

/** Leads edges past blocks that hold nothing but a jump, and copies lone returns to the blocks that jump to them. */
function skipEmptyBlocks(target: FlowFunction): boolean {
  let travelling: Set<Value> | undefined;
  const isLone = (index: BlockId): boolean => {
    const { instructions, parameters } = target.blocks[index]!;
    if (index === 0 || instructions.length > 0) return false;
    if (parameters.length === 0) return true;
    travelling ??= travellingParameters(target);
    return !parameters.some((value) => travelling!.has(value));
  };
  let changed = false;
  const follow = (start: Edge): Edge => {
    let edge = start;
    // A chain of empty jumps may go in a circle.
    for (let steps = target.blocks.length; steps > 0; steps--) {
      const block = target.blocks[edge.block]!;
      if (block.terminator.kind !== 'jump' || block.terminator.target.block === edge.block) break;
      if (!isLone(edge.block)) break;
      const renamed = renameTerminator(block.terminator, arriving(block, edge));
      if (renamed.kind !== 'jump') break;
      edge = renamed.target;
      changed = true;
    }
    return edge;
  };
  for (let i = 0; i < target.blocks.length; i++) {
    const block = target.blocks[i]!;
    let terminator = withoutBranch(mapEdges(block.terminator, follow), target);
    if (terminator.kind === 'jump') {
      const end = target.blocks[terminator.target.block]!;
      const isEnd = end.terminator.kind === 'return' || end.terminator.kind === 'fail';
      if (isEnd && isLone(terminator.target.block)) {
        const { failing } = terminator.target;
        terminator = renameTerminator(end.terminator, arriving(end, terminator.target));
        if (terminator.kind === 'fail' && failing) terminator = make.like(terminator, { span: failing });
        changed = true;
      }
    }
    if (terminator !== block.terminator) replaceBlock(target, i, { terminator });
  }
  return changed;
}

export function mergeBlocks(target: FlowFunction): boolean {
  const merged = mergeChains(target);
  const skipped = skipEmptyBlocks(target);
  return removeUnreachableBlocks(target) || merged || skipped;
}
