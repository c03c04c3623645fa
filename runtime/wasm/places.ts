// Places: what is known of the addresses in registers, so that accesses side by side are checked once.
import type { Decoded } from './decode.js';
import { kinds, rows, wideConstant } from './decode.js';
import type { Block } from './graph.js';
import { ends } from './graph.js';
import { framePointer, passedBack, registerCount } from './registers.js';

/** A range of memory that was found to lie in one region, told from the value some register had. */
export interface Fact {
  /** The local that holds where in linear memory the range begins. */
  readonly local: number;
  /** The range, as offsets from the value. */
  readonly low: number;
  readonly high: number;
  readonly writable: boolean;
}

/** One load or store: its address is what `origin` stands for plus `offset`. */
export interface AccessSite {
  readonly pc: number;
  readonly origin: number;
  readonly offset: number;
  readonly size: number;
  readonly write: boolean;
}

/** All accesses of a block through one value. */
export interface Hull {
  low: number;
  high: number;
  write: boolean;
}

/** What registers hold at some point: each a value, named by a number, plus an offset. */
export interface Knowledge {
  readonly origins: Int32Array;
  readonly offsets: Int32Array;
  readonly facts: Map<number, Fact>;
  /** Locals of facts in use. */
  locals: number;
}

/** The value of the frame pointer, where that is known. */
export const frameOrigin = 0;

/** The regions that values probably point to: the high half of the address plus 1, or 0 for no idea. */
export type Hint = number;
const stackHint: Hint = 3;

const greatestOffset = 2 ** 20;
/** Ways longer than this are not looked through for what they change. */
const searchLimit = 400;
/** These keep a pointer in its region. */
const adjusting: ReadonlySet<string> = new Set(['and64', 'or64', 'add64', 'sub64']);

export class Places {
  /** By origin. */
  readonly #hints: Hint[] = [stackHint];
  readonly #ends = new Map<Block, Knowledge>();
  readonly #seen: Int32Array;
  #stamp = 0;
  /** The most locals in use at one time. */
  locals = 0;

  /** `framed`: whether r10 is known; `entryHints`: what callers put into registers. */
  constructor(
    readonly decoded: Decoded,
    readonly blockCount: number,
    readonly framed: boolean,
    readonly entryHints: Uint8Array,
  ) {
    this.#seen = new Int32Array(blockCount);
  }

  hintOf(origin: number): Hint {
    return this.#hints[origin]!;
  }

