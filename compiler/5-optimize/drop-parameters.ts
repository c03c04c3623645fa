// Drops block parameters, and the arguments that went to them.
import type { Edge, FlowFunction, Value } from '../../grammar/flow.js';
import * as make from '../../grammar/flow/make.js';
import { mapEdges, replaceBlock } from './rewrite.js';

export function dropParameters(target: FlowFunction, isDropped: (value: Value) => boolean): void {
  const kept = target.blocks.map(({ parameters }) =>
    parameters.length > 0 && parameters.some(isDropped)
      ? parameters.map((parameter) => !isDropped(parameter))
      : undefined,
  );
  const shorten = (edge: Edge): Edge => {
    const keep = kept[edge.block];
    if (!keep) return edge;
    const rest = edge.arguments.filter((_, j) => keep[j]);
    return make.edge(edge.block, rest, edge.failing);
  };
  for (let i = 0; i < target.blocks.length; i++) {
    const block = target.blocks[i]!;
    const terminator = mapEdges(block.terminator, shorten);
    const keep = kept[i];
    const parameters = keep ? block.parameters.filter((_, j) => keep[j]) : block.parameters;
    if (keep || terminator !== block.terminator) replaceBlock(target, i, { parameters, terminator });
  }
}
