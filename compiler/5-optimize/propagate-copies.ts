// Removes block parameters that every way in gives the same value.
import {
  edgesOf,
  type BlockId,
  type Edge,
  type FlowFunction,
  type FlowInstruction,
  type Value,
} from '../../grammar/flow.js';
import { graphOf } from '../../grammar/flow/dominators.js';
import { Constants } from './constants.js';
import { followReplacements, mapEdges, renameFunction, replaceBlock } from './rewrite.js';

interface Incoming {
  readonly edge: Edge;
}

/** Edges by the block they enter, from reached blocks only. */
function edgesInto(target: FlowFunction): Incoming[][] {
  const into: Incoming[][] = target.blocks.map(() => []);
  for (const block of graphOf(target).order) {
    for (const edge of edgesOf(target.blocks[block]!.terminator)) into[edge.block]!.push({ edge });
  }
  return into;
}

/** Where a value arrives as an argument: the parameters to look at again once the value is replaced. */
function receivers(target: FlowFunction): Map<Value, BlockId[]> {
  const found = new Map<Value, BlockId[]>();
  for (const block of target.blocks) {
    for (const edge of edgesOf(block.terminator)) {
      for (const value of edge.arguments) {
        const list = found.get(value);
        if (list) list.push(edge.block);
        else found.set(value, [edge.block]);
      }
    }
  }
  return found;
}

/** Drops the marked parameters of every block, and the arguments that went to them. */
export function dropParameters(target: FlowFunction, isDropped: (value: Value) => boolean): void {
  const kept = target.blocks.map((block) =>
    block.parameters.some(isDropped) ? block.parameters.map((parameter) => !isDropped(parameter)) : undefined,
  );
  target.blocks.forEach((block, i) => {
    const terminator = mapEdges(block.terminator, (edge) => {
      const keep = kept[edge.block];
      return keep ? { ...edge, arguments: edge.arguments.filter((_, j) => keep[j]) } : edge;
    });
    const keep = kept[i];
    const parameters = keep ? block.parameters.filter((_, j) => keep[j]) : block.parameters;
    if (keep || terminator !== block.terminator) replaceBlock(target, i, { parameters, terminator });
  });
}

export function propagateCopies(target: FlowFunction): boolean {
  const constants = new Constants(target);
  const into = edgesInto(target);
  const readers = receivers(target);
  const replacements = new Map<Value, Value>();
  const rename = followReplacements(replacements);
  const span = (block: BlockId): FlowInstruction['span'] => target.blocks[block]!.terminator.span;

  /** The one value that parameter `index` of `block` always has. */
  const agreed = (block: BlockId, index: number): Value | undefined => {
    const parameter = target.blocks[block]!.parameters[index]!;
    let found: Value | undefined;
    let differ = false;
    for (const { edge } of into[block]!) {
      const value = rename(edge.arguments[index]!);
      if (value === parameter || value === found) continue;
      if (found !== undefined) {
        const bits = constants.bitsOf(found);
        if (bits === undefined || bits !== constants.bitsOf(value)) return undefined;
        differ = true;
      } else found = value;
    }
    return differ ? constants.valueOf(constants.bitsOf(found!)!, span(block)) : found;
  };

  const pending = target.blocks.map((_, i) => i);
  const isPending = new Uint8Array(target.blocks.length).fill(1);
  for (let block = pending.pop(); block !== undefined; block = pending.pop()) {
    isPending[block] = 0;
    target.blocks[block]!.parameters.forEach((parameter, i) => {
      if (replacements.has(parameter)) return;
      const value = agreed(block, i);
      if (value === undefined) return;
      replacements.set(parameter, value);
      const again = readers.get(parameter) ?? [];
      const list = readers.get(value);
      if (list) list.push(...again);
      else readers.set(value, [...again]);
      for (const reader of again) {
        if (isPending[reader] === 1) continue;
        isPending[reader] = 1;
        pending.push(reader);
      }
    });
  }
  constants.finish();
  if (replacements.size === 0) return false;
  dropParameters(target, (value) => replacements.has(value));
  renameFunction(target, rename);
  return true;
}
