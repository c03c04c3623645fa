// Graph: orders, dominators and loop depths of a control-flow graph.
import type { Block } from '../../grammar/flow.js';
import { Lists, none } from './lists.js';
import type { Tables } from './tables.js';

export interface Graph {
  /** The blocks that can be reached, each before its dominated ones (reverse postorder). */
  readonly order: readonly number[];
  /** Where a block stands in `order`; -1 if it cannot be reached. */
  readonly position: Int32Array;
  /** How many edges lead to the block from blocks that can be reached. */
  readonly entries: Int32Array;
  /** The immediate dominator; the entry's is the entry. -1 for blocks that cannot be reached. */
  readonly dominator: Int32Array;
  /** How many loops hold the block. */
  readonly depth: Int32Array;
}

/** Analyses the graph of blocks whose entry is the first. */
export function analyseGraph(blocks: readonly Pick<Block, 'terminator'>[], tables: Tables): Graph {
  const order = reversePostorder(blocks, tables);
  const position = tables.integers(blocks.length, none);
  const predecessors = new Lists(blocks.length, tables);
  const entries = tables.integers(blocks.length);
  for (let at = 0; at < order.length; at++) {
    const block = order[at]!;
    position[block] = at;
    for (let side = 0, next = successor(blocks, block, 0); next !== none;) {
      predecessors.add(next, block);
      entries[next]!++;
      next = successor(blocks, block, ++side);
    }
  }
  const dominator = dominators(order, predecessors, position, tables);
  const depth = loopDepths(order, predecessors, dominator, position, tables);
  return { order, position, entries, dominator, depth };
}

/** The block that edge `side` of a block leads to, the first being 0. */
function successor(blocks: readonly Pick<Block, 'terminator'>[], block: number, side: number): number {
  const { terminator } = blocks[block]!;
  if (terminator.kind === 'jump') return side === 0 ? terminator.target.block : none;
  if (terminator.kind !== 'branch' || side > 1) return none;
  return side === 0 ? terminator.then.block : terminator.otherwise.block;
}

function reversePostorder(blocks: readonly Pick<Block, 'terminator'>[], tables: Tables): number[] {
  // By block, how many of its edges were followed.
  const followed = tables.integers(blocks.length);
  const seen = tables.integers(blocks.length);
  const postorder: number[] = [];
  const path = [0];
  seen[0] = 1;
  while (path.length > 0) {
    const block = path[path.length - 1]!;
    const child = successor(blocks, block, followed[block]!++);
    if (child === none) {
      postorder.push(block);
      path.pop();
    } else if (!seen[child]) {
      seen[child] = 1;
      path.push(child);
    }
  }
  return postorder.reverse();
}

/** Cooper, Harvey, Kennedy: A Simple, Fast Dominance Algorithm. */
function dominators(
  order: readonly number[],
  predecessors: Lists,
  position: Int32Array,
  tables: Tables,
): Int32Array {
  const dominator = tables.integers(predecessors.keys, none);
  dominator[0] = 0;
  for (let changed = true; changed;) {
    changed = false;
    for (let i = 1; i < order.length; i++) {
      const block = order[i]!;
      let best = none;
      for (let at = predecessors.heads[block]!; at !== none; at = predecessors.nexts[at]!) {
        const predecessor = predecessors.values[at]!;
        if (dominator[predecessor] === none) continue;
        best = best === none ? predecessor : commonDominator(best, predecessor, dominator, position);
      }
      if (dominator[block] === best) continue;
      dominator[block] = best;
      changed = true;
    }
    if (areLoopsNatural(order, predecessors, dominator, position)) break;
  }
  return dominator;
}

/** Whether all edges that lead back lead to a dominator, so that what was found without them holds with them. */
function areLoopsNatural(
  order: readonly number[],
  { heads, nexts, values }: Lists,
  dominator: Int32Array,
  position: Int32Array,
): boolean {
  for (const block of order)
    for (let at = heads[block]!; at !== none; at = nexts[at]!) {
      const isBack = position[values[at]!]! >= position[block]!;
      if (isBack && !dominates(block, values[at]!, dominator, position)) return false;
    }
  return true;
}

function commonDominator(left: number, right: number, dominator: Int32Array, position: Int32Array): number {
  let a = left;
  let b = right;
  while (a !== b) {
    if (position[a]! > position[b]!) a = dominator[a]!;
    else b = dominator[b]!;
  }
  return a;
}

/** Natural loops only: in an irreducible region the depth is an underestimate, which costs speed, not sense. */
function loopDepths(
  order: readonly number[],
  predecessors: Lists,
  dominator: Int32Array,
  position: Int32Array,
  tables: Tables,
): Int32Array {
  const depth = tables.integers(predecessors.keys);
  // By block, the last header in whose loop it was counted.
  const counted = tables.integers(predecessors.keys, none);
  const pending: number[] = [];
  const { heads, nexts, values } = predecessors;
  for (const header of order) {
    for (let at = heads[header]!; at !== none; at = nexts[at]!)
      if (dominates(header, values[at]!, dominator, position)) pending.push(values[at]!);
    if (pending.length === 0) continue;
    counted[header] = header;
    depth[header]!++;
    for (let block = pending.pop(); block !== undefined; block = pending.pop()) {
      if (counted[block] === header) continue;
      counted[block] = header;
      depth[block]!++;
      for (let at = heads[block]!; at !== none; at = nexts[at]!) pending.push(values[at]!);
    }
  }
  return depth;
}

function dominates(upper: number, lower: number, dominator: Int32Array, position: Int32Array): boolean {
  let block = lower;
  while (position[block]! > position[upper]!) block = dominator[block]!;
  return block === upper;
}

/** The nearest block that dominates all of `blocks`. */
export function commonDominatorOf(graph: Graph, blocks: readonly number[]): number {
  return blocks.reduce((a, b) => commonDominator(a, b, graph.dominator, graph.position));
}
