// Keeps one of the blocks that only fail with the same code for the same reason. Where the failure comes from is told
// by the way that leads there.
import type { BlockId, FlowFunction } from '../../grammar/flow.js';
import * as make from '../../grammar/flow/make.js';
import { mapEdges, replaceBlock } from './rewrite.js';
import { removeUnreachableBlocks } from './unreachable-blocks.js';

export function mergeFailures(target: FlowFunction): boolean {
  const kept = new Map<string, BlockId>();
  const moved = new Map<BlockId, BlockId>();
  target.blocks.forEach(({ parameters, instructions, terminator }, i) => {
    if (i === 0 || parameters.length > 0 || instructions.length > 0 || terminator.kind !== 'fail') return;
    const key = `${terminator.code} ${terminator.reason}`;
    const first = kept.get(key);
    if (first === undefined) kept.set(key, i);
    else moved.set(i, first);
  });
  if (moved.size === 0) return false;
  target.blocks.forEach((block, i) => {
    const terminator = mapEdges(block.terminator, (edge) => {
      const first = moved.get(edge.block);
      if (first === undefined) return edge;
      const failing = edge.failing ?? target.blocks[edge.block]!.terminator.span;
      return make.edge(first, edge.arguments, failing);
    });
    if (terminator !== block.terminator) replaceBlock(target, i, { terminator });
  });
  return removeUnreachableBlocks(target);
}
