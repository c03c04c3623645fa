// Layout: the order of blocks, chosen so that few unconditional jumps run, and small tails copied where that saves one.
import {
  inverseOf,
  retarget,
  successorsOf,
  type MachineBlock,
  type MachineFunction,
  type MachineInstruction,
  type MachineTerminator,
} from './machine.js';
import { isWideConstant } from './encode.js';
import { shareEndings } from './share-endings.js';
import { shareErrorCodes } from './share-error-codes.js';
import { shareExits } from './share-exits.js';

/** A block in its final place. */
export interface PlacedBlock {
  readonly index: number;
  readonly block: MachineBlock;
}

/** Slots a tail may have to be copied: each copy saves one unit and costs at most so much size. */
const largestTail = 6;

/** Orders the blocks of an allocated function; those nothing leads to are gone. */
export function layOut(machine: MachineFunction, small: boolean): PlacedBlock[] {
  skipEmptyBlocks(machine);
  shareEndings(machine);
  shareErrorCodes(machine, reachable(machine));
  const order = arrangeChains(machine, formChains(machine));
  if (!small) copyTails(machine, order);
  const reached = reachable(machine);
  return shareExits(
    machine,
    order.filter((index) => reached.has(index)),
  ).map((index) => ({ index, block: machine.blocks[index]! }));
}

function reachable(machine: MachineFunction): Set<number> {
  const reached = new Set([0]);
  for (const index of reached)
    for (const next of successorsOf(machine.blocks[index]!.terminator)) reached.add(next);
  return reached;
}

function skipEmptyBlocks(machine: MachineFunction): void {
  const final = (index: number): number => {
    const passed = new Set<number>();
    let at = index;
    for (;;) {
      const { instructions, terminator } = machine.blocks[at]!;
      if (instructions.length > 0 || terminator.kind !== 'jump' || passed.has(at)) return at;
      passed.add(at);
      at = terminator.target;
    }
  };
  for (const block of machine.blocks) block.terminator = retarget(block.terminator, final);
}

interface Edge {
  readonly from: number;
  readonly to: number;
  /** Jumps saved, weighed by how often they would run, if the blocks are neighbours. */
  readonly gain: number;
  readonly frequency: number;
}

function edgesOf(machine: MachineFunction, from: number): Edge[] {
  const frequencyOf = (index: number): number => machine.blocks[index]!.frequency;
  const { terminator, frequency } = machine.blocks[from]!;
  if (terminator.kind === 'jump') return [{ from, to: terminator.target, gain: frequency, frequency }];
  if (terminator.kind !== 'branch') return [];
  const { then, otherwise, test } = terminator;
  // With either successor next, the branch needs no jump beside it, which would run towards the rarer one.
  const gain = Math.min(frequencyOf(then), frequencyOf(otherwise), frequency / 2);
  const fall = { from, to: otherwise, gain, frequency: frequencyOf(otherwise) };
  if (!inverseOf(test.comparison)) return [fall];
  return [{ from, to: then, gain, frequency: frequencyOf(then) }, fall];
}

/** K. Pettis and R. Hansen, Profile Guided Code Positioning (1990): the most valuable edges join first. */
function formChains(machine: MachineFunction): number[][] {
  const reached = [...reachable(machine)].sort((a, b) => a - b);
  const chains = new Map(reached.map((index) => [index, [index]]));
  const edges = reached.flatMap((index) => edgesOf(machine, index));
  edges.sort((a, b) => b.gain - a.gain || b.frequency - a.frequency || a.from - b.from || a.to - b.to);
  for (const { from, to } of edges) {
    const [first, second] = [chains.get(from)!, chains.get(to)!];
    if (to === 0 || first === second || first[first.length - 1] !== from || second[0] !== to) continue;
    for (const index of second) {
      first.push(index);
      chains.set(index, first);
    }
  }
  return [...new Set(chains.values())];
}

/** The entry's chain first; then always the one its predecessors want most; cold ones last. */
function arrangeChains(machine: MachineFunction, chains: readonly number[][]): number[] {
  const chainOf = new Map(chains.flatMap((chain) => chain.map((index) => [index, chain] as const)));
  const isCold = (chain: readonly number[]): boolean => chain.every((index) => machine.blocks[index]!.cold);
  const placed = new Set<number[]>();
  const order: number[] = [];
  const place = (chain: number[]): void => {
    for (let next: number[] | undefined = chain; next; next = follower(next)) {
      placed.add(next);
      order.push(...next);
    }
  };
  // The chain whose block the last one jumps to, so that a copied tail can fall through into it.
  const follower = (chain: readonly number[]): number[] | undefined => {
    const last = machine.blocks[chain[chain.length - 1]!]!;
    if (last.terminator.kind !== 'jump') return undefined;
    const next = chainOf.get(last.terminator.target)!;
    return placed.has(next) || isCold(next) !== isCold(chain) ? undefined : next;
  };
  const byFirst = [...chains].sort((a, b) => a[0]! - b[0]!);
  for (const cold of [false, true])
    for (const chain of byFirst) if (isCold(chain) === cold && !placed.has(chain)) place(chain);
  return order;
}

function sizeOf(instructions: readonly MachineInstruction[]): number {
  return instructions.reduce((sum, instruction) => {
    if (instruction.kind === 'set') return sum + 3;
    const from = instruction.kind === 'copy' ? instruction.pairs[0]?.from : undefined;
    if (typeof from !== 'object') return sum + 1;
    const isWide = from.kind === 'frame' || (from.kind === 'constant' && isWideConstant(from.value));
    return sum + (isWide ? 2 : 1);
  }, 1);
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
