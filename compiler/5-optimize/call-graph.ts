// Finds who calls whom, in which order to visit functions, and which can come to call themselves.
import { componentsOf, isCycle } from '../../grammar/components.js';
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

export function callGraphOf(program: FlowProgram): CallGraph {
  const callees = program.functions.map(calleesOf);
  const calls = new Int32Array(callees.length);
  for (const list of callees) for (const callee of list) calls[callee]!++;
  const calleesAt = (index: number): readonly number[] => callees[index]!;
  const components = componentsOf(callees.keys(), calleesAt);
  const recursive = new Set(components.filter((members) => isCycle(members, calleesAt)).flat());
  const bottomUp = components.flatMap((members) => members.toReversed());
  return { callees, calls, bottomUp, recursive };
}
