// The shape of a function's graph: order, predecessors, dominators, loops.
import type { BlockId, FlowFunction, Terminator } from '../flow.js';

/** Facts about the blocks that the entry reaches; the others have no place in any of these. */
export interface Graph {
  /** Reverse postorder from block 0: a block comes after all its dominators. */
  readonly order: readonly BlockId[];
  /** Where a block stands in `order`; -1 if the entry does not reach it. */
  readonly rank: readonly number[];
  /** Reached predecessors by block, once for each edge. */
  readonly predecessors: readonly (readonly BlockId[])[];
  /** The immediate dominator; block 0 has itself, an unreached block -1. */
  readonly dominator: readonly BlockId[];
  /** Preorder number in the dominator tree, and the greatest such number below a block; -1 for an unreached one. */
  readonly first: readonly number[];
  readonly last: readonly number[];
  /** The blocks in the order of their preorder numbers; those that a block dominates are in reverse postorder. */
  readonly preorder: readonly BlockId[];
  /** Whether some edge leads back to a block that comes no later in `order`. */
  readonly hasLoops: boolean;
  /** The natural loops: by header, the blocks that reach it again without leaving what it dominates, itself included. */
  readonly loops: ReadonlyMap<BlockId, ReadonlySet<BlockId>>;
}

/** The targets of the edges of each block's terminator, -1 where there is none, at two places per block. */
class Successors {
  /** Memory that serves one function after the other. */
  private targets = new Int32Array(256);
  private blocks = 0;

  note({ blocks }: FlowFunction): void {
    if (2 * blocks.length > this.targets.length) this.targets = new Int32Array(4 * blocks.length);
    this.blocks = blocks.length;
    for (let i = 0; i < blocks.length; i++) {
      const { terminator } = blocks[i]!;
      this.targets[2 * i] = firstTarget(terminator);
      this.targets[2 * i + 1] = secondTarget(terminator);
    }
  }

  /** Whether the edges still are those that were noted. */
  areCurrent({ blocks }: FlowFunction): boolean {
    if (blocks.length !== this.blocks) return false;
    for (let i = 0; i < blocks.length; i++) {
      const { terminator } = blocks[i]!;
      if (this.targets[2 * i] !== firstTarget(terminator)) return false;
      if (this.targets[2 * i + 1] !== secondTarget(terminator)) return false;
    }
    return true;
  }

  get count(): number {
    return this.blocks;
  }

  first(block: BlockId): number {
    return this.targets[2 * block]!;
  }

  second(block: BlockId): number {
    return this.targets[2 * block + 1]!;
  }
}

function firstTarget(terminator: Terminator): number {
  if (terminator.kind === 'jump') return terminator.target.block;
  return terminator.kind === 'branch' ? terminator.then.block : -1;
}

function secondTarget(terminator: Terminator): number {
  return terminator.kind === 'branch' ? terminator.otherwise.block : -1;
}

/** Block 0 first; of two edges the first one's block comes right after its source where both are new. */
function reversePostorder(successors: Successors): BlockId[] {
  const state = new Uint8Array(successors.count);
  const order: BlockId[] = [];
  const stack: BlockId[] = [0];
  while (stack.length > 0) {
    const block = stack[stack.length - 1]!;
    const step = state[block]!++;
    if (step > 1) {
      order.push(block);
      stack.pop();
      continue;
    }
    const next = step === 0 ? successors.second(block) : successors.first(block);
    if (next >= 0 && state[next] === 0) stack.push(next);
  }
  return order.reverse();
}

const none: readonly BlockId[] = [];
/** The lists of one block, shared by all graphs: most blocks have one predecessor. */
const alone: (readonly BlockId[])[] = [];
/** By block, how many of its entries are still to be listed; memory that serves one graph after the other. */
let entries = new Int32Array(256);

/** The dominator tree and the loops are found when first asked for: many passes only ask what is reached. */
class FunctionGraph implements Graph {
  readonly order: readonly BlockId[];
  readonly rank: readonly number[];
  readonly predecessors: readonly (readonly BlockId[])[];
  readonly hasLoops: boolean;
  private tree: DominatorTree | undefined;
  private foundLoops: ReadonlyMap<BlockId, ReadonlySet<BlockId>> | undefined;

  constructor(successors: Successors) {
    const { count } = successors;
    const order = reversePostorder(successors);
    const rank = new Array<number>(count).fill(-1);
    if (count > entries.length) entries = new Int32Array(2 * count);
    entries.fill(0, 0, count);
    let hasLoops = false;
    for (let i = 0; i < order.length; i++) rank[order[i]!] = i;
    for (let i = 0; i < order.length; i++) {
      const one = successors.first(order[i]!);
      const other = successors.second(order[i]!);
      if (one >= 0) entries[one]!++;
      if (other >= 0) entries[other]!++;
      hasLoops ||= (one >= 0 && rank[one]! <= i) || (other >= 0 && rank[other]! <= i);
    }
    const predecessors = new Array<readonly BlockId[]>(count).fill(none);
    const add = (to: BlockId, from: BlockId): void => {
      const many = entries[to]!--;
      const listed = predecessors[to]!;
      if (listed !== none) (listed as BlockId[])[listed.length - many] = from;
      else if (many === 1) predecessors[to] = alone[from] ??= [from];
      else predecessors[to] = new Array<BlockId>(many).fill(from);
    };
    for (let i = 0; i < order.length; i++) {
      const block = order[i]!;
      const one = successors.first(block);
      const other = successors.second(block);
      if (one >= 0) add(one, block);
      if (other >= 0) add(other, block);
    }
    this.order = order;
    this.rank = rank;
    this.predecessors = predecessors;
    this.hasLoops = hasLoops;
  }

