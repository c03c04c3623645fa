// Counts the ways into blocks.
import type { FlowFunction } from '../../grammar/flow.js';

/** How many edges enter each block, from blocks that the entry does not reach too. */
export function entriesOf({ blocks }: FlowFunction): Int32Array {
  const counts = new Int32Array(blocks.length);
  for (const { terminator } of blocks) {
    if (terminator.kind === 'jump') counts[terminator.target.block]!++;
    else if (terminator.kind === 'branch') {
      counts[terminator.then.block]!++;
      counts[terminator.otherwise.block]!++;
    }
  }
  return counts;
}
