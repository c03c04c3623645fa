// Graph: one function of a program as basic blocks, in reverse postorder, with their dominators and unit checks.
import type { Decoded } from './decode.js';
import { kinds } from './decode.js';
import { rows } from './decode.js';

/** How a block ends. */
export const ends = {
  /** Goes on in the only successor. */
  go: 0,
  /** Goes to the first successor if the last instruction says so, else to the second. */
  branch: 1,
  call: 2,
  syscall: 3,
  callx: 4,
  exit: 5,
  /** Goes on in another function, in the same frame. */
  tail: 6,
  /** Stops where the block ends: a fault follows. */
  trap: 7,
} as const;

/** A class, so that its fields are quick to read. */
export class Block {
  /** The number of the block, its place in reverse postorder. */
  id = -1;
  readonly next: Block[] = [];
  readonly previous: Block[] = [];
  /** The closest block that all ways to this one lead through; the entry has none. */
  dominator: Block | undefined = undefined;
  /** The blocks that it is the dominator of, in order. */
  readonly dominated: Block[] = [];
  /** Whether several ways that do not lead back meet here. */
  merges = false;
  /** Whether a way leads back here. */
  isLoop = false;
  /** Units that must be left to come in: what the longest way to the next such check takes; 0: no check. */
  check = 0;
  /** The registers whose values matter where it begins and where it ends. */
  liveIn = 0;
  liveOut = 0;

  constructor(
    /** The first pc, and the one after its last instruction. For `tail` the entry of the other function, twice. */
    readonly start: number,
    readonly end: number,
    /** One of `ends`. */
    readonly ending: number,
    /** The pc of the last instruction, if the block has any. */
    readonly last: number,
    /** Units its instructions take. */
    readonly units: number,
    /** The registers whose values its instructions need, and those they write. */
    readonly reads: number,
    readonly writes: number,
  ) {}
}

export interface FunctionGraph {
  readonly entry: number;
  readonly blocks: readonly Block[];
  /** Whether every loop has one entrance, so that blocks and loops of WebAssembly can tell its ways. */
  readonly reducible: boolean;
}

/** A way without a check takes no more units than this, if blocks are not longer. */
const checkInterval = 256;

/** Finds the instructions that jumps can reach from `entry`; the entries of other functions are borders. */
export class GraphBuilder {
  readonly #marks: Int32Array;
  readonly #blocks: (Block | undefined)[];
  #stamp = 0;

  constructor(readonly decoded: Decoded) {
    this.#marks = new Int32Array(decoded.length);
    this.#blocks = new Array<Block | undefined>(decoded.length + 1);
  }

  build(entry: number): FunctionGraph {
    const starts = this.#findStarts(entry);
    const blocks = this.#cut(entry, starts);
    for (const pc of starts) this.#blocks[pc] = undefined;
    const ordered = order(blocks[0]!);
    for (const block of ordered) for (const next of block.next) next.previous.push(block);
    const reducible = findDominators(ordered);
    placeChecks(ordered);
    return { entry, blocks: ordered, reducible };
  }

