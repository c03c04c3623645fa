// Liveness: which virtual registers are needed after each block, found by walking up from every use.
import { Lists, none } from './lists.js';
import type { MachineBlock } from './machine.js';
import type { Occurrences } from './occurrences.js';
import type { Tables } from './tables.js';

/**
 * By block, the variables live at its end, of those from `least` on and below `count`. Work and memory grow with the
 * size of the answer, not with blocks times variables. (Boissinot and others: Fast Liveness Checking; here for variables
 * with several definitions.)
 */
export function findLiveOut(
  blocks: readonly MachineBlock[],
  occurrences: Occurrences,
  least: number,
  count: number,
  tables: Tables,
): Lists {
  const predecessors = predecessorsOf(blocks, tables);
  const { order, readers, writers } = findExposed(occurrences, blocks.length, least, count, tables);
  const liveOut = new Lists(blocks.length, tables);
  // By block, the last variable found live at its end, and the last one whose writers were marked if it is one of them.
  const marked = tables.integers(blocks.length, none);
  const writing = tables.integers(blocks.length, none);
  const pending: number[] = [];
  for (const variable of order) {
    for (let at = writers.heads[variable]!; at !== none; at = writers.nexts[at]!)
      writing[writers.values[at]!] = variable;
    for (let at = readers.heads[variable]!; at !== none; at = readers.nexts[at]!)
      pending.push(readers.values[at]!);
    for (let block = pending.pop(); block !== undefined; block = pending.pop())
      for (let at = predecessors.heads[block]!; at !== none; at = predecessors.nexts[at]!) {
        const before = predecessors.values[at]!;
        if (marked[before] === variable) continue;
        marked[before] = variable;
        liveOut.add(before, variable);
        if (writing[before] !== variable) pending.push(before);
      }
  }
  return liveOut;
}

/** By block, the blocks that lead to it. */
export function predecessorsOf(blocks: readonly MachineBlock[], tables: Tables): Lists {
  const predecessors = new Lists(blocks.length, tables);
  blocks.forEach(({ terminator }, index) => {
    if (terminator.kind === 'jump') predecessors.add(terminator.target, index);
    else if (terminator.kind === 'branch') {
      predecessors.add(terminator.then, index);
      predecessors.add(terminator.otherwise, index);
    }
  });
  return predecessors;
}

interface Exposed {
  /** The variables that some block reads before it writes them. */
  readonly order: readonly number[];
  /** By variable, those blocks. */
  readonly readers: Lists;
  /** By variable, the blocks that write it. */
  readonly writers: Lists;
}

function findExposed(
  { firsts, bounds, variables }: Occurrences,
  blocks: number,
  least: number,
  count: number,
  tables: Tables,
): Exposed {
  const order: number[] = [];
  const readers = new Lists(count, tables);
  const writers = new Lists(count, tables);
  const seenRead = tables.integers(count, none);
  const seenWrite = tables.integers(count, none);
  let at = 0;
  for (let block = 0; block < blocks; block++) {
    const end = 2 * firsts[block + 1]!;
    for (let part = 2 * firsts[block]!; part < end; part++) {
      const isWriting = (part & 1) === 1;
      for (const stop = bounds[part + 1]!; at < stop; at++) {
        const variable = variables[at]!;
        if (variable < least || seenWrite[variable] === block) continue;
        if (isWriting) {
          seenWrite[variable] = block;
          writers.add(variable, block);
        } else if (seenRead[variable] !== block) {
          seenRead[variable] = block;
          if (readers.heads[variable] === none) order.push(variable);
          readers.add(variable, block);
        }
      }
    }
  }
  return { order, readers, writers };
}
