// Removes block parameters that every way in gives the same value.
import { edgesOf, type BlockId, type Edge, type FlowFunction, type Value } from '../../grammar/flow.js';
import { graphOf } from '../../grammar/flow/dominators.js';
import { dropParameters } from './drop-parameters.js';
import { followReplacements, renameFunction } from './rewrite.js';

/** Edges by the block they enter, from reached blocks only; only blocks with parameters have lists. */
function edgesInto(target: FlowFunction): (Edge[] | undefined)[] {
  const { blocks } = target;
  const into = blocks.map(({ parameters }): Edge[] | undefined => (parameters.length > 0 ? [] : undefined));
  for (const block of graphOf(target).order) {
    for (const edge of edgesOf(blocks[block]!.terminator)) into[edge.block]?.push(edge);
  }
  return into;
}

/** Where parameters arrive as arguments: the blocks to look at again once the parameter is replaced. */
function receivers(into: readonly (readonly Edge[] | undefined)[]): Map<Value, BlockId[]> {
  const found = new Map<Value, BlockId[]>();
  for (const edges of into) {
    for (const edge of edges ?? []) {
      for (const value of edge.arguments) {
        const list = found.get(value);
        if (list) list.push(edge.block);
        else found.set(value, [edge.block]);
      }
    }
  }
  return found;
}

export function propagateCopies(target: FlowFunction): boolean {
  if (!target.blocks.some(({ parameters }) => parameters.length > 0)) return false;
  const into = edgesInto(target);
  const replacements = new Map<Value, Value>();
  const rename = followReplacements(replacements);
  let readers: Map<Value, BlockId[]> | undefined;

  /** The one value that parameter `index` of a block always has. */
  const agreed = (edges: readonly Edge[], parameter: Value, index: number): Value | undefined => {
    let found: Value | undefined;
    for (const edge of edges) {
      const value = rename(edge.arguments[index]!);
      if (value === parameter || value === found) continue;
      if (found !== undefined) return undefined;
      found = value;
    }
    return found;
  };

  const pending: BlockId[] = [];
  into.forEach((edges, i) => {
    if (edges) pending.push(i);
  });
  const isPending = new Uint8Array(target.blocks.length).fill(1);
  for (let block = pending.pop(); block !== undefined; block = pending.pop()) {
    isPending[block] = 0;
    const { parameters } = target.blocks[block]!;
    for (let i = 0; i < parameters.length; i++) {
      const parameter = parameters[i]!;
      if (replacements.has(parameter)) continue;
      const value = agreed(into[block]!, parameter, i);
      if (value === undefined) continue;
      replacements.set(parameter, value);
      readers ??= receivers(into);
      const again = readers.get(parameter) ?? [];
      const list = readers.get(value);
      if (list) list.push(...again);
      else readers.set(value, [...again]);
      for (const reader of again) {
        if (isPending[reader] === 1) continue;
        isPending[reader] = 1;
        pending.push(reader);
      }
    }
  }
  if (replacements.size === 0) return false;
  dropParameters(target, (value) => replacements.has(value));
  renameFunction(target, rename);
  return true;
}