  #isBorder(pc: number, entry: number): boolean {
    return pc !== entry && this.decoded.entry[pc] === 1;
  }

  /** The pcs where blocks begin, ascending. */
  #findStarts(entry: number): number[] {
    const { kind, target, length } = this.decoded;
    const marks = this.#marks;
    const visited = ++this.#stamp * 2;
    const leader = visited + 1;
    const starts: number[] = [];
    const open = [entry];
    const lead = (pc: number): void => {
      if (pc < 0 || pc >= length || marks[pc] === leader || this.#isBorder(pc, entry)) return;
      if (marks[pc] !== visited) open.push(pc);
      marks[pc] = leader;
      starts.push(pc);
    };
    marks[entry] = leader;
    starts.push(entry);
    while (open.length > 0) {
      let pc = open.pop()!;
      for (let first = true; pc < length; first = false) {
        if (!first) {
          if (marks[pc]! >= visited || this.#isBorder(pc, entry)) break;
          marks[pc] = visited;
        }
        const what = kind[pc]!;
        if (what === kinds.jump || what === kinds.branch) lead(target[pc]!);
        if (what === kinds.branch || (what >= kinds.call && what <= kinds.callx)) lead(this.#after(pc));
        if (what >= kinds.jump || what === kinds.trap) break;
        pc = this.#after(pc);
      }
    }
    return starts.sort((one, other) => one - other);
  }

  #after(pc: number): number {
    return (
      pc + (rows[this.decoded.row[pc]!]!.shape === 'lddw' && this.decoded.kind[pc] === kinds.plain ? 2 : 1)
    );
  }

  #cut(entry: number, starts: readonly number[]): Block[] {
    const blocks = starts.map((start) => {
      const block = this.#scan(start, entry);
      this.#blocks[start] = block;
      return block;
    });
    for (const block of blocks) this.#link(block, entry);
    return [this.#blocks[entry]!];
  }

  /** The block from `start` on, without its successors. */
  #scan(start: number, entry: number): Block {
    const { kind, reads, writes, length } = this.decoded;
    const leader = this.#stamp * 2 + 1;
    let [pc, last, units, read, written] = [start, start, 0, 0, 0];
    let ending: number = ends.go;
    for (;;) {
      if (pc >= length || kind[pc] === kinds.trap) {
        ending = ends.trap;
        break;
      }
      if (pc !== start && (this.#marks[pc] === leader || this.#isBorder(pc, entry))) break;
      last = pc;
      units++;
      read |= reads[pc]! & ~written;
      written |= writes[pc]!;
      const what = kind[pc]!;
      pc = this.#after(pc);
      if (what >= kinds.jump) {
        ending = endOf[what]!;
        break;
      }
    }
    return new Block(start, pc, ending, last, units, read, written);
  }

  #link(block: Block, entry: number): void {
    const { target } = this.decoded;
    const { end, last, ending, next } = block;
    const go = (pc: number): void => {
      next.push(this.#blockAt(pc, entry));
    };
    if (ending === ends.branch) go(target[last]!);
    if (ending === ends.go && block.units > 0 && this.decoded.kind[last] === kinds.jump) go(target[last]!);
    else if (ending <= ends.callx) go(end);
  }

  #blockAt(pc: number, entry: number): Block {
    const { length } = this.decoded;
    const outside = pc < 0 || pc >= length;
    if (!outside && !this.#isBorder(pc, entry)) return this.#blocks[pc]!;
    const ending = outside ? ends.trap : ends.tail;
    return new Block(pc, pc, ending, pc, 0, 0, 0);
  }
}

const endOf: Readonly<Record<number, number>> = {
  [kinds.jump]: ends.go,
  [kinds.branch]: ends.branch,
  [kinds.call]: ends.call,
  [kinds.syscall]: ends.syscall,
  [kinds.callx]: ends.callx,
  [kinds.exit]: ends.exit,
};

/** Numbers the blocks in reverse postorder, without recursion: functions may be long. */
function order(entry: Block): Block[] {
  const postorder: Block[] = [];
  const path: { readonly block: Block; at: number }[] = [{ block: entry, at: 0 }];
  entry.id = 0;
  while (path.length > 0) {
    const top = path[path.length - 1]!;
    const following = top.block.next[top.at++];
    if (following === undefined) {
      postorder.push(top.block);
      path.pop();
    } else if (following.id < 0) {
      following.id = 0;
      path.push({ block: following, at: 0 });
    }
  }
  postorder.reverse();
  postorder.forEach((block, id) => (block.id = id));
  return postorder;
}

/** Source: Cooper, Harvey, Kennedy, A Simple, Fast Dominance Algorithm. Tells whether the graph is reducible. */
function findDominators(blocks: readonly Block[]): boolean {
  const [entry] = blocks;
  for (let changed = true; changed;) {
    changed = false;
    for (const block of blocks) {
      if (block === entry) continue;
      let found: Block | undefined;
      for (const previous of block.previous) {
        if (previous !== entry && previous.dominator === undefined) continue;
        found = found === undefined ? previous : nearest(found, previous);
      }
      if (found !== block.dominator) {
        block.dominator = found;
        changed = true;
      }
    }
  }
  let reducible = true;
  for (const block of blocks) {
    block.dominator?.dominated.push(block);
    let forward = 0;
    for (const previous of block.previous) {
      if (previous.id < block.id) forward++;
      else {
        block.isLoop = true;
        reducible &&= dominates(block, previous);
      }
    }
    block.merges = forward > 1;
  }
  return reducible;
}

function nearest(one: Block, other: Block): Block {
  let [left, right] = [one, other];
  while (left !== right) {
    while (left.id > right.id) left = left.dominator!;
    while (right.id > left.id) right = right.dominator!;
  }
  return left;
}

function dominates(block: Block, other: Block): boolean {
  let at: Block | undefined = other;
  while (at !== undefined && at.id > block.id) at = at.dominator;
  return at === block;
}

/**
 * Every way around a loop, and every way on after a call, leads through a check. Between checks units are only
 * subtracted: a check asks for as many as the longest way to the next one takes.
 */
function placeChecks(blocks: readonly Block[]): void {
  const needs = new Int32Array(blocks.length);
  const afterCalls = new Set<Block>();
  for (const { ending, next } of blocks)
    if (ending >= ends.call && ending <= ends.callx) for (const block of next) afterCalls.add(block);
  for (let id = blocks.length - 1; id >= 0; id--) {
    const block = blocks[id]!;
    let rest = 0;
    for (const next of block.next) if (next.id > id) rest = Math.max(rest, needs[next.id]!);
    const need = block.units + rest;
    const checked = id === 0 || block.isLoop || afterCalls.has(block) || need > checkInterval;
    if (checked) block.check = need;
    needs[id] = checked ? 0 : need;
  }
}
