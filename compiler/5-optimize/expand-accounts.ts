// Replaces `account` by a walk over the serialized accounts, as far as the way here has not walked already.
//
// The walk needs the lengths as the runtime serialized them: who resizes an account writes its data_len field but moves
// no entry. Positions found before anything is resized stay good. Where walks come later the program notes all lengths
// just before it may first resize, in a field that the runtime leaves to it (Agave: original_data_len).
import type {
  Block,
  BlockId,
  Comparison,
  Edge,
  FlowFunction,
  FlowInstruction,
  FlowProgram,
  Size,
  Terminator,
  Value,
} from '../../grammar/flow.js';
import * as make from '../../grammar/flow/make.js';
import { graphOf, walkDominators, type Graph } from '../../grammar/flow/dominators.js';
import { input, inputStart } from '../../grammar/memory.js';
import { programErrorCode } from '../../grammar/program-errors.js';
import type { Span } from '../../grammar/source.js';
import { accountAddress } from './account-address.js';
import { Constants } from './constants.js';
import { followReplacements, mapEdges, renameFunction, replaceBlock } from './rewrite.js';
import { notingCall, placeNotes } from './place-notes.js';
import { findResizing, type Lateness, type Resizing } from './resizing.js';
import { removeUnreachableBlocks } from './unreachable-blocks.js';

/** Bytes of an account entry besides its data rounded up to a multiple of 8. */
const entryOverhead = input.account.data + input.growth + input.rentEpochSize;
/** Loads reach 32767 bytes; beyond this distance the base moves on, so that data behind it can still be reached. */
const farthestOffset = 24_000;
/** A walk of more steps than this is left to the general function. */
const longestWalk = 12;

/** A place at a constant distance from a value. */
interface Location {
  readonly base: Value;
  readonly offset: number;
}

/** What the way from the entry has found out; lists grow by copying, since other ways share them. */
interface Walked {
  /** Entries 0..n as they stand in the input. */
  readonly positions: readonly Location[];
  /** The same entries with duplicates resolved; one shorter than the positions or as long. */
  readonly accounts: readonly Location[];
  /** The account count is known to be greater than this index. */
  readonly highest: number;
}

class Expander {
  /** Results that are made of the lengths that the program notes. */
  readonly fromNotes = new Set<Value>();
  private late = false;
  private readonly constants: Constants;
  private readonly replacements = new Map<Value, Value>();
  private readonly walkedAtEnd = new Map<BlockId, Walked>();
  private current: { readonly id: BlockId; readonly instructions: FlowInstruction[] };
  private span: Span;

  constructor(
    private readonly target: FlowFunction,
    private readonly isEntry: boolean,
    /** The number of the function that finds any account's address; asked for only when one is needed. */
    private readonly general: (late: boolean) => number,
    private readonly resizing: Resizing,
    private readonly lateness: Lateness,
  ) {
    this.constants = new Constants(target);
    this.current = { id: 0, instructions: [] };
    this.span = target.blocks[0]!.terminator.span;
  }

  private emit(make: (result: Value) => FlowInstruction): Value {
    const result = this.target.values++;
    this.current.instructions.push(make(result));
    return result;
  }

  private load(size: Size, { base, offset }: Location, field: number, invariant = true): Value {
    const place = { address: base, offset: offset + field, invariant, span: this.span };
    return this.emit((result) => make.load({ result, size, ...place }));
  }

  private binary(operator: 'add' | 'and', left: Value, right: bigint | Value): Value {
    const other = typeof right === 'bigint' ? this.constants.valueOf(right, this.span) : right;
    const { span } = this;
    return this.emit((result) => make.binary({ operator, result, left, right: other, span }));
  }

  private newBlock(parameters: Value[], cold: boolean): BlockId {
    const block: Block = {
      parameters,
      instructions: [],
      cold,
      terminator: make.unreachable({ span: this.span }),
    };
    return this.target.blocks.push(block) - 1;
  }

  /** Ends the block under construction and goes on in `next`. */
  private close(terminator: Terminator, next: BlockId): void {
    replaceBlock(this.target, this.current.id, { instructions: this.current.instructions, terminator });
    this.current = { id: next, instructions: [] };
  }

  private branch(comparison: Comparison, left: Value, right: Value, then: Edge, otherwise: Edge): Terminator {
    return make.branch({ comparison, left, right, then, otherwise, span: this.span });
  }

