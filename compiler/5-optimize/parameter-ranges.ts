// Ranges of what no instruction makes: the entry's parameters, and block parameters by what the ways in bring.
import type { BlockId, Branch, Edge, FlowFunction, Value } from '../../grammar/flow.js';
import type { Graph } from '../../grammar/flow/dominators.js';
import { inputStart } from '../../grammar/memory.js';
import { asSigned, mirrored, negations } from './arithmetic.js';
import { anyRange, exactly, inputAddress, isEmpty, narrow, rangeIf, span, type Range } from './ranges.js';

/** The input address and the instruction data address that the runtime passes to the entry. */
export function entryParameterRanges(entry: FlowFunction): Map<Value, Range> {
  const [start, data] = entry.parameters;
  return new Map([
    [start!, exactly(inputStart)],
    [data!, inputAddress],
  ]);
}

type RangeOf = (value: Value) => Range;

/** How many conditions above an edge are looked at. */
const conditionsAbove = 3;

/** Sums of a value and a constant, by the sum: the steps of counted loops are found among them. */
export type Steps = ReadonlyMap<Value, { readonly from: Value; readonly by: bigint }>;

export function stepsOf(target: FlowFunction, bitsOf: (value: Value) => bigint | undefined): Steps {
  const steps = new Map<Value, { readonly from: Value; readonly by: bigint }>();
  for (const { instructions } of target.blocks) {
    for (const instruction of instructions) {
      if (instruction.kind !== 'binary' || instruction.operator !== 'add') continue;
      const bits = bitsOf(instruction.right);
      if (bits !== undefined) steps.set(instruction.result, { from: instruction.left, by: asSigned(bits) });
    }
  }
  return steps;
}

/** The range of `value` on one of the two ways out of a branch, by the branch's condition alone. */
function rangeByCondition(branch: Branch, isThen: boolean, value: Value, rangeOf: RangeOf): Range {
  const comparison = isThen ? branch.comparison : negations[branch.comparison];
  if (!comparison) return anyRange;
  if (branch.left === value) return rangeIf(comparison, rangeOf(value), rangeOf(branch.right));
  if (branch.right === value) return rangeIf(mirrored[comparison], rangeOf(value), rangeOf(branch.left));
  return anyRange;
}

/** The range of `value` where control goes from `from` to `to`, by the conditions right above. */
function rangeOnWay(
  target: FlowFunction,
  graph: Graph,
  from: BlockId,
  to: BlockId,
  value: Value,
  rangeOf: RangeOf,
): Range {
  let range = rangeOf(value);
  let above = from;
  let below = to;
  for (let conditions = 0; conditions < conditionsAbove;) {
    const { terminator } = target.blocks[above]!;
    if (terminator.kind === 'branch' && terminator.then.block !== terminator.otherwise.block) {
      const isThen = terminator.then.block === below;
      conditions++;
      range = narrow(range, rangeByCondition(terminator, isThen, value, rangeOf));
    }
    const predecessors = graph.predecessors[above]!;
    if (predecessors.length !== 1) break;
    below = above;
    above = predecessors[0]!;
  }
  return range;
}

/**
 * Sharpens the range of a parameter that starts in `start` and else only grows (or only shrinks) by steps: as long as
 * `whole`, which holds in any case, leaves room for a step without wrapping, it never gets below (above) its start.
 */
function withSteps(whole: Range, start: Range, steps: readonly bigint[]): Range {
  const least = steps.reduce((one, other) => (one < other ? one : other));
  const most = steps.reduce((one, other) => (one > other ? one : other));
  let { low, high, bottom, top } = anyRange;
  if (least > 0n) {
    if (whole.top + most <= anyRange.top) ({ bottom } = start);
    if (whole.high + most <= anyRange.high) ({ low } = start);
  } else if (most < 0n) {
    if (whole.bottom + least >= anyRange.bottom) ({ top } = start);
    if (whole.low + least >= 0n) ({ high } = start);
  }
  return narrow(whole, { low, high, bottom, top });
}

/** The ways into one block; the object serves one block after the other. */
export class Ways {
  count = 0;
  private readonly froms: BlockId[] = [];
  private readonly edges: Edge[] = [];

  clear(): void {
    this.count = 0;
  }

  add(from: BlockId, edge: Edge): void {
    this.froms[this.count] = from;
    this.edges[this.count++] = edge;
  }

  from(way: number): BlockId {
    return this.froms[way]!;
  }

  edge(way: number): Edge {
    return this.edges[way]!;
  }
}

/**
 * The range of parameter `index` of the block that `ways` lead to. `rangeOf` must hold wherever its value is defined,
 * and may say nothing of values not met yet: what a loop brings back is then known by the condition under which it goes
 * on. `steps` is asked for loops only.
 */
export function parameterRange(
  target: FlowFunction,
  graph: Graph,
  ways: Ways,
  parameter: Value,
  index: number,
  steps: Steps | undefined,
  rangeOf: RangeOf,
): Range {
  let whole: Range | undefined;
  let start: Range | undefined;
  let taken: bigint[] | undefined;
  for (let way = 0; way < ways.count; way++) {
    const edge = ways.edge(way);
    const value = edge.arguments[index]!;
    if (value === parameter) continue;
    const range = rangeOnWay(target, graph, ways.from(way), edge.block, value, rangeOf);
    // A way that is never gone brings nothing.
    if (range !== anyRange && isEmpty(range)) continue;
    whole = whole ? span(whole, range) : range;
    if (whole === anyRange) return anyRange;
    const step = steps?.get(value);
    if (step?.from === parameter) (taken ??= []).push(step.by);
    else start = start ? span(start, range) : range;
  }
  if (!whole) return anyRange;
  return taken ? withSteps(whole, start ?? anyRange, taken) : whole;
}
