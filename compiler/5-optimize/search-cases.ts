// Makes a search of a long chain of tests that compare one value with constants: dispatch on tags and discriminators,
// `case` and `match`.
//
// A chain finds its first case in one test and its last of n in n; halving finds each in about log2 n, and then tests
// whether it is there. The rule takes all cases as equally likely, since nothing tells which are not, and what none of
// them is as not worth counting. From six cases on the cases are sorted and halved as long as that lowers the sum of
// the tests that lead to them: six cases take 18 tests in place of 21, eight take 28 in place of 36. Within a half the
// cases are tested in the order of the source, the last without a test where no other value is left.
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
import { Constants, isLeaf } from './constants.js';
import { entriesOf } from './entries.js';
import { replaceBlock } from './rewrite.js';

const fewestCases = 6;
const greatest = (1n << 64n) - 1n;

/** What comes to be done for one value. */
interface Case {
  readonly bits: bigint;
  readonly constant: Value;
  readonly edge: Edge;
  readonly branch: Branch;
}

interface Chain {
  readonly value: Value;
  /** In the order of the source. */
  readonly cases: readonly Case[];
  readonly otherwise: Edge;
  /** Instructions without effects of the blocks behind the first. */
  readonly leaves: readonly FlowInstruction[];
}

/** Cases that are known to be within bounds. */
interface Range {
  readonly cases: readonly Case[];
  readonly least: bigint;
  readonly most: bigint;
}

/** Whether no value within the bounds is none of the cases. */
const isFull = ({ cases, least, most }: Range): boolean => BigInt(cases.length) === most - least + 1n;

/** The tests that lead to all cases one after the other. */
function testsInOrder(range: Range): number {
  const count = range.cases.length;
  return (count * (count + 1)) / 2 - (isFull(range) ? 1 : 0);
}

/** The lower and the upper half, told apart by the greatest case of the lower one. */
function halves({ cases, least, most }: Range): {
  readonly pivot: Case;
  readonly parts: readonly [Range, Range];
} {
  const sorted = cases.toSorted((a, b) => (a.bits < b.bits ? -1 : 1));
  const pivot = sorted[Math.floor(sorted.length / 2) - 1]!;
  const low = cases.filter(({ bits }) => bits <= pivot.bits);
  const high = cases.filter(({ bits }) => bits > pivot.bits);
  return {
    pivot,
    parts: [
      { cases: low, least, most: pivot.bits },
      { cases: high, least: pivot.bits + 1n, most },
    ],
  };
}

/** The fewest tests that lead to all cases, and whether they begin with halving. */
function plan(range: Range): { readonly tests: number; readonly halve: boolean } {
  const inOrder = testsInOrder(range);
  const { length } = range.cases;
  if (length < 3) return { tests: inOrder, halve: false };
  const [low, high] = halves(range).parts;
  const tests = length + plan(low).tests + plan(high).tests;
  return tests < inOrder ? { tests, halve: true } : { tests: inOrder, halve: false };
}

class Searcher {
  private readonly constants: Constants;
  private readonly entries: Int32Array;
  /** The blocks that are part of a chain already. */
  private readonly taken = new Set<BlockId>();
  changed = false;

  constructor(private readonly target: FlowFunction) {
    this.constants = new Constants(target);
    this.entries = entriesOf(target);
  }

  /** The case that a block ends with, if it compares the value with a constant. */
  private caseOf(
    { terminator }: Block,
    value?: Value,
  ): { readonly one: Case; readonly next: Edge } | undefined {
    if (terminator.kind !== 'branch' || (value !== undefined && terminator.left !== value)) return undefined;
    const { comparison, then, otherwise, right } = terminator;
    const bits = this.constants.bitsOf(right);
    if (bits === undefined || (comparison !== 'eq' && comparison !== 'ne')) return undefined;
    const [edge, next] = comparison === 'eq' ? [then, otherwise] : [otherwise, then];
    return { one: { bits, constant: right, edge, branch: terminator }, next };
  }

  /** The block that an edge leads to, if only it does and nothing is done there but to test. */
  private only({ block, arguments: passed }: Edge): Block | undefined {
    const { parameters, instructions } = this.target.blocks[block]!;
    const isPlain = block !== 0 && passed.length === 0 && parameters.length === 0;
    return isPlain && this.entries[block] === 1 && instructions.every(isLeaf)
      ? this.target.blocks[block]
      : undefined;
  }

  private chainAt(index: BlockId): Chain | undefined {
    const first = this.caseOf(this.target.blocks[index]!);
    if (!first) return undefined;
    const value = first.one.branch.left;
    const cases = [first.one];
    const leaves: FlowInstruction[] = [];
    let { next } = first;
    for (;;) {
      const block = this.only(next);
      const found = block && this.caseOf(block, value);
      if (!found || cases.some(({ bits }) => bits === found.one.bits)) break;
      this.taken.add(next.block);
      leaves.push(...block.instructions);
      cases.push(found.one);
      ({ next } = found);
    }
    return { value, cases, otherwise: next, leaves };
  }

  private edgeTo(terminator: Terminator): Edge {
    const block: Block = { parameters: [], instructions: [], terminator, cold: false };
    return make.edge(this.target.blocks.push(block) - 1);
  }

  private inOrder({ value, otherwise }: Chain, range: Range): Terminator {
    const last = range.cases.at(-1)!;
    const tested = isFull(range) ? range.cases.slice(0, -1) : range.cases;
    let rest = isFull(range) ? last.edge : otherwise;
    let terminator: Terminator = make.jump({ target: rest, span: last.branch.span });
    for (const { constant, edge, branch } of tested.toReversed()) {
      if (terminator.kind === 'branch') rest = this.edgeTo(terminator);
      const { span } = branch;
      const outcome = { left: value, right: constant, then: edge, otherwise: rest };
      terminator = make.branch({ comparison: 'eq', ...outcome, span });
    }
    return terminator;
  }

  private search(chain: Chain, range: Range): Terminator {
    if (!plan(range).halve) return this.inOrder(chain, range);
    const { pivot, parts } = halves(range);
    const [low, high] = parts.map((part) => this.edgeTo(this.search(chain, part)));
    return make.branch({
      comparison: 'ugt',
      left: chain.value,
      right: pivot.constant,
      then: high!,
      otherwise: low!,
      span: pivot.branch.span,
    });
  }

  run(): void {
    // What is made here is searched already.
    for (let index = 0, end = this.target.blocks.length; index < end; index++) {
      const chain = this.taken.has(index) ? undefined : this.chainAt(index);
      if (!chain || chain.cases.length < fewestCases) continue;
      const { instructions } = this.target.blocks[index]!;
      replaceBlock(this.target, index, {
        instructions: [...instructions, ...chain.leaves],
        terminator: this.search(chain, { cases: chain.cases, least: 0n, most: greatest }),
      });
      this.changed = true;
    }
  }
}

export function searchCases(target: FlowFunction): boolean {
  const searcher = new Searcher(target);
  searcher.run();
  return searcher.changed;
}
