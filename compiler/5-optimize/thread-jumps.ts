// Leads a way around a branch whose outcome that way already settles, by a copy of the branching block.
import type {
  Block,
  BlockId,
  Branch,
  Edge,
  FlowFunction,
  FlowInstruction,
  Terminator,
  Value,
} from '../../grammar/flow.js';
import * as make from '../../grammar/flow/make.js';
import { dominates, graphOf, type Graph } from '../../grammar/flow/dominators.js';
import { compute, extended, holds, negations } from './arithmetic.js';
import { Constants } from './constants.js';
import { BlockCopier, homesOf } from './copy-blocks.js';
import { mapEdges, replaceBlock } from './rewrite.js';
import { anyRelation, follows, mirror, relationOf, type Relation } from './relations.js';

/** A block with more instructions is not worth its copy. */
const copiedInstructions = 4;

/** What the branch at the end of `from` says about two values on its way along `edge`. */
function relationOnEdge(from: Terminator, edge: Edge, left: Value, right: Value): Relation {
  if (from.kind !== 'branch' || from.then === from.otherwise) return anyRelation;
  const comparison = edge === from.then ? from.comparison : negations[from.comparison];
  if (!comparison) return anyRelation;
  if (from.left === left && from.right === right) return relationOf(comparison);
  return from.left === right && from.right === left ? mirror(relationOf(comparison)) : anyRelation;
}

/**
 * Whether the loop goes on or ends at its header, and the header is not all there is of it. Copying the header to the
 * way in then turns the loop around, once; copying other headers would peel off one round after the other.
 */
export function endsWithItsHeader(
  loop: ReadonlySet<BlockId>,
  header: BlockId,
  { then, otherwise }: Branch,
): boolean {
  if (then.block === header || otherwise.block === header) return false;
  return loop.has(then.block) !== loop.has(otherwise.block);
}

class Threader {
  private readonly constants: Constants;
  private copier: BlockCopier | undefined;
  /** The block that defines each value; found when first asked for. */
  private home: Int32Array | undefined;
  // The way into a block that is looked at.
  private block!: Block;
  private edge!: Edge;
  /** What the first `computed` instructions of the block give on this way, by their place. */
  private readonly results: (bigint | undefined)[] = [];
  private computed = 0;
  /** The copies of a block by which way they go on. */
  private readonly copies = new Map<number, BlockId>();

  constructor(
    private readonly target: FlowFunction,
    private readonly graph: Graph,
    private readonly isCandidate: Uint8Array,
  ) {
    this.constants = new Constants(target);
  }

  /** What a value of the block at hand is called where control comes along the edge at hand. */
  private nameBefore(value: Value): Value {
    const place = this.block.parameters.indexOf(value);
    return place < 0 ? value : this.edge.arguments[place]!;
  }

  private bitsOf(value: Value): bigint | undefined {
    const { instructions } = this.block;
    for (let i = 0; i < this.computed; i++) {
      if (this.results[i] !== undefined && isResult(instructions[i]!, value)) return this.results[i];
    }
    return this.constants.bitsOf(this.nameBefore(value));
  }

  /** The bits an instruction gives if those of its operands are known. */
  private compute(instruction: FlowInstruction): bigint | undefined {
    if (instruction.kind === 'extend') {
      const bits = this.bitsOf(instruction.operand);
      return bits === undefined ? undefined : extended(bits, instruction.bits, instruction.signed);
    }
    if (instruction.kind !== 'binary' && instruction.kind !== 'compare') return undefined;
    const left = this.bitsOf(instruction.left);
    const right = left === undefined ? undefined : this.bitsOf(instruction.right);
    if (left === undefined || right === undefined) return undefined;
    if (instruction.kind === 'binary') return compute(instruction.operator, left, right);
    return holds(instruction.comparison, left, right) ? 1n : 0n;
  }

