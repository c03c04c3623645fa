// Makes one test of two: neighbouring bytes that must each have one value are read and compared at once. Which of them
// it was that differed is found out where the program fails.
import type {
  Block,
  BlockId,
  Branch,
  Comparison,
  Edge,
  FlowFunction,
  FlowInstruction,
  Load,
  Terminator,
  Value,
} from '../../grammar/flow.js';
import * as make from '../../grammar/flow/make.js';
import { Constants, isLeaf } from './constants.js';
import { entriesOf } from './entries.js';
import { replaceBlock } from './rewrite.js';

/** A block that ends in the failure of a byte that is not what it must be. */
interface ByteTest {
  readonly load: Load;
  readonly wanted: number;
  readonly branch: Branch;
  readonly good: Edge;
  readonly bad: Edge;
}

class Merger {
  private readonly constants: Constants;
  private readonly entries: Int32Array;
  changed = false;

  constructor(private readonly target: FlowFunction) {
    this.constants = new Constants(target);
    this.entries = entriesOf(target);
  }

  private isFailing({ block, arguments: passed }: Edge): boolean {
    return passed.length === 0 && this.target.blocks[block]!.terminator.kind === 'fail';
  }

  /** The test a block ends with; the byte is read in the block itself, and nothing is written after that. */
  private testOf({ instructions, terminator }: Block): ByteTest | undefined {
    if (terminator.kind !== 'branch' || (terminator.comparison !== 'eq' && terminator.comparison !== 'ne'))
      return undefined;
    const wanted = this.constants.bitsOf(terminator.right);
    const at = instructions.findLastIndex((one) => one.kind === 'load' && one.result === terminator.left);
    const load = instructions[at];
    if (load?.kind !== 'load' || load.size !== 1 || wanted === undefined || wanted > 255n) return undefined;
    const isWritten = instructions
      .slice(at)
      .some(({ kind }) => kind === 'store' || kind === 'call' || kind === 'syscall');
    if (isWritten) return undefined;
    const [good, bad] =
      terminator.comparison === 'eq'
        ? [terminator.then, terminator.otherwise]
        : [terminator.otherwise, terminator.then];
    if (!this.isFailing(bad)) return undefined;
    return { load, wanted: Number(wanted), branch: terminator, good, bad };
  }

  private neighbour(first: ByteTest): ByteTest | undefined {
    const { block, arguments: passed } = first.good;
    const next = this.target.blocks[block]!;
    if (block === 0 || passed.length > 0 || next.parameters.length > 0 || this.entries[block] !== 1)
      return undefined;
    if (!next.instructions.every((one) => isLeaf(one) || one.kind === 'load')) return undefined;
    const second = this.testOf(next);
    if (!second || second.load.address !== first.load.address) return undefined;
    return Math.abs(second.load.offset - first.load.offset) === 1 ? second : undefined;
  }

  private add(instructions: FlowInstruction[], terminator: Terminator): BlockId {
    return this.target.blocks.push({ parameters: [], instructions, terminator, cold: true }) - 1;
  }

  private branch(
    comparison: Comparison,
    left: Value,
    right: Value,
    then: Edge,
    from: Branch,
    otherwise: Edge,
  ): Branch {
    return make.branch({ comparison, left, right, then, otherwise, span: from.span });
  }

  private merge(index: BlockId, first: ByteTest, second: ByteTest): void {
    const [low, high] = first.load.offset < second.load.offset ? [first, second] : [second, first];
    const { span } = first.load;
    // Each test keeps its own branch, which tells its place: the second always leads to the second failure.
    const byte = make.like(first.load, { result: this.target.values++ });
    const told = this.add(
      [],
      this.branch('eq', byte.result, first.branch.right, second.bad, second.branch, first.bad),
    );
    const asked = this.add(
      [byte],
      this.branch('ne', byte.result, first.branch.right, first.bad, first.branch, make.edge(told)),
    );
    const both = make.like(low.load, {
      result: this.target.values++,
      size: 2,
      invariant: first.load.invariant && second.load.invariant,
      span,
    });
    const wanted = this.constants.valueOf(BigInt(low.wanted | (high.wanted << 8)), span);
    const { instructions } = this.target.blocks[index]!;
    replaceBlock(this.target, index, {
      instructions: [...instructions, both],
      terminator: this.branch('eq', both.result, wanted, first.good, first.branch, make.edge(asked)),
    });
    // Where the second test was control goes on as if it had held.
    replaceBlock(this.target, first.good.block, {
      terminator: make.jump({ target: second.good, span: second.branch.span }),
    });
    this.changed = true;
  }

  run(): void {
    for (let index = 0, end = this.target.blocks.length; index < end; index++) {
      const first = this.testOf(this.target.blocks[index]!);
      const second = first && this.neighbour(first);
      if (second) this.merge(index, first, second);
    }
    this.constants.finish();
  }
}

export function mergeTests(target: FlowFunction): boolean {
  const merger = new Merger(target);
  merger.run();
  return merger.changed;
}