  private get isCold(): boolean {
    return this.target.blocks[this.current.id]!.cold;
  }

  /** An edge to a block of its own that fails; merge-failures shares the blocks once their places are noted. */
  private failing(code: bigint, reason: string): Edge {
    const block = this.newBlock([], true);
    const value = this.constants.valueOf(code, this.span);
    replaceBlock(this.target, block, { terminator: make.fail({ code: value, reason, span: this.span }) });
    return make.edge(block);
  }

  private start(): Walked {
    const base = this.isEntry ? this.target.parameters[0]! : this.constants.valueOf(inputStart, this.span);
    const first = { base, offset: input.firstAccount };
    // The first account repeats no other.
    return { positions: [first], accounts: [first], highest: -1 };
  }

  private inputBase(walked: Walked): Location {
    return { base: walked.positions[0]!.base, offset: 0 };
  }

  /** Fails unless the account count is above `index`. */
  private requireCount(walked: Walked, index: Value): void {
    const count = this.load(8, this.inputBase(walked), 0);
    const next = this.newBlock([], this.isCold);
    const good = make.edge(next);
    const short = this.failing(programErrorCode('NotEnoughAccountKeys'), 'not enough accounts');
    this.close(this.branch('ugt', count, index, good, short), next);
  }

  /** The length of the data of the entry at `here` as it stands in the input. */
  private lengthOf(here: Location): Value {
    const { originalDataLength, dataLength } = input.account;
    if (!this.late) return this.load(8, here, dataLength);
    const noted = this.load(4, here, originalDataLength, false);
    this.fromNotes.add(noted);
    return noted;
  }

  /** The position behind the entry at `here`, which is no duplicate. */
  private behind(here: Location): Location {
    const length = this.lengthOf(here);
    const roundedUp = this.binary(
      'and',
      this.binary('add', length, BigInt(input.alignment - 1)),
      -BigInt(input.alignment),
    );
    const base = this.binary('add', here.base, roundedUp);
    const offset = here.offset + entryOverhead;
    if (offset <= farthestOffset) return { base, offset };
    return { base: this.binary('add', base, BigInt(offset)), offset: 0 };
  }

  private callGeneral(index: Value): Value {
    const callee = this.general(this.late);
    const { span } = this;
    const result = this.target.values++;
    if (this.late) this.fromNotes.add(result);
    this.current.instructions.push(make.call({ callee, arguments: [index], results: [result], span }));
    return result;
  }

  /**
   * Resolves the last known position. The two ways join with the account's address and the next position, each less
   * its offset on the usual way, so that there the offsets go into the loads that follow and cost nothing.
   */
  private step(walked: Walked): Walked {
    const index = walked.accounts.length;
    const here = walked.positions[index]!;
    if (index === 0) return walked;
    const [account, following] = [this.target.values++, this.target.values++];
    const marker = this.load(1, here, input.account.marker);
    const usual = this.newBlock([], this.isCold);
    const repeated = this.newBlock([], true);
    const join = this.newBlock([account, following], this.isCold);
    const unique = this.constants.valueOf(BigInt(input.unique), this.span);
    this.close(this.branch('eq', marker, unique, make.edge(usual), make.edge(repeated)), usual);
    const next = this.behind(here);
    this.close(make.jump({ target: make.edge(join, [here.base, next.base]), span: this.span }), repeated);
    const first = walked.accounts[0]!;
    const original =
      index === 1 ? this.binary('add', first.base, BigInt(first.offset)) : this.callGeneral(marker);
    const accountBase = this.binary('add', original, -BigInt(here.offset));
    const nextBase = this.binary('add', here.base, BigInt(here.offset + input.duplicateSize - next.offset));
    this.close(make.jump({ target: make.edge(join, [accountBase, nextBase]), span: this.span }), join);
    return {
      ...walked,
      accounts: [...walked.accounts, { base: account, offset: here.offset }],
      positions: [...walked.positions, { base: following, offset: next.offset }],
    };
  }

  /** The highest constant index that accounts of this block need before anything else happens that shows. */
  private neededTogether(instructions: readonly FlowInstruction[], from: number): number {
    let highest = -1;
    for (const instruction of instructions.slice(from)) {
      if (instruction.kind === 'store' || instruction.kind === 'call' || instruction.kind === 'syscall')
        break;
      if (instruction.kind === 'binary' && (instruction.operator === 'div' || instruction.operator === 'rem'))
        break;
      if (instruction.kind !== 'account') continue;
      const bits = this.constants.bitsOf(instruction.index);
      if (bits === undefined || bits > 255n) break;
      highest = Math.max(highest, Number(bits));
    }
    return highest;
  }

