// Removes the blocks that the entry does not reach.
import type { BlockId, Edge, FlowFunction } from '../../grammar/flow.js';
import { graphOf } from '../../grammar/flow/dominators.js';
import { mapEdges } from './rewrite.js';

export function removeUnreachableBlocks(target: FlowFunction): boolean {
  const { blocks } = target;
  const { order, rank } = graphOf(target);
  if (order.length === blocks.length) return false;
  const moved: BlockId[] = [];
  let kept = 0;
  for (let i = 0; i < blocks.length; i++) moved.push(rank[i]! >= 0 ? kept++ : -1);
  const move = (edge: Edge): Edge => {
    const block = moved[edge.block]!;
    return block === edge.block ? edge : { block, arguments: edge.arguments };
  };
  for (let i = 0; i < blocks.length; i++) {
    const place = moved[i]!;
    if (place < 0) continue;
    const block = blocks[i]!;
    const terminator = mapEdges(block.terminator, move);
    const { parameters, instructions, cold } = block;
    blocks[place] = terminator === block.terminator ? block : { parameters, instructions, terminator, cold };
  }
  blocks.length = kept;
  return true;
}
