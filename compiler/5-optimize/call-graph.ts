// Finds who calls whom, in which order to visit functions, and which can come to call themselves.
import type { FlowFunction, FlowProgram } from '../../grammar/flow.js';

export interface CallGraph {
  /** The callees of each function, once for each call. */
  readonly callees: readonly (readonly number[])[];
  /** How many calls of each function there are in the whole program. */
  readonly calls: Int32Array;
  /** Every function after the functions it calls, as far as recursion allows. */
  readonly bottomUp: readonly number[];
  /** The functions that can come to call themselves. */
  readonly recursive: ReadonlySet<number>;
}

export function calleesOf(target: FlowFunction): number[] {
  const found: number[] = [];
  for (const { instructions } of target.blocks) {
    for (const instruction of instructions) if (instruction.kind === 'call') found.push(instruction.callee);
  }
  return found;
}

/** The strongly connected components of a graph of callees, callees first. After R. Tarjan (1972). */
export function componentsOf(callees: readonly (readonly number[])[]): number[][] {
  const order = new Int32Array(callees.length).fill(-1);
  const lowest = new Int32Array(callees.length);
  const isOpen = new Uint8Array(callees.length);
  const open: number[] = [];
  const components: number[][] = [];
  let count = 0;

  const enter = (index: number): { readonly index: number; next: number } => {
    order[index] = lowest[index] = count++;
    isOpen[index] = 1;
    open.push(index);
    return { index, next: 0 };
  };
  const closeComponent = (root: number): void => {
    const members = open.splice(open.lastIndexOf(root));
    for (const member of members) isOpen[member] = 0;
    components.push(members.toReversed());
  };
  callees.forEach((_, root) => {
    if (order[root] !== -1) return;
    const path = [enter(root)];
    while (path.length > 0) {
      const top = path.at(-1)!;
      const callee = callees[top.index]![top.next++];
      if (callee === undefined) {
        path.pop();
        const above = path.at(-1);
        if (above) lowest[above.index] = Math.min(lowest[above.index]!, lowest[top.index]!);
        if (lowest[top.index] === order[top.index]) closeComponent(top.index);
      } else if (order[callee] === -1) path.push(enter(callee));
      else if (isOpen[callee] === 1) lowest[top.index] = Math.min(lowest[top.index]!, order[callee]!);
    }
  });
  return components;
}

export function callGraphOf(program: FlowProgram): CallGraph {
  const callees = program.functions.map(calleesOf);
  const calls = new Int32Array(callees.length);
  for (const list of callees) for (const callee of list) calls[callee]!++;
  const components = componentsOf(callees);
  const recursive = new Set<number>();
  for (const members of components) {
    const [first] = members;
    if (members.length > 1 || callees[first!]!.includes(first!))
      members.forEach((member) => recursive.add(member));
  }
  return { callees, calls, bottomUp: components.flat(), recursive };
}