  /** Fails if the entry at a known position repeats another; from here on it is known to repeat none. */
  private refuseDuplicate(walked: Walked, index: number, code: bigint): Walked {
    const here = walked.positions[index]!;
    if (walked.accounts[index] === here) return walked;
    const marker = this.load(1, here, input.account.marker);
    const unique = this.constants.valueOf(BigInt(input.unique), this.span);
    const next = this.newBlock([], this.isCold);
    const repeated = this.failing(code, 'the instruction names the account twice');
    this.close(this.branch('eq', marker, unique, make.edge(next), repeated), next);
    return {
      ...walked,
      accounts: walked.accounts.slice(0, index).concat(here, walked.accounts.slice(index + 1)),
    };
  }

  private expand(
    walked: Walked,
    index: Value,
    unique: bigint | undefined,
    together: number,
  ): { walked: Walked; address: Value } {
    const bits = this.constants.bitsOf(index);
    if (bits === undefined || bits > 255n) {
      this.requireCount(walked, index);
      return { walked, address: this.callGeneral(index) };
    }
    const wanted = Number(bits);
    let known = walked;
    if (wanted > known.highest) {
      const highest = Math.max(wanted, together);
      this.requireCount(known, this.constants.valueOf(BigInt(highest), this.span));
      known = { ...known, highest };
    }
    if (unique === undefined && wanted - known.accounts.length >= longestWalk)
      return { walked: known, address: this.callGeneral(index) };
    known = this.walkTo(known, wanted, unique);
    if (unique !== undefined) known = this.refuseDuplicate(known, wanted, unique);
    const { base, offset } = known.accounts[wanted]!;
    return { walked: known, address: this.binary('add', base, BigInt(offset)) };
  }

  /** Walks on to an entry that is there. */
  private walkTo(walked: Walked, wanted: number, unique: bigint | undefined): Walked {
    let known = walked;
    while (known.accounts.length <= wanted) {
      const next = known.accounts.length;
      if (known.positions.length === next)
        known = { ...known, positions: [...known.positions, this.behind(known.positions.at(-1)!)] };
      else
        known =
          unique !== undefined && next === wanted
            ? this.refuseDuplicate(known, next, unique)
            : this.step(known);
    }
    return known;
  }

  /**
   * Walks to an entry that is needed once lengths may have changed, if there is one; whether there is, is checked where
   * it is needed.
   */
  private walkAhead(walked: Walked, wanted: number): Walked {
    const count = this.load(8, this.inputBase(walked), 0);
    const [walking, lacking] = [this.newBlock([], this.isCold), this.newBlock([], true)];
    const last = this.constants.valueOf(BigInt(wanted), this.span);
    this.close(this.branch('ugt', count, last, make.edge(walking), make.edge(lacking)), walking);
    const { accounts, positions } = this.walkTo(walked, wanted, undefined);
    const found = [...accounts.slice(walked.accounts.length), ...positions.slice(walked.positions.length)];
    const parameters = found.map(() => this.target.values++);
    const join = this.newBlock(parameters, this.isCold);
    const jump = (values: readonly Value[]): Terminator =>
      make.jump({ target: make.edge(join, values), span: this.span });
    this.close(jump(found.map(({ base }) => base)), lacking);
    const nowhere = this.constants.valueOf(0n, this.span);
    this.close(jump(found.map(() => nowhere)), join);
    const joined = found.map(({ offset }, index) => ({ base: parameters[index]!, offset }));
    const added = accounts.length - walked.accounts.length;
    return {
      ...walked,
      accounts: [...walked.accounts, ...joined.slice(0, added)],
      positions: [...walked.positions, ...joined.slice(added)],
    };
  }

  /** The highest constant index of the accounts among instructions, -1 if there is none. */
  private highestIn(instructions: readonly FlowInstruction[]): number {
    const indices = instructions.map((instruction) => {
      const bits = instruction.kind === 'account' ? this.constants.bitsOf(instruction.index) : undefined;
      return bits !== undefined && bits <= 255n ? Number(bits) : -1;
    });
    return Math.max(-1, ...indices);
  }