  /** A loop's header asks again, each round, about values from outside: the answer is the one that led to `from`. */
  private asBefore(
    from: BlockId,
    header: BlockId,
    { left, right, then, otherwise }: Branch,
  ): boolean | undefined {
    const { graph } = this;
    if (!dominates(graph, header, from)) return undefined;
    const home = (this.home ??= homesOf(this.target));
    const isOutside = (value: Value): boolean =>
      home[value]! !== header && dominates(graph, home[value]!, header);
    if (!isOutside(left) || !isOutside(right)) return undefined;
    const leads = ({ block }: Edge): boolean =>
      // A block made by this pass is not in the graph yet.
      graph.predecessors[block]?.length === 1 && dominates(graph, block, from);
    if (leads(then)) return true;
    return leads(otherwise) ? false : undefined;
  }

  /** Which way the branch at the end of the edge's block goes if control comes along this edge. */
  private outcome(index: BlockId, from: Terminator, edge: Edge): boolean | undefined {
    const block = this.target.blocks[edge.block]!;
    const branch = block.terminator as Branch;
    this.block = block;
    this.edge = edge;
    this.computed = 0;
    for (const instruction of block.instructions) {
      this.results[this.computed] = this.compute(instruction);
      this.computed++;
    }
    const left = this.bitsOf(branch.left);
    const right = this.bitsOf(branch.right);
    if (left !== undefined && right !== undefined) return holds(branch.comparison, left, right);
    const again = this.asBefore(index, edge.block, branch);
    if (again !== undefined) return again;
    return follows(
      branch.comparison,
      relationOnEdge(from, edge, this.nameBefore(branch.left), this.nameBefore(branch.right)),
    );
  }

  /** The copy of `index` that goes on as the branch does on `outcome`; made when first asked for. */
  private copyOf(index: BlockId, outcome: boolean): BlockId {
    const key = 2 * index + (outcome ? 1 : 0);
    const known = this.copies.get(key);
    if (known !== undefined) return known;
    const branch = this.target.blocks[index]!.terminator as Branch;
    const target = outcome ? branch.then : branch.otherwise;
    this.copier ??= new BlockCopier(this.target);
    const copy = this.copier.copy(index, make.jump({ target, span: branch.span }));
    this.copies.set(key, copy);
    return copy;
  }

  private leadsToCandidate(terminator: Terminator): boolean {
    const { isCandidate } = this;
    if (terminator.kind === 'jump') return isCandidate[terminator.target.block] === 1;
    if (terminator.kind !== 'branch') return false;
    return isCandidate[terminator.then.block] === 1 || isCandidate[terminator.otherwise.block] === 1;
  }

  run(): boolean {
    const { target, isCandidate } = this;
    for (const index of this.graph.order) {
      const { terminator } = target.blocks[index]!;
      if (!this.leadsToCandidate(terminator)) continue;
      const threaded = mapEdges(terminator, (edge) => {
        if (edge.block === index || isCandidate[edge.block] !== 1) return edge;
        const outcome = this.outcome(index, terminator, edge);
        return outcome === undefined ? edge : make.redirected(edge, this.copyOf(edge.block, outcome));
      });
      if (threaded !== terminator) replaceBlock(target, index, { terminator: threaded });
    }
    this.copier?.finish();
    return this.copier !== undefined;
  }
}

/** The blocks to which a copy may be preferred, 1 by block; none at all in most functions. */
function candidatesIn({ blocks }: FlowFunction, graph: Graph): Uint8Array | undefined {
  let found: Uint8Array | undefined;
  for (let i = 1; i < blocks.length; i++) {
    const { instructions, terminator } = blocks[i]!;
    if (terminator.kind !== 'branch' || instructions.length > copiedInstructions) continue;
    // What the only way in settles is not settled by a copy.
    if (graph.predecessors[i]!.length < 2) continue;
    const loop = graph.loops.get(i);
    if (!loop || endsWithItsHeader(loop, i, terminator)) (found ??= new Uint8Array(blocks.length))[i] = 1;
  }
  return found;
}

const isResult = (instruction: FlowInstruction, value: Value): boolean =>
  'result' in instruction && instruction.result === value;

export function threadJumps(target: FlowFunction): boolean {
  const graph = graphOf(target);
  const candidates = candidatesIn(target, graph);
  return candidates !== undefined && new Threader(target, graph, candidates).run();
}
