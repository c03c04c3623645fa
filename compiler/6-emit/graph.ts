// Graph: orders, dominators and loop depths of a control-flow graph given by its successor lists.

export interface Graph {
  /** The blocks that can be reached, each before its dominated ones (reverse postorder). */
  readonly order: readonly number[];
  /** Where a block stands in `order`; -1 if it cannot be reached. */
  readonly position: readonly number[];
  readonly predecessors: readonly (readonly number[])[];
  /** The immediate dominator; the entry's is the entry. Undefined for blocks that cannot be reached. */
  readonly dominator: readonly (number | undefined)[];
  /** How many loops hold the block. */
  readonly depth: readonly number[];
}

/** Analyses the graph with entry 0. */
export function analyseGraph(successors: readonly (readonly number[])[]): Graph {
  const order = reversePostorder(successors);
  const predecessors: number[][] = successors.map(() => []);
  for (const block of order) for (const next of successors[block]!) predecessors[next]!.push(block);
  const position = new Array<number>(successors.length).fill(-1);
  order.forEach((block, index) => (position[block] = index));
  const dominator = dominators(order, predecessors, position);
  const depth = loopDepths(order, predecessors, dominator, position);
  return { order, position, predecessors, dominator, depth };
}

function reversePostorder(successors: readonly (readonly number[])[]): number[] {
  const seen = new Uint8Array(successors.length);
  const postorder: number[] = [];
  const stack: { block: number; next: number }[] = [{ block: 0, next: 0 }];
  seen[0] = 1;
  while (stack.length > 0) {
    const top = stack[stack.length - 1]!;
    const child = successors[top.block]![top.next++];
    if (child === undefined) {
      postorder.push(top.block);
      stack.pop();
    } else if (!seen[child]) {
      seen[child] = 1;
      stack.push({ block: child, next: 0 });
    }
  }
  return postorder.reverse();
}

/** Cooper, Harvey, Kennedy: A Simple, Fast Dominance Algorithm. */
function dominators(
  order: readonly number[],
  predecessors: readonly (readonly number[])[],
  position: readonly number[],
): (number | undefined)[] {
  const dominator = new Array<number | undefined>(position.length).fill(undefined);
  dominator[0] = 0;
  for (let changed = true; changed;) {
    changed = false;
    for (const block of order.slice(1)) {
      let best: number | undefined;
      for (const predecessor of predecessors[block]!) {
        if (dominator[predecessor] === undefined) continue;
        best = best === undefined ? predecessor : commonDominator(best, predecessor, dominator, position);
      }
      if (dominator[block] !== best) {
        dominator[block] = best;
        changed = true;
      }
    }
  }
  return dominator;
}

function commonDominator(
  left: number,
  right: number,
  dominator: readonly (number | undefined)[],
  position: readonly number[],
): number {
  let [a, b] = [left, right];
  while (a !== b) {
    if (position[a]! > position[b]!) a = dominator[a]!;
    else b = dominator[b]!;
  }
  return a;
}

/** Natural loops only: in an irreducible region the depth is an underestimate, which costs speed, not sense. */
function loopDepths(
  order: readonly number[],
  predecessors: readonly (readonly number[])[],
  dominator: readonly (number | undefined)[],
  position: readonly number[],
): number[] {
  const depth = new Array<number>(position.length).fill(0);
  for (const header of order) {
    const body = new Set<number>([header]);
    const pending = predecessors[header]!.filter((latch) => dominates(header, latch, dominator, position));
    if (pending.length === 0) continue;
    for (let block = pending.pop(); block !== undefined; block = pending.pop()) {
      if (body.has(block)) continue;
      body.add(block);
      pending.push(...predecessors[block]!);
    }
    for (const block of body) depth[block]!++;
  }
  return depth;
}

function dominates(
  upper: number,
  lower: number,
  dominator: readonly (number | undefined)[],
  position: readonly number[],
): boolean {
  let block = lower;
  while (position[block]! > position[upper]!) block = dominator[block]!;
  return block === upper;
}

/** The nearest block that dominates all of `blocks`. */
export function commonDominatorOf(graph: Graph, blocks: readonly number[]): number {
  return blocks.reduce((a, b) => commonDominator(a, b, graph.dominator, graph.position));
}
