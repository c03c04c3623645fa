// Brings constants and addresses back to where they are read. One that an instruction may carry itself stands right
// before its reader; one that takes an instruction to make stands once for the blocks below, outside their loops.
import type { BlockId, FlowFunction, FlowInstruction, Value } from '../../grammar/flow.js';
import { dominates, graphOf, loopDepths, type Graph } from '../../grammar/flow/dominators.js';
import type { Span } from '../../grammar/source.js';
import { isLeaf, renameLeaf, type Leaf } from './constants.js';
import { renameOperands, renameTerminator, replaceBlock, visitOperands, visitValues } from './rewrite.js';

/** Whether an operand of an instruction can hold the constant. */
function isImmediate(leaf: Leaf): boolean {
  if (leaf.kind !== 'constant') return false;
  const signed = BigInt.asIntN(64, leaf.value);
  return signed >= -(1n << 31n) && signed < 1n << 31n;
}

/** The blocks that read each value which is asked for. */
function readers(target: FlowFunction, isAsked: (value: Value) => boolean): Map<Value, Set<BlockId>> {
  const found = new Map<Value, Set<BlockId>>();
  let here = 0;
  const look = (value: Value): void => {
    if (!isAsked(value)) return;
    const blocks = found.get(value);
    if (blocks) blocks.add(here);
    else found.set(value, new Set([here]));
  };
  for (const { instructions, terminator } of target.blocks) {
    for (const instruction of instructions) visitOperands(instruction, look);
    visitValues(terminator, look);
    here++;
  }
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

/** A leaf that takes an instruction to make, under its name in one block that makes it. */
interface Made {
  readonly leaf: Leaf;
  readonly name: Value;
}

class Placer {
  private readonly graph: Graph;
  /** By value. */
  private readonly leaves: (Leaf | undefined)[];
  private needsPlaces = false;
  /** The value's name in each block that makes it. */
  private readonly made = new Map<Value, { readonly block: BlockId; readonly name: Value }[]>();
  private readonly heads = new Map<BlockId, Made[]>();

  // The block at hand.
  private block: BlockId = 0;
  private placed: FlowInstruction[] = [];
  private span!: Span;
  /** The names that its places have given leaves so far: each leaf is followed by its name. */
  private readonly names: Value[] = [];
  private waiting: Made[] = [];

  constructor(private readonly target: FlowFunction) {
    this.graph = graphOf(target);
    this.leaves = new Array<Leaf | undefined>(target.values).fill(undefined);
    for (const { instructions } of target.blocks) {
      for (const instruction of instructions) {
        if (!isLeaf(instruction)) continue;
        this.leaves[instruction.result] = instruction;
        this.needsPlaces ||= !isImmediate(instruction);
      }
    }
  }

  private choosePlaces(): void {
    const depths = loopDepths(this.graph);
    const isAsked = (value: Value): boolean => {
      const leaf = this.leaves[value];
      return leaf !== undefined && !isImmediate(leaf);
    };
    for (const [value, blocks] of readers(this.target, isAsked)) {
      const leaf = this.leaves[value]!;
      const entries = places(this.graph, depths, blocks).map((block) => ({
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

  private make(leaf: Leaf, name: Value, span: Span): void {
    this.placed.push(renameLeaf(leaf, name, span));
  }

  /** What the reader at hand is to read for a value. */
  private readonly nameAt = (value: Value): Value => {
    const leaf = this.leaves[value];
    if (!leaf) return value;
    if (isImmediate(leaf)) {
      const name = this.target.values++;
      this.make(leaf, name, this.span);
      return name;
    }
    for (let i = 0; i < this.names.length; i += 2) if (this.names[i] === value) return this.names[i + 1]!;
    const own = this.waiting.findIndex((made) => made.leaf === leaf);
    const name = own < 0 ? this.nameIn(this.block, value) : this.waiting[own]!.name;
    if (own >= 0) {
      this.make(leaf, name, this.span);
      this.waiting.splice(own, 1);
    }
    this.names.push(value, name);
    return name;
  };

  private placeIn(index: BlockId): void {
    const { instructions, terminator } = this.target.blocks[index]!;
    this.block = index;
    this.placed = [];
    this.names.length = 0;
    this.waiting = this.heads.get(index) ?? [];
    for (const instruction of instructions) {
      if (isLeaf(instruction)) continue;
      this.span = instruction.span;
      const reader = renameOperands(instruction, this.nameAt);
      this.placed.push(reader);
    }
    this.span = terminator.span;
    const end = renameTerminator(terminator, this.nameAt);
    for (const { leaf, name } of this.waiting) this.make(leaf, name, leaf.span);
    replaceBlock(this.target, index, { instructions: this.placed, terminator: end });
  }

  run(): void {
    if (this.needsPlaces) this.choosePlaces();
    for (const index of this.graph.order) this.placeIn(index);
  }
}

export function placeConstants(target: FlowFunction): boolean {
  new Placer(target).run();
  return true;
}
