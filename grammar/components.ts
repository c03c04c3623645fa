// Strongly connected components: nodes of a graph that lead to each other.

/**
 * The components of what `roots` lead to, those that others lead to first; each begins with the node that is met first.
 * After R. Tarjan, "Depth-First Search and Linear Graph Algorithms" (1972), without recursion.
 */
export function componentsOf(
  roots: Iterable<number>,
  successors: (node: number) => readonly number[],
): number[][] {
  const order = new Map<number, number>();
  const lowest = new Map<number, number>();
  const open: number[] = [];
  const isOpen = new Set<number>();
  const components: number[][] = [];
  const reach = (node: number, place: number): void => {
    if (place < lowest.get(node)!) lowest.set(node, place);
  };
  for (const root of roots) {
    if (order.has(root)) continue;
    const path: { readonly node: number; readonly after: readonly number[]; next: number }[] = [];
    const enter = (node: number): void => {
      lowest.set(node, order.size);
      order.set(node, order.size);
      open.push(node);
      isOpen.add(node);
      path.push({ node, after: successors(node), next: 0 });
    };
    enter(root);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const { node } = top;
      const after = top.after[top.next++];
      if (after !== undefined) {
        if (!order.has(after)) enter(after);
        else if (isOpen.has(after)) reach(node, order.get(after)!);
        continue;
      }
      path.pop();
      const above = path.at(-1);
      if (above) reach(above.node, lowest.get(node)!);
      if (lowest.get(node) !== order.get(node)) continue;
      const component = open.splice(open.lastIndexOf(node));
      for (const member of component) isOpen.delete(member);
      components.push(component);
    }
  }
  return components;
}

/** Whether the nodes of a component lead back to themselves. */
export function isCycle(
  [first, second]: readonly number[],
  successors: (node: number) => readonly number[],
): boolean {
  return second !== undefined || successors(first!).includes(first!);
}