  /** For each block the highest constant index in the blocks that only it leads to. */
  private highestBelow(graph: Graph): readonly number[] {
    const below = this.target.blocks.map(() => -1);
    for (const block of graph.order.toReversed()) {
      if (block === 0) continue;
      const parent = graph.dominator[block]!;
      const own = this.highestIn(this.target.blocks[block]!.instructions);
      below[parent] = Math.max(below[parent]!, below[block]!, own);
    }
    return below;
  }

  private expandBlock(id: BlockId, start: Walked, below: number): void {
    let walked = start;
    const { instructions, terminator } = this.target.blocks[id]!;
    this.current = { id, instructions: [] };
    this.late = this.lateness.isLate(id);
    instructions.forEach((instruction, i) => {
      if (instruction.kind !== 'account') {
        if (!this.late && this.lateness.resizes(instruction)) {
          this.span = instruction.span;
          const ahead = Math.max(below, this.highestIn(instructions.slice(i)));
          const steps = ahead - walked.accounts.length;
          if (steps >= 0 && steps < longestWalk) walked = this.walkAhead(walked, ahead);
          this.current.instructions.push(notingCall(this.span));
          this.late = true;
        } else if (!this.late && instruction.kind === 'call' && this.resizing.entersLate(instruction.callee))
          this.current.instructions.push(notingCall(instruction.span));
        this.current.instructions.push(instruction);
        return;
      }
      this.span = instruction.span;
      const { index, unique, repeated = programErrorCode('AccountBorrowFailed') } = instruction;
      const together = this.neededTogether(instructions, i);
      const expanded = this.expand(walked, index, unique ? repeated : undefined, together);
      this.replacements.set(instruction.result, expanded.address);
      ({ walked } = expanded);
    });
    this.close(this.late ? terminator : this.notingBefore(terminator), this.current.id);
    this.walkedAtEnd.set(id, walked);
  }

  /** The terminator of a block up to which nothing is resized: on edges to where something may have been, lengths are noted. */
  private notingBefore(terminator: Terminator): Terminator {
    this.span = terminator.span;
    return mapEdges(terminator, (edge) => {
      if (!this.lateness.isLate(edge.block)) return edge;
      const { span } = this;
      const block = this.newBlock([], this.target.blocks[edge.block]!.cold);
      replaceBlock(this.target, block, {
        instructions: [notingCall(span)],
        terminator: make.jump({ target: edge, span }),
      });
      return make.edge(block);
    });
  }

  run(): void {
    const graph = graphOf(this.target);
    const below = this.highestBelow(graph);
    walkDominators(graph, (id) => {
      const above = id === 0 ? undefined : this.walkedAtEnd.get(graph.dominator[id]!);
      this.expandBlock(id, above ?? this.start(), below[id]!);
    });
    this.constants.finish();
    renameFunction(this.target, followReplacements(this.replacements));
  }
}

/** Whether an `account` instruction is left in the function. */
export function hasAccounts(target: FlowFunction): boolean {
  return target.blocks.some(({ instructions }) => instructions.some(({ kind }) => kind === 'account'));
}

/** Whether the expansion of a function has anything to do: accounts to find, or lengths to note for others. */
function concerns({ blocks }: FlowFunction, { entersLate }: Resizing, { resizes }: Lateness): boolean {
  return blocks.some(({ instructions }) =>
    instructions.some(
      (one) => one.kind === 'account' || resizes(one) || (one.kind === 'call' && entersLate(one.callee)),
    ),
  );
}

export function expandAccounts(program: FlowProgram): boolean {
  const { functions } = program;
  if (!functions.some(hasAccounts)) return false;
  functions.forEach((target) => hasAccounts(target) && removeUnreachableBlocks(target));
  const resizing = findResizing(program);
  const { span } = functions[0]!.blocks[0]!.terminator;
  const general: { early?: number; late?: number } = {};
  const reserve = (late: boolean): number =>
    (general[late ? 'late' : 'early'] ??= functions.push(accountAddress(span, late)) - 1);
  const fromNotes = [...functions].map((target, index): ReadonlySet<Value> => {
    const lateness = resizing.latenessOf(index);
    const expander = new Expander(target, index === 0, reserve, resizing, lateness);
    if (concerns(target, resizing, lateness)) expander.run();
    return expander.fromNotes;
  });
  placeNotes(program, fromNotes, resizing.entersLate);
  return true;
}
