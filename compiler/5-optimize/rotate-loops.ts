// Turns loops around: the condition is asked once before the loop and then at its end. A round then takes no jump back,
// and what stands first in the loop surely runs when the loop is entered, so it may be moved before it.
import type { FlowFunction } from '../../grammar/flow.js';
import * as make from '../../grammar/flow/make.js';
import { graphOf } from '../../grammar/flow/dominators.js';
import { isLeaf } from './constants.js';
import { BlockCopier } from './copy-blocks.js';
import { mapEdges, replaceBlock } from './rewrite.js';
import { endsWithItsHeader } from './thread-jumps.js';

/** A condition that takes more instructions is not copied. */
const copiedInstructions = 8;

export function rotateLoops(target: FlowFunction): boolean {
  const graph = graphOf(target);
  if (!graph.hasLoops) return false;
  let copier: BlockCopier | undefined;
  for (const [header, loop] of graph.loops) {
    const { instructions, terminator } = target.blocks[header]!;
    if (terminator.kind !== 'branch' || !endsWithItsHeader(loop, header, terminator)) continue;
    if (instructions.filter((instruction) => !isLeaf(instruction)).length > copiedInstructions) continue;
    const predecessors = [...new Set(graph.predecessors[header])];
    const isTurned = predecessors.some(
      (block) => loop.has(block) && target.blocks[block]!.terminator.kind !== 'jump',
    );
    if (isTurned) continue;
    copier ??= new BlockCopier(target);
    const copy = copier.copy(header, terminator);
    for (const block of predecessors.filter((one) => !loop.has(one))) {
      const entering = mapEdges(target.blocks[block]!.terminator, (edge) =>
        edge.block === header ? make.redirected(edge, copy) : edge,
      );
      replaceBlock(target, block, { terminator: entering });
    }
  }
  copier?.finish();
  return copier !== undefined;
}