  private get dominators(): DominatorTree {
    return (this.tree ??= dominatorTree(this));
  }

  get dominator(): readonly BlockId[] {
    return this.dominators.dominator;
  }

  get first(): readonly number[] {
    return this.dominators.first;
  }

  get last(): readonly number[] {
    return this.dominators.last;
  }

  get preorder(): readonly BlockId[] {
    return this.dominators.preorder;
  }

  get loops(): ReadonlyMap<BlockId, ReadonlySet<BlockId>> {
    return (this.foundLoops ??= loopsOf(this));
  }
}

type DominatorTree = Pick<Graph, 'dominator' | 'first' | 'last' | 'preorder'>;

/** After Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm". */
function dominatorsOf({ order, rank, predecessors, hasLoops }: FunctionGraph): BlockId[] {
  const dominator = new Array<BlockId>(rank.length).fill(-1);
  dominator[0] = 0;
  for (let changed = true; changed;) {
    changed = false;
    for (let i = 1; i < order.length; i++) {
      const block = order[i]!;
      let found = -1;
      for (const predecessor of predecessors[block]!) {
        if (dominator[predecessor] === -1) continue;
        if (found === -1) {
          found = predecessor;
          continue;
        }
        let other = predecessor;
        while (found !== other) {
          while (rank[found]! > rank[other]!) found = dominator[found]!;
          while (rank[other]! > rank[found]!) other = dominator[other]!;
        }
      }
      if (dominator[block] === found) continue;
      dominator[block] = found;
      // Without loops every predecessor has been seen.
      changed = hasLoops;
    }
  }
  return dominator;
}

function dominatorTree(graph: FunctionGraph): DominatorTree {
  const { order } = graph;
  const dominator = dominatorsOf(graph);
  const below = new Array<number>(dominator.length).fill(1);
  for (let i = order.length - 1; i > 0; i--) {
    const block = order[i]!;
    below[dominator[block]!]! += below[block]!;
  }
  const first = new Array<number>(dominator.length).fill(-1);
  const last = new Array<number>(dominator.length).fill(-1);
  const preorder = new Array<BlockId>(order.length).fill(0);
  /** By block, the number its next child gets. */
  const free = new Array<number>(dominator.length).fill(0);
  for (let i = 0; i < order.length; i++) {
    const block = order[i]!;
    const above = dominator[block]!;
    const place = i === 0 ? 0 : free[above]!;
    first[block] = place;
    last[block] = place + below[block]! - 1;
    preorder[place] = block;
    free[block] = place + 1;
    if (i > 0) free[above] = place + below[block]!;
  }
  return { dominator, first, last, preorder };
}

/** What was asked for last: passes ask about one function many times in a row. */
let latest: { readonly of: FlowFunction; readonly graph: Graph } | undefined;
const successors = new Successors();

/** The graph of a function as it is now; computed anew only if edges have changed since it was asked for last. */
export function graphOf(flowFunction: FlowFunction): Graph {
  if (latest?.of === flowFunction && successors.areCurrent(flowFunction)) return latest.graph;
  successors.note(flowFunction);
  const graph = new FunctionGraph(successors);
  latest = { of: flowFunction, graph };
  return graph;
}

/** Whether every way from the entry to `lower` goes through `upper`; a block dominates itself. Both are reached. */
export function dominates(graph: Graph, upper: BlockId, lower: BlockId): boolean {
  return graph.first[upper]! <= graph.first[lower]! && graph.first[lower]! <= graph.last[upper]!;
}

/** Visits the dominator tree from the entry down: `enter` before what a block dominates, `leave` after it. */
export function walkDominators(
  { preorder, last }: Pick<Graph, 'preorder' | 'last'>,
  enter: (block: BlockId) => void,
  leave: (block: BlockId) => void = () => {},
): void {
  const open: BlockId[] = [];
  for (let place = 0; place < preorder.length; place++) {
    while (open.length > 0 && last[open[open.length - 1]!]! < place) leave(open.pop()!);
    const block = preorder[place]!;
    enter(block);
    open.push(block);
  }
  while (open.length > 0) leave(open.pop()!);
}

function loopsOf(graph: Graph): Map<BlockId, Set<BlockId>> {
  const loops = new Map<BlockId, Set<BlockId>>();
  if (!graph.hasLoops) return loops;
  for (const header of graph.order) {
    const pending: BlockId[] = [];
    for (const latch of graph.predecessors[header]!)
      if (graph.rank[latch]! >= graph.rank[header]! && dominates(graph, header, latch)) pending.push(latch);
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
  for (const members of graph.loops.values()) for (const block of members) depths[block]!++;
  return depths;
}
