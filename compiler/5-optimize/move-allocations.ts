// Finds another place for memory from the heap that the function alone uses: constants of the program, or its frame.
import { componentsOf, isCycle } from '../../grammar/components.js';
import type { Block, BlockId, Call, FlowFunction, Value } from '../../grammar/flow.js';
import { edgesOf } from '../../grammar/flow.js';
import { dominates, type Graph } from '../../grammar/flow/dominators.js';
import type { Copy, Position, Travels } from './pointer-uses.js';

/** Memory that a call takes from the heap. */
export interface Allocation {
  readonly call: Call;
  readonly size: number;
  /** The block that makes the call, the one after it where there was room, and the one where there was none. */
  readonly home: BlockId;
  readonly next: BlockId;
  readonly failed: BlockId;
  travels: Travels;
}

export type Place =
  /** The copy gives the memory all that is ever read of it. */
  | { readonly kind: 'rodata'; readonly rodata: number; readonly copy: Copy }
  /** `zeros`: the words that may be read before they are written, by their offsets; or all of them. */
  | { readonly kind: 'slot'; readonly zeros: readonly number[] | 'all' };

/** What moves to the frame takes at most this many bytes of it, with the slots that are there. */
export const mostFrameBytes = 1024;

/** More words than these are not cleared one by one; where the memory is taken once only, it stays. */
const mostZeros = 8;

const wordSize = 8;

/** The blocks that control can come back to. */
function repeatedBlocks({ blocks }: FlowFunction): ReadonlySet<BlockId> {
  const targets = blocks.map(({ terminator }) => edgesOf(terminator).map(({ block }) => block));
  const next = (block: BlockId): readonly BlockId[] => targets[block]!;
  const components = componentsOf(targets.keys(), next);
  return new Set(components.filter((members) => isCycle(members, next)).flat());
}

/** Whether a copy fills the memory before anything else is done to it. */
function isFirst({ block, at, offset, size: bytes }: Copy, { next, size, travels }: Allocation): boolean {
  const isBefore = (use: Position): boolean => use.block === next && use.at < at;
  return block === next && offset === 0 && bytes === size && !travels.uses.some(isBefore);
}

/**
 * The words that are not yet written where something else than a write at a known place is first done to the memory.
 */
function unwritten({ next, size, travels }: Allocation, { instructions }: Block): number[] {
  const open = new Set(Array.from({ length: size }, (_, offset) => offset));
  const write = (offset: number, bytes: number): void => {
    for (let at = offset; at < offset + bytes; at++) open.delete(at);
  };
  const here = travels.uses.filter(({ block }) => block === next).map(({ at }) => at);
  for (const at of here.sort((a, b) => a - b)) {
    const known = (position: Position): boolean => position.block === next && position.at === at;
    const copy = travels.copies.find(known);
    const access = instructions[at]?.kind === 'store' ? travels.accesses.find(known) : undefined;
    if (copy) write(copy.offset, copy.size);
    else if (access?.offset !== undefined) write(access.offset, access.size);
    else break;
  }
  return [...new Set([...open].map((offset) => offset - (offset % wordSize)))];
}

/** Finds places for the allocations of one function. */
export class Mover {
  private repeated: ReadonlySet<BlockId> | undefined;

  constructor(
    private readonly target: FlowFunction,
    private readonly isEntry: boolean,
    private readonly graph: Graph,
    /** By address, the number of the constant there. */
    private readonly rodata: ReadonlyMap<Value, number>,
  ) {}

  /**
   * Where the memory may lie instead, if its address is nowhere after the function has ended. What the entry takes once
   * stays: there the heap costs least, as its top is mostly known.
   */
  placeOf(allocation: Allocation): Place | undefined {
    const { size, home, next, travels } = allocation;
    const { escapes, writes, copies, joins } = travels;
    const isBehind = this.behind(allocation);
    if (escapes || !travels.uses.every(({ block }) => isBehind(block))) return undefined;
    const [copy] = copies;
    if (copy && copies.length === 1 && !writes && isFirst(copy, allocation)) {
      const rodata = this.rodata.get(copy.from);
      if (rodata !== undefined) return { kind: 'rodata', rodata, copy };
    }
    if (size > mostFrameBytes) return undefined;
    this.repeated ??= repeatedBlocks(this.target);
    const repeats = this.repeated.has(home);
    if (this.isEntry && !repeats) return undefined;
    // A join that the allocation does not dominate could still hold the address of an earlier round.
    if (repeats && !joins.every(isBehind)) return undefined;
    const zeros = unwritten(allocation, this.target.blocks[next]!);
    if (zeros.length <= mostZeros) return { kind: 'slot', zeros };
    return repeats ? { kind: 'slot', zeros: 'all' } : undefined;
  }

  /** Tells of the blocks that the memory is there for whether control came to them from the call, by `next`. */
  private behind({ home, next, failed }: Allocation): (block: BlockId) => boolean {
    const { graph } = this;
    if (this.target.blocks[failed]!.terminator.kind === 'fail')
      return (block) => block !== home && dominates(graph, home, block);
    return (block) => graph.predecessors[next]!.length === 1 && dominates(graph, next, block);
  }
}
