// The shape of a function's graph: order, predecessors, dominators, loops.
import { edgesOf, type BlockId, type FlowFunction } from '../flow.js';

/** Facts about the blocks that the entry reaches; the others have no place in any of these. */
export interface Graph {
  /** Reverse postorder from block 0: a block comes after all its dominators. */
  readonly order: readonly BlockId[];
  /** Where a block stands in `order`; -1 if the entry does not reach it. */
  readonly rank: Int32Array;
  /** Reached predecessors by block, once for each edge. */
  readonly predecessors: readonly (readonly BlockId[])[];
  /** The immediate dominator; block 0 has itself, an unreached block -1. */
  readonly dominator: Int32Array;
  /** The blocks that a block immediately dominates. */
  readonly children: readonly (readonly BlockId[])[];
  /** Preorder number in the dominator tree, and the greatest such number below a block; -1 for an unreached one. */
  readonly first: Int32Array;
  readonly last: Int32Array;
}

function reversePostorder(flowFunction: FlowFunction): BlockId[] {
  const { blocks } = flowFunction;
  const seen = new Uint8Array(blocks.length);
  const order: BlockId[] = [];
  const stack: { readonly block: BlockId; next: number }[] = [{ block: 0, next: 0 }];
  seen[0] = 1;
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    const edges = edgesOf(blocks[top.block]!.terminator);
    // The last edge first, so that the first one comes right after its block in the reversed order.
    const edge = edges[edges.length - 1 - top.next++];
    if (edge === undefined) {
      order.push(top.block);
      stack.pop();
    } else if (seen[edge.block] === 0) {
      seen[edge.block] = 1;
      stack.push({ block: edge.block, next: 0 });
    }
  }
  return order.reverse();
}

/**
 * Computes the graph of a function. Dominators after Cooper, Harvey and Kennedy, "A Simple, Fast Dominance
 * Algorithm".
 */
export function graphOf(flowFunction: FlowFunction): Graph {
  const count = flowFunction.blocks.length;
  const order = reversePostorder(flowFunction);
  const rank = new Int32Array(count).fill(-1);
  order.forEach((block, i) => (rank[block] = i));
  const predecessors: BlockId[][] = Array.from({ length: count }, () => []);
  for (const block of order) {
    for (const edge of edgesOf(flowFunction.blocks[block]!.terminator)) predecessors[edge.block]!.push(block);
  }
  const dominator = new Int32Array(count).fill(-1);
  dominator[0] = 0;
  const common = (first: BlockId, second: BlockId): BlockId => {
    let [left, right] = [first, second];
    while (left !== right) {
      while (rank[left]! > rank[right]!) left = dominator[left]!;
      while (rank[right]! > rank[left]!) right = dominator[right]!;
    }
    return left;
  };
  for (let changed = true; changed;) {
    changed = false;
    for (const block of order.slice(1)) {
      let found = -1;
      for (const predecessor of predecessors[block]!) {
        if (dominator[predecessor] === -1) continue;
        found = found === -1 ? predecessor : common(found, predecessor);
      }
      if (dominator[block] !== found) {
        dominator[block] = found;
        changed = true;
      }
    }
  }
  const children: BlockId[][] = Array.from({ length: count }, () => []);
  for (const block of order.slice(1)) children[dominator[block]!]!.push(block);
  const first = new Int32Array(count).fill(-1);
  const last = new Int32Array(count).fill(-1);
  let number = 0;
  walkDominators(
    { children },
    (block) => (first[block] = number++),
    (block) => (last[block] = number - 1),
  );
  return { order, rank, predecessors, dominator, children, first, last };
}

/** Whether every way from the entry to `lower` goes through `upper`; a block dominates itself. Both are reached. */
export function dominates(graph: Graph, upper: BlockId, lower: BlockId): boolean {
  return graph.first[upper]! <= graph.first[lower]! && graph.first[lower]! <= graph.last[upper]!;
}

/** Visits the dominator tree from the entry down: `enter` before a block's children, `leave` after them. */
export function walkDominators(
  graph: Pick<Graph, 'children'>,
  enter: (block: BlockId) => void,
  leave: (block: BlockId) => void = () => {},
): void {
  const stack: { readonly block: BlockId; next: number }[] = [{ block: 0, next: 0 }];
  enter(0);
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    const child = graph.children[top.block]![top.next++];
    if (child === undefined) {
      leave(top.block);
      stack.pop();
    } else {
      enter(child);
      stack.push({ block: child, next: 0 });
    }
  }
}

/** The natural loops: by header, the blocks that reach it again without leaving what it dominates, itself included. */
export function loopsOf(graph: Graph): Map<BlockId, Set<BlockId>> {
  const loops = new Map<BlockId, Set<BlockId>>();
  for (const header of graph.order) {
    const pending = graph.predecessors[header]!.filter((latch) => dominates(graph, header, latch));
    if (pending.length === 0) continue;
    const members = new Set([header]);
    for (let block = pending.pop(); block !== undefined; block = pending.pop()) {
      if (members.has(block)) continue;
      members.add(block);
      pending.push(...graph.predecessors[block]!);
    }
    loops.set(header, members);
  }
  return loops;
}

/** How many natural loops hold each block. */
export function loopDepths(graph: Graph): Int32Array {
  const depths = new Int32Array(graph.rank.length);
  for (const members of loopsOf(graph).values()) for (const block of members) depths[block]!++;
  return depths;
}