  #fresh(hint: Hint): number {
    return this.#hints.push(hint) - 1;
  }

  /** What is known where a block begins; the blocks before it in order must have ended. */
  enter(block: Block): Knowledge {
    const { dominator } = block;
    const known = dominator && this.#ends.get(dominator);
    if (known === undefined) {
      const origins = Int32Array.from({ length: registerCount }, (_, register) =>
        this.framed && register === framePointer ? frameOrigin : this.#fresh(this.entryHints[register]!),
      );
      return { origins, offsets: new Int32Array(registerCount), facts: new Map(), locals: 0 };
    }
    const knowledge = {
      origins: known.origins.slice(),
      offsets: known.offsets.slice(),
      facts: new Map<number, Fact>(),
      locals: known.locals,
    };
    const changed = this.#changedBetween(dominator!, block);
    for (let register = 0; register < registerCount; register++) {
      if (!((changed >> register) & 1)) continue;
      knowledge.origins[register] = this.#fresh(this.#joinedHint(block, register));
      knowledge.offsets[register] = 0;
    }
    if (known.facts.size > 0)
      for (const origin of knowledge.origins) {
        const fact = known.facts.get(origin);
        if (fact !== undefined) knowledge.facts.set(origin, fact);
      }
    return knowledge;
  }

  /** What the ways that lead here agree on; ways that know nothing do not disagree. */
  #joinedHint(block: Block, register: number): Hint {
    let hint: Hint = 0;
    for (const previous of block.previous) {
      const end = this.#ends.get(previous);
      const found = end === undefined ? 0 : this.#hints[end.origins[register]!]!;
      if (found === 0) continue;
      if (hint !== 0 && hint !== found) return 0;
      hint = found;
    }
    return hint;
  }

  /** The registers that some way from the end of `dominator` to the start of `block` changes. */
  #changedBetween(dominator: Block, block: Block): number {
    let changed = 0;
    const stamp = ++this.#stamp;
    const open = block.previous.filter((previous) => previous !== dominator);
    let count = 0;
    for (const one of open) this.#seen[one.id] = stamp;
    while (open.length > 0) {
      const at = open.pop()!;
      if (++count > searchLimit) return (1 << registerCount) - 1;
      changed |= at.writes | clobbered(at);
      for (const previous of at.previous) {
        if (previous === dominator || this.#seen[previous.id] === stamp) continue;
        this.#seen[previous.id] = stamp;
        open.push(previous);
      }
    }
    return changed;
  }

  /** Follows the instructions of a block; gives its accesses, in order, and what they have in common. */
  follow(block: Block, knowledge: Knowledge): { accesses: AccessSite[]; hulls: Map<number, Hull> } {
    const { kind, row, dst, src, offset } = this.decoded;
    const accesses: AccessSite[] = [];
    const hulls = new Map<number, Hull>();
    for (let pc = block.start, count = 0; count < block.units; count++) {
      const what = kind[pc]!;
      const { shape, width, mnemonic } = rows[row[pc]!]!;
      if (what === kinds.load || what === kinds.store) {
        const base = what === kinds.load ? src[pc]! : dst[pc]!;
        const origin = knowledge.origins[base]!;
        const at = knowledge.offsets[base]! + offset[pc]!;
        const site = { pc, origin, offset: at, size: width / 8, write: what === kinds.store };
        accesses.push(site);
        widen(hulls, site);
      }
      if (what === kinds.load) this.#assign(knowledge, dst[pc]!, this.#fresh(0), 0);
      else if (what === kinds.plain) this.#compute(knowledge, pc, mnemonic, shape);
      pc += shape === 'lddw' ? 2 : 1;
    }
    return { accesses, hulls };
  }

  /** Takes note of what is known where a block ends. */
  leave(block: Block, knowledge: Knowledge): void {
    const lost = clobbered(block);
    for (let register = 0; register < registerCount; register++)
      if ((lost >> register) & 1) this.#assign(knowledge, register, this.#fresh(0), 0);
    this.locals = Math.max(this.locals, knowledge.locals);
    this.#ends.set(block, knowledge);
  }

  #assign({ origins, offsets }: Knowledge, register: number, origin: number, offset: number): void {
    origins[register] = origin;
    offsets[register] = offset;
  }

  #compute(knowledge: Knowledge, pc: number, mnemonic: string, shape: string): void {
    const { dst, src, immediate, executable } = this.decoded;
    const { origins, offsets } = knowledge;
    const to = dst[pc]!;
    const from = src[pc]!;
    const constant = shape === 'dst-imm';
    const hint = this.#hints[origins[to]!]!;
    if (mnemonic === 'mov64' && !constant) this.#assign(knowledge, to, origins[from]!, offsets[from]!);
    else if (constant && (mnemonic === 'add64' || (mnemonic === 'sub64' && executable.version !== 2))) {
      const moved = offsets[to]! + (mnemonic === 'add64' ? immediate[pc]! : -immediate[pc]!);
      if (Math.abs(moved) <= greatestOffset) offsets[to] = moved;
      else this.#assign(knowledge, to, this.#fresh(hint), 0);
    } else if (shape === 'lddw')
      this.#assign(knowledge, to, this.#fresh(this.#hintOfConstant(wideConstant(this.decoded, pc))), 0);
    else if (adjusting.has(mnemonic))
      this.#assign(knowledge, to, this.#fresh(hint || (constant ? 0 : this.#hints[origins[from]!]!)), 0);
    else this.#assign(knowledge, to, this.#fresh(0), 0);
  }

  #hintOfConstant(value: bigint): Hint {
    const high = Number(value >> 32n);
    if (high > 4) return 0;
    const { address, bytes } = this.decoded.executable.rodata;
    if (high === 0) return address === 0n && value < BigInt(bytes.length) ? 1 : 0;
    return high + 1;
  }
}

/** The registers that the end of a block leaves unknown. */
function clobbered({ ending }: Block): number {
  if (ending === ends.call || ending === ends.callx) return passedBack;
  return ending === ends.syscall ? 1 : 0;
}

function widen(hulls: Map<number, Hull>, { origin, offset, size, write }: AccessSite): void {
  const hull = hulls.get(origin);
  if (hull === undefined) {
    hulls.set(origin, { low: offset, high: offset + size, write });
    return;
  }
  hull.low = Math.min(hull.low, offset);
  hull.high = Math.max(hull.high, offset + size);
  hull.write ||= write;
}
