// Layout: the order of blocks, chosen so that few unconditional jumps run, and small tails copied where that saves one.
import {
  inverseOf,
  retarget,
  type MachineBlock,
  type MachineFunction,
  type MachineInstruction,
  type MachineTerminator,
} from './machine.js';
import { isWideConstant } from './encode.js';
import { shareEndings } from './share-endings.js';
import { shareErrorCodes } from './share-error-codes.js';
import { shareExits } from './share-exits.js';
import { none } from './lists.js';
import type { Tables } from './tables.js';

/** A block in its final place. */
export interface PlacedBlock {
  readonly index: number;
  readonly block: MachineBlock;
}

/** Slots a tail may have to be copied: each copy saves one unit and costs at most so much size. */
const largestTail = 6;

/** Orders the blocks of an allocated function; those nothing leads to are gone. */
export function layOut(machine: MachineFunction, small: boolean, tables: Tables): PlacedBlock[] {
  skipEmptyBlocks(machine, tables);
  shareEndings(machine, tables);
  shareErrorCodes(machine, findReachable(machine, tables));
  const linked = findReachable(machine, tables);
  const order = arrangeChains(machine, linked, formChains(machine, linked, tables), tables);
  if (!small) copyTails(machine, order);
  const reached = findReachable(machine, tables);
  return shareExits(
    machine,
    order.filter((index) => reached[index]),
  ).map((index) => ({ index, block: machine.blocks[index]! }));
}

/** By block, 1 if control can come there. */
function findReachable({ blocks }: MachineFunction, tables: Tables): Int32Array {
  const reached = tables.integers(blocks.length);
  const pending = [0];
  const reach = (block: number): void => {
    if (reached[block]) return;
    reached[block] = 1;
    pending.push(block);
  };
  reached[0] = 1;
  for (let block = pending.pop(); block !== undefined; block = pending.pop()) {
    const { terminator } = blocks[block]!;
    if (terminator.kind === 'jump') reach(terminator.target);
    else if (terminator.kind === 'branch') {
      reach(terminator.then);
      reach(terminator.otherwise);
    }
  }
  return reached;
}

function skipEmptyBlocks({ blocks }: MachineFunction, tables: Tables): void {
  // Jumps may lead round in a circle.
  const passed = tables.integers(blocks.length);
  let way = 0;
  const final = (index: number): number => {
    way++;
    for (let at = index; ;) {
      const { instructions, terminator } = blocks[at]!;
      if (instructions.length > 0 || terminator.kind !== 'jump' || passed[at] === way) return at;
      passed[at] = way;
      at = terminator.target;
    }
  };
  for (const block of blocks) block.terminator = retarget(block.terminator, final);
}

/**
 * Edges by the jumps they save, weighed by how often these would run, if the blocks are neighbours, and then by how often
 * they run themselves. Both have few values. Of each group the ends: from, to, from, to.
 */
class Edges {
  private readonly byGain = new Map<number, Map<number, number[]>>();

  add(from: number, to: number, gain: number, frequency: number): void {
    let byFrequency = this.byGain.get(gain);
    if (!byFrequency) this.byGain.set(gain, (byFrequency = new Map()));
    const ends = byFrequency.get(frequency);
    if (ends) ends.push(from, to);
    else byFrequency.set(frequency, [from, to]);
  }

  /** Adds the edges from a block, in the order of the blocks they lead to. */
  addFrom({ blocks }: MachineFunction, from: number): void {
    const { terminator, frequency } = blocks[from]!;
    if (terminator.kind === 'jump') this.add(from, terminator.target, frequency, frequency);
    if (terminator.kind !== 'branch') return;
    const { then, otherwise, test } = terminator;
    const thenFrequency = blocks[then]!.frequency;
    const otherwiseFrequency = blocks[otherwise]!.frequency;
    // With either successor next, the branch needs no jump beside it, which would run towards the rarer one.
    const gain = Math.min(thenFrequency, otherwiseFrequency, frequency / 2);
    const canInvert = inverseOf(test.comparison) !== undefined;
    if (canInvert && then < otherwise) this.add(from, then, gain, thenFrequency);
    this.add(from, otherwise, gain, otherwiseFrequency);
    if (canInvert && then >= otherwise) this.add(from, then, gain, thenFrequency);
  }

  /** The ends of the edges, the most valuable edges first. */
  groups(): number[][] {
    return descending(this.byGain).flatMap(descending);
  }
}

const descending = <T>(groups: ReadonlyMap<number, T>): T[] =>
  [...groups].sort(([a], [b]) => b - a).map(([, group]) => group);

