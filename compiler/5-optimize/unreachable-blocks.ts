// Removes the blocks that the entry does not reach.
import type { BlockId, Edge, FlowFunction } from '../../grammar/flow.js';
import * as make from '../../grammar/flow/make.js';
import { mapEdges } from './rewrite.js';

// Memory that serves one function after the other.
let isReached = new Uint8Array(256);
let pending = new Int32Array(256);

/** Marks in `isReached` what the entry reaches, and counts it. */
function markReached({ blocks }: FlowFunction): number {
  if (blocks.length > isReached.length) {
    isReached = new Uint8Array(2 * blocks.length);
    pending = new Int32Array(2 * blocks.length);
  }
  isReached.fill(0, 0, blocks.length);
  let waiting = 0;
  let count = 0;
  const reach = (block: BlockId): void => {
    if (isReached[block] === 1) return;
    isReached[block] = 1;
    pending[waiting++] = block;
    count++;
  };
  reach(0);
  while (waiting > 0) {
    const { terminator } = blocks[pending[--waiting]!]!;
    if (terminator.kind === 'jump') reach(terminator.target.block);
    else if (terminator.kind === 'branch') {
      reach(terminator.then.block);
      reach(terminator.otherwise.block);
    }
  }
  return count;
}

export function removeUnreachableBlocks(target: FlowFunction): boolean {
  const { blocks } = target;
  if (markReached(target) === blocks.length) return false;
  const moved: BlockId[] = [];
  let kept = 0;
  for (let i = 0; i < blocks.length; i++) moved.push(isReached[i] === 1 ? kept++ : -1);
  const move = (edge: Edge): Edge => {
    const block = moved[edge.block]!;
    return block === edge.block ? edge : make.redirected(edge, block);
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
