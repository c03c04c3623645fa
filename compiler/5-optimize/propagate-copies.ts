// Removes block parameters that every way in gives the same value.
import { edgesOf, type BlockId, type FlowFunction, type Value } from '../../grammar/flow.js';
import { graphOf } from '../../grammar/flow/dominators.js';
import { dropParameters } from './drop-parameters.js';
import { renameFunction } from './rewrite.js';

class Propagator {
  /** By parameter that goes, what to read instead, which may go too; -1 for the others. Made when the first one goes. */
  private replacements: Int32Array | undefined;

  constructor(private readonly target: FlowFunction) {}

  readonly isReplaced = (value: Value): boolean =>
    this.replacements !== undefined && this.replacements[value] !== -1;

  /** What is to be read instead of a value in the end. */
  readonly rename = (value: Value): Value => {
    let last = value;
    if (this.replacements) for (let next = value; next !== -1; next = this.replacements[last]!) last = next;
    return last;
  };

  /** The one value besides `parameter` itself that the ways into its block bring at place `index`. */
  private agreed(
    predecessors: readonly BlockId[],
    block: BlockId,
    parameter: Value,
    index: number,
  ): Value | undefined {
    let found: Value | undefined;
    for (const before of predecessors) {
      for (const edge of edgesOf(this.target.blocks[before]!.terminator)) {
        if (edge.block !== block) continue;
        const value = this.rename(edge.arguments[index]!);
        if (value === parameter || value === found) continue;
        if (found !== undefined) return undefined;
        found = value;
      }
    }
    return found;
  }

  /** Whether any parameter goes. */
  run(): boolean {
    const { blocks } = this.target;
    const { order, predecessors } = graphOf(this.target);
    // What is found for one parameter may make the ways into another agree.
    for (let found = true; found;) {
      found = false;
      for (const block of order) {
        const { parameters } = blocks[block]!;
        for (let i = 0; i < parameters.length; i++) {
          const parameter = parameters[i]!;
          if (this.isReplaced(parameter)) continue;
          const value = this.agreed(predecessors[block]!, block, parameter, i);
          if (value === undefined) continue;
          this.replacements ??= new Int32Array(this.target.values).fill(-1);
          this.replacements[parameter] = value;
          found = true;
        }
      }
    }
    return this.replacements !== undefined;
  }
}

export function propagateCopies(target: FlowFunction): boolean {
  if (!target.blocks.some(({ parameters }) => parameters.length > 0)) return false;
  const propagator = new Propagator(target);
  if (!propagator.run()) return false;
  dropParameters(target, propagator.isReplaced);
  renameFunction(target, propagator.rename);
  return true;
}
