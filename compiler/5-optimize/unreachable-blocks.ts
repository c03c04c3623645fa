// Removes the blocks that the entry does not reach.
import { edgesOf, type BlockId, type FlowFunction } from '../../grammar/flow.js';
import { mapEdges } from './rewrite.js';

export function removeUnreachableBlocks(target: FlowFunction): boolean {
  const { blocks } = target;
  const reached = new Uint8Array(blocks.length);
  reached[0] = 1;
  const pending: BlockId[] = [0];
  for (let block = pending.pop(); block !== undefined; block = pending.pop()) {
    for (const edge of edgesOf(blocks[block]!.terminator)) {
      if (reached[edge.block] === 1) continue;
      reached[edge.block] = 1;
      pending.push(edge.block);
    }
  }
  if (reached.every((flag) => flag === 1)) return false;
  let kept = 0;
  const moved = Array.from(reached, (flag) => (flag === 1 ? kept++ : -1));
  const remaining = blocks.filter((_, i) => reached[i] === 1);
  blocks.length = 0;
  for (const block of remaining) {
    const terminator = mapEdges(block.terminator, (edge) => ({ ...edge, block: moved[edge.block]! }));
    blocks.push({ ...block, terminator });
  }
  return true;
}
