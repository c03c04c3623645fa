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
  const order = arrangeChains(machine, formChains(machine, tables));
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

/** Blocks that are to follow one another. */
interface Chain {
  readonly blocks: number[];
  /** Whether all its blocks are. */
  isCold: boolean;
}

/** By block, its chain; none for blocks nothing leads to. */
type Chains = readonly (Chain | undefined)[];

/** K. Pettis and R. Hansen, Profile Guided Code Positioning (1990): the most valuable edges join first. */
function formChains(machine: MachineFunction, tables: Tables): Chains {
  const reached = findReachable(machine, tables);
  const chainOf = machine.blocks.map(({ cold }, index): Chain | undefined =>
    reached[index] ? { blocks: [index], isCold: cold } : undefined,
  );
  const join = (from: number, to: number): void => {
    const [first, second] = [chainOf[from]!, chainOf[to]!];
    if (to === 0 || first === second || first.blocks.at(-1) !== from || second.blocks[0] !== to) return;
    for (const index of second.blocks) {
      first.blocks.push(index);
      chainOf[index] = first;
    }
    first.isCold &&= second.isCold;
  };
  const edges = new Edges();
  for (let index = 0; index < machine.blocks.length; index++)
    if (reached[index]) edges.addFrom(machine, index);
  for (const ends of edges.groups())
    for (let at = 0; at < ends.length; at += 2) join(ends[at]!, ends[at + 1]!);
  return chainOf;
}

/** The entry's chain first; then always the one its predecessors want most; cold ones last. */
function arrangeChains({ blocks }: MachineFunction, chainOf: Chains): number[] {
  const placed = new Set<Chain>();
  const order: number[] = [];
  // The chain whose block the last one jumps to, so that a copied tail can fall through into it.
  const follower = (chain: Chain): Chain | undefined => {
    const { terminator } = blocks[chain.blocks.at(-1)!]!;
    if (terminator.kind !== 'jump') return undefined;
    const next = chainOf[terminator.target]!;
    return placed.has(next) || next.isCold !== chain.isCold ? undefined : next;
  };
  for (const isCold of [false, true])
    chainOf.forEach((chain, index) => {
      if (chain?.blocks[0] !== index || chain.isCold !== isCold || placed.has(chain)) return;
      for (let next: Chain | undefined = chain; next; next = follower(next)) {
        placed.add(next);
        for (const block of next.blocks) order.push(block);
      }
    });
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
