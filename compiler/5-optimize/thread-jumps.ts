// Leads a way around a branch whose outcome that way already settles, by a copy of the branching block.
import type { BlockId, Edge, FlowFunction, FlowInstruction, Terminator, Value } from '../../grammar/flow.js';
import { edgesOf, resultsOf } from '../../grammar/flow.js';
import { graphOf, loopsOf } from '../../grammar/flow/dominators.js';
import { compute, extended, holds, negations } from './arithmetic.js';
import { Constants } from './constants.js';
import { repairValues } from './repair-values.js';
import {
  mapEdges,
  renameOperands,
  renameResults,
  renameTerminator,
  replaceBlock,
  type Renaming,
} from './rewrite.js';
import { anyRelation, follows, mirror, relationOf, type Relation } from './relations.js';
import { arriving } from './merge-blocks.js';
import { removeUnreachableBlocks } from './unreachable-blocks.js';

type Branch = Extract<Terminator, { readonly kind: 'branch' }>;

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
function endsWithItsHeader(
  loop: ReadonlySet<BlockId>,
  header: BlockId,
  { then, otherwise }: Branch,
): boolean {
  if (then.block === header || otherwise.block === header) return false;
  return loop.has(then.block) !== loop.has(otherwise.block);
}

class Threader {
  private readonly constants: Constants;
  private readonly homes = new Map<Value, BlockId>();
  private readonly definitions = new Map<Value, Map<BlockId, Value>>();
  /** The copies of a block by which way they go on. */
  private readonly copies = new Map<string, BlockId>();

  constructor(private readonly target: FlowFunction) {
    this.constants = new Constants(target);
  }

  /** The bits an instruction gives if those of its operands are known. */
  private compute(
    instruction: FlowInstruction,
    bitsOf: (value: Value) => bigint | undefined,
  ): bigint | undefined {
    if (instruction.kind === 'extend') {
      const bits = bitsOf(instruction.operand);
      return bits === undefined ? undefined : extended(bits, instruction.bits, instruction.signed);
    }
    if (instruction.kind !== 'binary' && instruction.kind !== 'compare') return undefined;
    const left = bitsOf(instruction.left);
    const right = bitsOf(instruction.right);
    if (left === undefined || right === undefined) return undefined;
    if (instruction.kind === 'binary') return compute(instruction.operator, left, right);
    return holds(instruction.comparison, left, right) ? 1n : 0n;
  }

  /** Which way the branch at the end of the edge's block goes if control comes along this edge. */
  private outcome(from: Terminator, edge: Edge): boolean | undefined {
    const block = this.target.blocks[edge.block]!;
    const branch = block.terminator as Branch;
    const rename = arriving(block, edge);
    const computed = new Map<Value, bigint>();
    const bitsOf = (value: Value): bigint | undefined =>
      computed.get(value) ?? this.constants.bitsOf(rename(value));
    for (const instruction of block.instructions) {
      const bits = this.compute(instruction, bitsOf);
      if (bits !== undefined) for (const result of resultsOf(instruction)) computed.set(result, bits);
    }
    const [left, right] = [bitsOf(branch.left), bitsOf(branch.right)];
    if (left !== undefined && right !== undefined) return holds(branch.comparison, left, right);
    return follows(branch.comparison, relationOnEdge(from, edge, rename(branch.left), rename(branch.right)));
  }

  /** The copy of `index` that goes on as the branch does on `outcome`; made when first asked for. */
  private copyOf(index: BlockId, outcome: boolean): BlockId {
    const key = `${index} ${outcome}`;
    const known = this.copies.get(key);
    if (known !== undefined) return known;
    const { parameters, instructions, terminator, cold } = this.target.blocks[index]!;
    const branch = terminator as Branch;
    const names = new Map<Value, Value>();
    const copy = this.target.blocks.length;
    const define = (value: Value): Value => {
      const name = this.target.values++;
      names.set(value, name);
      this.homes.set(value, index);
      const definitions = this.definitions.get(value) ?? new Map<BlockId, Value>([[index, value]]);
      this.definitions.set(value, definitions.set(copy, name));
      return name;
    };
    const rename: Renaming = (value) => names.get(value) ?? value;
    const jump: Terminator = {
      kind: 'jump',
      target: outcome ? branch.then : branch.otherwise,
      span: branch.span,
    };
    this.target.blocks.push({
      parameters: parameters.map(define),
      instructions: instructions.map((instruction) =>
        renameResults(renameOperands(instruction, rename), define),
      ),
      terminator: renameTerminator(jump, rename),
      cold,
    });
    this.copies.set(key, copy);
    return copy;
  }

  run(): boolean {
    const { target } = this;
    const original = target.blocks.length;
    const graph = graphOf(target);
    const loops = loopsOf(graph);
    const isCandidate = target.blocks.map(({ instructions, terminator }, i) => {
      if (i === 0 || terminator.kind !== 'branch' || instructions.length > copiedInstructions) return false;
      const loop = loops.get(i);
      return !loop || endsWithItsHeader(loop, i, terminator);
    });
    for (const index of graph.order) {
      const { terminator } = target.blocks[index]!;
      if (!edgesOf(terminator).some((edge) => isCandidate[edge.block])) continue;
      const threaded = mapEdges(terminator, (edge) => {
        if (edge.block === index || !isCandidate[edge.block]) return edge;
        const outcome = this.outcome(terminator, edge);
        return outcome === undefined ? edge : { ...edge, block: this.copyOf(edge.block, outcome) };
      });
      if (threaded !== terminator) replaceBlock(target, index, { terminator: threaded });
    }
    if (target.blocks.length === original) return false;
    removeUnreachableReaders(target);
    repairValues(target, this.homes, this.definitions);
    removeUnreachableBlocks(target);
    return true;
  }
}

/** Blocks that lost their last way in must not ask for repair; emptied, they read nothing. */
function removeUnreachableReaders(target: FlowFunction): void {
  const { rank } = graphOf(target);
  target.blocks.forEach(({ terminator }, i) => {
    if (rank[i] !== -1) return;
    replaceBlock(target, i, { instructions: [], terminator: { kind: 'unreachable', span: terminator.span } });
  });
}

export function threadJumps(target: FlowFunction): boolean {
  return new Threader(target).run();
}
