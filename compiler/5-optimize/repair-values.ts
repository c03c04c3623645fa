// Restores static single assignment after a pass gave some value further definitions in other blocks.
import { operandsOf, type BlockId, type Edge, type FlowFunction, type Value } from '../../grammar/flow.js';
import * as make from '../../grammar/flow/make.js';
import { valuesOf } from '../../grammar/flow/check.js';
import { graphOf, type Graph } from '../../grammar/flow/dominators.js';
import { mapEdges, renameOperands, renameTerminator, replaceBlock } from './rewrite.js';

/** The value's names by the block that defines each; the original name stands for its own block. */
export type Definitions = ReadonlyMap<BlockId, Value>;

/** Blocks that read some of the values in question, by value. Their own blocks are left out. */
function readersOf(target: FlowFunction, homes: ReadonlyMap<Value, BlockId>): Map<Value, Set<BlockId>> {
  const readers = new Map<Value, Set<BlockId>>();
  target.blocks.forEach((block, i) => {
    const look = (value: Value): void => {
      const home = homes.get(value);
      if (home === undefined || home === i) return;
      const found = readers.get(value);
      if (found) found.add(i);
      else readers.set(value, new Set([i]));
    };
    for (const instruction of block.instructions) operandsOf(instruction).forEach(look);
    valuesOf(block.terminator).forEach(look);
  });
  return readers;
}

/**
 * Makes every reader of `value` outside its block read the definition that reaches it, with new block parameters
 * where several do. After Braun and others, "Simple and Efficient Construction of Static Single Assignment Form".
 */
function repairValue(
  target: FlowFunction,
  graph: Graph,
  value: Value,
  definitions: Definitions,
  readers: ReadonlySet<BlockId>,
): void {
  const atEnd = new Map<BlockId, Value>(definitions);
  const atStart = new Map<BlockId, Value>();
  const joins: BlockId[] = [];

  /** Finds the name at the start of `from`, walking up lone predecessors without recursion. */
  const reachingStart = (from: BlockId): Value => {
    const path: BlockId[] = [];
    let block = from;
    let found = atStart.get(block);
    while (found === undefined) {
      const predecessors = graph.predecessors[block]!;
      path.push(block);
      if (predecessors.length !== 1) {
        found = target.values++;
        joins.push(block);
        break;
      }
      const above = predecessors[0]!;
      found = atEnd.get(above) ?? atStart.get(above);
      block = above;
    }
    for (const passed of path) atStart.set(passed, found);
    return found;
  };
  const reachingEnd = (block: BlockId): Value => atEnd.get(block) ?? reachingStart(block);

  for (const reader of readers) {
    const name = reachingStart(reader);
    const rename = (operand: Value): Value => (operand === value ? name : operand);
    const { instructions, terminator } = target.blocks[reader]!;
    replaceBlock(target, reader, {
      instructions: instructions.map((instruction) => renameOperands(instruction, rename)),
      terminator: renameTerminator(terminator, rename),
    });
  }
  // Filling a join's edges may find further joins; the list grows while it is walked.
  for (let i = 0; i < joins.length; i++) {
    const join = joins[i]!;
    const { parameters } = target.blocks[join]!;
    replaceBlock(target, join, { parameters: [...parameters, atStart.get(join)!] });
    for (const predecessor of new Set(graph.predecessors[join])) {
      const name = reachingEnd(predecessor);
      const extend = (edge: Edge): Edge =>
        edge.block === join ? make.edge(join, [...edge.arguments, name]) : edge;
      replaceBlock(target, predecessor, {
        terminator: mapEdges(target.blocks[predecessor]!.terminator, extend),
      });
    }
  }
}

/** Repairs all the values that have several definitions; homes tells where each was defined originally. */
export function repairValues(
  target: FlowFunction,
  homes: ReadonlyMap<Value, BlockId>,
  definitions: ReadonlyMap<Value, Definitions>,
): void {
  const readers = readersOf(target, homes);
  if (readers.size === 0) return;
  const graph = graphOf(target);
  for (const [value, blocks] of readers) {
    const reached = new Set([...blocks].filter((block) => graph.rank[block] !== -1));
    if (reached.size > 0) repairValue(target, graph, value, definitions.get(value)!, reached);
  }
}
