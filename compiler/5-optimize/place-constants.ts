// Brings constants and addresses back to where they are read. One that an instruction may carry itself stands right
// before its reader; one that takes an instruction to make stands once for the blocks below, outside their loops.
import {
  operandsOf,
  type BlockId,
  type FlowFunction,
  type FlowInstruction,
  type Value,
} from '../../grammar/flow.js';
import { valuesOf } from '../../grammar/flow/check.js';
import { dominates, graphOf, loopDepths, type Graph } from '../../grammar/flow/dominators.js';
import { isLeaf, type Leaf } from './constants.js';
import { renameOperands, renameTerminator, replaceBlock } from './rewrite.js';

/** Whether an operand of an instruction can hold the constant. */
function isImmediate(leaf: Leaf): boolean {
  if (leaf.kind !== 'constant') return false;
  const signed = BigInt.asIntN(64, leaf.value);
  return signed >= -(1n << 31n) && signed < 1n << 31n;
}

/** The blocks that read each leaf. */
function readers(target: FlowFunction, leaves: ReadonlyMap<Value, Leaf>): Map<Value, Set<BlockId>> {
  const found = new Map<Value, Set<BlockId>>();
  target.blocks.forEach(({ instructions, terminator }, i) => {
    const look = (value: Value): void => {
      if (!leaves.has(value)) return;
      const blocks = found.get(value);
      if (blocks) blocks.add(i);
      else found.set(value, new Set([i]));
    };
    for (const instruction of instructions) operandsOf(instruction).forEach(look);
    valuesOf(terminator).forEach(look);
  });
  return found;
}

/** The block above `block` to make a value in: the nearest dominator in the fewest loops. */
function outsideLoops(graph: Graph, depths: Int32Array, block: BlockId): BlockId {
  let best = block;
  for (let above = block; depths[best]! > 0 && above !== 0;) {
    above = graph.dominator[above]!;
    if (depths[above]! < depths[best]!) best = above;
  }
  return best;
}

/** The blocks to make the value in: those among the readers' places that none of the others dominates. */
function places(graph: Graph, depths: Int32Array, blocks: ReadonlySet<BlockId>): BlockId[] {
  const raised = [...new Set([...blocks].map((block) => outsideLoops(graph, depths, block)))];
  raised.sort((first, second) => graph.first[first]! - graph.first[second]!);
  const tops: BlockId[] = [];
  for (const block of raised) {
    const above = tops.at(-1);
    if (above === undefined || !dominates(graph, above, block)) tops.push(block);
  }
  return tops;
}

class Placer {
  private readonly graph: Graph;
  private readonly depths: Int32Array;
  private readonly leaves = new Map<Value, Leaf>();
  /** The value's name in each block that makes it. */
  private readonly made = new Map<Value, { readonly block: BlockId; readonly name: Value }[]>();
  private readonly heads = new Map<BlockId, { readonly leaf: Leaf; readonly name: Value }[]>();

  constructor(private readonly target: FlowFunction) {
    this.graph = graphOf(target);
    this.depths = loopDepths(this.graph);
    for (const { instructions } of target.blocks) {
      for (const instruction of instructions)
        if (isLeaf(instruction)) this.leaves.set(instruction.result, instruction);
    }
  }

  private choosePlaces(): void {
    for (const [value, blocks] of readers(this.target, this.leaves)) {
      const leaf = this.leaves.get(value)!;
      if (isImmediate(leaf)) continue;
      const entries = places(this.graph, this.depths, blocks).map((block) => ({
        block,
        name: this.target.values++,
      }));
      this.made.set(value, entries);
      for (const { block, name } of entries) {
        const head = this.heads.get(block);
        if (head) head.push({ leaf, name });
        else this.heads.set(block, [{ leaf, name }]);
      }
    }
  }

  private nameIn(block: BlockId, value: Value): Value {
    return this.made.get(value)!.find((entry) => dominates(this.graph, entry.block, block))!.name;
  }

  private placeIn(index: BlockId): void {
    const { instructions, terminator } = this.target.blocks[index]!;
    const placed: FlowInstruction[] = [];
    const names = new Map<Value, Value>();
    const waiting = new Map(this.heads.get(index)?.map(({ leaf, name }) => [leaf.result, { leaf, name }]));
    const rest = instructions.filter((instruction) => !isLeaf(instruction));

    const make = (leaf: Leaf, name: Value, span: FlowInstruction['span']): void => {
      placed.push({ ...leaf, result: name, span });
    };
    const nameAt = (value: Value, span: FlowInstruction['span']): Value => {
      const leaf = this.leaves.get(value);
      if (!leaf) return value;
      const known = names.get(value);
      if (known !== undefined) return known;
      const immediate = !this.made.has(value);
      const own = waiting.get(value);
      const name = immediate ? this.target.values++ : (own?.name ?? this.nameIn(index, value));
      if (immediate || own) make(leaf, name, span);
      waiting.delete(value);
      if (!immediate) names.set(value, name);
      return name;
    };
    for (const instruction of rest) {
      placed.push(renameOperands(instruction, (value) => nameAt(value, instruction.span)));
    }
    const renamed = renameTerminator(terminator, (value) => nameAt(value, terminator.span));
    for (const { leaf, name } of waiting.values()) make(leaf, name, leaf.span);
    replaceBlock(this.target, index, { instructions: placed, terminator: renamed });
  }

  run(): void {
    this.choosePlaces();
    for (const index of this.graph.order) this.placeIn(index);
  }
}

export function placeConstants(target: FlowFunction): boolean {
  new Placer(target).run();
  return true;
}
