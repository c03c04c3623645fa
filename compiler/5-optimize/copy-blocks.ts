// Copies blocks for some of the ways into them, and joins what original and copies define where their ways meet again.
import {
  resultsOf,
  type BlockId,
  type FlowFunction,
  type Terminator,
  type Value,
} from '../../grammar/flow.js';
import * as make from '../../grammar/flow/make.js';
import { graphOf } from '../../grammar/flow/dominators.js';
import { repairValues } from './repair-values.js';
import { renameOperands, renameResults, renameTerminator, replaceBlock, type Renaming } from './rewrite.js';
import { removeUnreachableBlocks } from './unreachable-blocks.js';

/** The block that defines each value, parameters of the function counting as block 0's; -1 for a number not in use. */
export function homesOf(target: FlowFunction): Int32Array {
  const homes = new Int32Array(target.values).fill(-1);
  for (const parameter of target.parameters) homes[parameter] = 0;
  target.blocks.forEach(({ parameters, instructions }, i) => {
    for (const parameter of parameters) homes[parameter] = i;
    for (const instruction of instructions) for (const result of resultsOf(instruction)) homes[result] = i;
  });
  return homes;
}

/** Until `finish` the function is not in static single assignment form. */
export class BlockCopier {
  private readonly homes = new Map<Value, BlockId>();
  private readonly definitions = new Map<Value, Map<BlockId, Value>>();

  constructor(private readonly target: FlowFunction) {}

  /** Appends a copy of block `index` that ends with `terminator`, which is told in the names of the original. */
  copy(index: BlockId, terminator: Terminator): BlockId {
    const { parameters, instructions, cold } = this.target.blocks[index]!;
    const copy = this.target.blocks.length;
    const names = new Map<Value, Value>();
    const define = (value: Value): Value => {
      const name = this.target.values++;
      names.set(value, name);
      this.homes.set(value, index);
      const definitions = this.definitions.get(value) ?? new Map<BlockId, Value>([[index, value]]);
      this.definitions.set(value, definitions.set(copy, name));
      return name;
    };
    const rename: Renaming = (value) => names.get(value) ?? value;
    this.target.blocks.push({
      parameters: parameters.map(define),
      instructions: instructions.map((instruction) =>
        renameResults(renameOperands(instruction, rename), define),
      ),
      terminator: renameTerminator(terminator, rename),
      cold,
    });
    return copy;
  }

  /** To be called once, after the edges that are to enter the copies do. */
  finish(): void {
    const { rank } = graphOf(this.target);
    // Blocks that lost their last way in must not ask for repair; emptied, they read nothing.
    this.target.blocks.forEach(({ terminator }, i) => {
      if (rank[i] !== -1) return;
      replaceBlock(this.target, i, {
        instructions: [],
        terminator: make.unreachable({ span: terminator.span }),
      });
    });
    repairValues(this.target, this.homes, this.definitions);
    removeUnreachableBlocks(this.target);
  }
}