/** Blocks that are to follow one another: chains, which join at their ends. */
class Chains {
  /** By block, the one after it and the one before it in its chain. */
  readonly next: Int32Array;
  readonly previous: Int32Array;
  /** By the first and by the last block of a chain, the block at its other end. */
  private readonly ends: Int32Array;
  /** By the first block of a chain, whether all its blocks are cold. */
  readonly isCold: Int32Array;

  /** Chains of one block each. */
  constructor(blocks: readonly MachineBlock[], tables: Tables) {
    this.next = tables.integers(blocks.length, none);
    this.previous = tables.integers(blocks.length, none);
    this.ends = tables.integers(blocks.length);
    this.isCold = tables.integers(blocks.length);
    for (let index = 0; index < blocks.length; index++) {
      this.ends[index] = index;
      this.isCold[index] = Number(blocks[index]!.cold);
    }
  }

  /** Joins two chains, if the first ends with `from` and the second, without the entry, begins with `to`. */
  join(from: number, to: number): void {
    const { next, previous, ends, isCold } = this;
    if (to === 0 || next[from] !== none || previous[to] !== none || ends[from] === to) return;
    next[from] = to;
    previous[to] = from;
    const [first, last] = [ends[from]!, ends[to]!];
    ends[first] = last;
    ends[last] = first;
    isCold[first]! &= isCold[to]!;
  }
}

/** K. Pettis and R. Hansen, Profile Guided Code Positioning (1990): the most valuable edges join first. */
function formChains(machine: MachineFunction, reached: Int32Array, tables: Tables): Chains {
  const chains = new Chains(machine.blocks, tables);
  const edges = new Edges();
  for (let index = 0; index < machine.blocks.length; index++)
    if (reached[index]) edges.addFrom(machine, index);
  for (const ends of edges.groups())
    for (let at = 0; at < ends.length; at += 2) chains.join(ends[at]!, ends[at + 1]!);
  return chains;
}

/** The entry's chain first; then always the one its predecessors want most; cold ones last. */
function arrangeChains(
  { blocks }: MachineFunction,
  reached: Int32Array,
  { next, previous, isCold }: Chains,
  tables: Tables,
): number[] {
  // By block, the first one of its chain; none if it is placed, or if nothing leads to it.
  const heads = tables.integers(blocks.length, none);
  for (let head = 0; head < blocks.length; head++)
    if (reached[head] && previous[head] === none)
      for (let block = head; block !== none; block = next[block]!) heads[block] = head;
  const order: number[] = [];
  /** Places a chain; gives the one that it jumps to at its end, so that a copied tail can fall through into it. */
  const place = (head: number): number => {
    let last = head;
    for (let block = head; block !== none; block = next[block]!) {
      heads[block] = none;
      order.push(block);
      last = block;
    }
    const { terminator } = blocks[last]!;
    const follower = terminator.kind === 'jump' ? heads[terminator.target]! : none;
    return follower !== none && isCold[follower] === isCold[head] ? follower : none;
  };
  for (const cold of [0, 1])
    for (let block = 0; block < blocks.length; block++)
      if (heads[block] === block && isCold[block] === cold)
        for (let head = block; head !== none;) head = place(head);
  return order;
}

function sizeOf(instructions: readonly MachineInstruction[]): number {
  let size = 1;
  for (const instruction of instructions) {
    const from = instruction.kind === 'copy' ? instruction.from : undefined;
    const isWide =
      typeof from === 'object' &&
      (from.kind === 'frame' || (from.kind === 'constant' && isWideConstant(from.value)));
    size += instruction.kind === 'set' ? 3 : isWide ? 2 : 1;
  }
  return size;
}

/** Replaces a jump by what it jumps to, where that is short and leads on without another jump. */
function copyTails(machine: MachineFunction, order: readonly number[]): void {
  order.forEach((index, at) => {
    const block = machine.blocks[index]!;
    const next = order[at + 1];
    for (let copies = 0; copies < 2; copies++) {
      const { terminator } = block;
      if (terminator.kind !== 'jump' || terminator.target === next || block.cold) return;
      const target = machine.blocks[terminator.target]!;
      if (target.trap !== undefined || sizeOf(target.instructions) > largestTail) return;
      if (!leadsOn(target.terminator, next)) return;
      block.instructions = [...block.instructions, ...target.instructions];
      block.terminator = target.terminator;
      block.trapSite = target.trapSite;
    }
  });
}

function leadsOn(terminator: MachineTerminator, next: number | undefined): boolean {
  if (terminator.kind === 'exit') return true;
  if (terminator.kind === 'jump') return terminator.target === next;
  if (terminator.kind !== 'branch') return false;
  if (terminator.otherwise === next) return true;
  return terminator.then === next && inverseOf(terminator.test.comparison) !== undefined;
}
