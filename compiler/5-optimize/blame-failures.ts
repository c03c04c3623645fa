// Gives a way to a failure the failure's place in the source, so that failures in many places can share their code.
import type { FlowFunction } from '../../grammar/flow.js';
import { mapEdges, replaceBlock } from './rewrite.js';

export function blameFailures(target: FlowFunction): boolean {
  let changed = false;
  target.blocks.forEach((block, i) => {
    const terminator = mapEdges(block.terminator, (edge) => {
      const end = target.blocks[edge.block]!.terminator;
      return end.kind === 'fail' && edge.failing === undefined ? { ...edge, failing: end.span } : edge;
    });
    if (terminator === block.terminator) return;
    replaceBlock(target, i, { terminator });
    changed = true;
  });
  return changed;
}
