// Builds Flow: emits instructions into blocks and turns assigned variables into SSA values as it goes.
import { programErrorCode, type ProgramErrorName } from '../grammar/program-errors.js';
import type {
  BinaryOperator,
  Block,
  BlockId,
  Comparison,
  Edge,
  FlowFunction,
  FlowInstruction,
  Size,
  Terminator,
  Value,
} from '../grammar/flow.js';
import { edgesOf, handedOn } from '../grammar/flow.js';
import * as make from '../grammar/flow/make.js';
import type { Span } from '../grammar/source.js';
import type { FlowModule } from './flow-module.js';

/** How many joins above one are looked at before it gets a parameter. */
const deepestLook = 6;

type OpenEdge = Edge & { block: BlockId; arguments: Value[] };

interface OpenBlock {
  readonly parameters: Value[];
  readonly instructions: FlowInstruction[];
  terminator: Terminator | undefined;
  readonly cold: boolean;
  /** The edges that lead here and the blocks they leave. */
  readonly incoming: { readonly from: BlockId; readonly edge: OpenEdge }[];
  /** All edges that will ever lead here are known. */
  sealed: boolean;
  /** Parameters made for cells before the block was sealed. */
  waiting: Cell[] | undefined;
}

/** A variable that may be written many times; reads give the value that reaches them. */
export interface Cell {
  /** What it holds at the end of blocks, as far as that is known. */
  readonly held: Map<BlockId, Value>;
}

interface Pending {
  readonly block: BlockId;
  readonly cell: Cell;
}

/** `count` things, each made by `make`. */
function several<Thing>(count: number, make: () => Thing): readonly Thing[] {
  const things: Thing[] = [];
  for (let i = 0; i < count; i++) things.push(make());
  return things;
}

export interface FunctionShape {
  readonly name: string;
  readonly span: Span;
  readonly results: number;
  /** Whether this is the program's entry point, whose second parameter is the address of the instruction data. */
  readonly entry: boolean;
  /** Whether it takes memory from the heap; see `FlowFunction`. */
  readonly allocates?: true;
}

/** Builds one function. SSA construction after Braun et al. (2013), "Simple and Efficient Construction of SSA Form". */
export class FlowBuilder {
  /** The source place that the next instructions come from. */
  span: Span;
  private readonly blocks: OpenBlock[] = [];
  private readonly slots: number[] = [];
  private nextSlot = 0;
  /** Cold blocks by the reason and the code, if it is their own, of the failure; anew for each attempt. */
  private failures = new Map<string, Map<bigint | undefined, BlockId>>();
  private caught: { readonly block: BlockId; readonly value: Value }[] = [];
  private handler: { readonly block: BlockId; readonly code: Cell } | undefined;
  private position: BlockId;
  private values = 0;
  /** By value, what it is if it is a constant. */
  private readonly constants: (bigint | undefined)[] = [];

  constructor(
    readonly module: FlowModule,
    private readonly shape: FunctionShape,
  ) {
    this.span = shape.span;
    this.position = this.block();
    this.seal(this.position);
  }

  value(): Value {
    return this.values++;
  }

  /** `count` new values. */
  newValues(count: number): readonly Value[] {
    return several(count, () => this.value());
  }

  /** A new block, not sealed; `cold` for paths that end in failure. */
  block(cold = false): BlockId {
    const made: OpenBlock = {
      parameters: [],
      instructions: [],
      terminator: undefined,
      cold,
      incoming: [],
      sealed: false,
      waiting: undefined,
    };
    return this.blocks.push(made) - 1;
  }

  /** Adds a parameter to a block; every jump to the block passes it, in order, before any cell's. */
  parameter(block: BlockId): Value {
    const value = this.value();
    this.blocks[block]!.parameters.push(value);
    return value;
  }

  /** Adds `count` parameters to a block. */
  parameters(block: BlockId, count: number): readonly Value[] {
    return several(count, () => this.parameter(block));
  }

  /** Continues in `block`. */
  enter(block: BlockId): void {
    this.position = block;
  }

  /** Seals and continues in `block`. */
  enterSealed(block: BlockId): void {
    this.seal(block);
    this.enter(block);
  }

  /** Whether control can come to the current place. */
  get reachable(): boolean {
    const here = this.blocks[this.position]!;
    return here.terminator === undefined && (this.position === 0 || here.incoming.length > 0);
  }

  /** Whether the current place may be come to more than once: it is in a function, or in a loop. */
  get repeats(): boolean {
    const isOpenLoop = ({ sealed, terminator, cold }: OpenBlock): boolean => !sealed && !cold && !!terminator;
    return !this.shape.entry || this.blocks.some(isOpenLoop);
  }

  // Instructions

  constant(given: bigint | number): Value {
    const result = this.value();
    const value = BigInt.asUintN(64, BigInt(given));
    this.constants[result] = value;
    return this.define(make.constant({ result, value, span: this.span }));
  }

  binary(operator: BinaryOperator, left: Value, right: Value): Value {
    return this.define(make.binary({ operator, result: this.value(), left, right, span: this.span }));
  }

  /** `left operator constant`. */
  binaryWith(operator: BinaryOperator, left: Value, right: bigint | number): Value {
    return this.binary(operator, left, this.constant(right));
  }

  compare(comparison: Comparison, left: Value, right: Value): Value {
    return this.define(make.compare({ comparison, result: this.value(), left, right, span: this.span }));
  }

  extend(operand: Value, bits: 8 | 16 | 32, signed: boolean): Value {
    return this.define(make.extend({ result: this.value(), operand, bits, signed, span: this.span }));
  }

  load(size: Size, address: Value, offset = 0, invariant = false): Value {
    return this.define(
      make.load({ result: this.value(), size, address, offset, invariant, span: this.span }),
    );
  }

  store(size: Size, address: Value, offset: number, value: Value): void {
    this.emit(make.store({ size, address, offset, value, span: this.span }));
  }

  /** How much of the frame is taken, for `reuseFrame`. */
  frameRoom(): number {
    return this.nextSlot;
  }

  /** Slots that follow take the room of those made since the frame had this much taken. */
  reuseFrame(room: number): void {
    this.nextSlot = room;
  }

  /** A stack slot of `bytes` bytes. */
  slot(bytes: number): Value {
    const slot = this.nextSlot++;
    this.slots[slot] = Math.max(this.slots[slot] ?? 0, bytes);
    return this.define(make.slot({ result: this.value(), slot, span: this.span }));
  }

  /** The address of constant bytes. */
  address(bytes: Uint8Array): Value {
    const rodata = this.module.constantBytes(bytes);
    return this.define(make.address({ result: this.value(), rodata, span: this.span }));
  }

  /** The address of a serialized account entry; see the `account` instruction of Flow. */
  account(index: Value, unique = false, repeated?: bigint): Value {
    const refusal = repeated === undefined ? undefined : this.module.errorCode(repeated);
    return this.define(
      make.account({ result: this.value(), index, unique, repeated: refusal, span: this.span }),
    );
  }

  /** The address of the instruction data (SIMD-0321: r2 at entry). */
  instructionData(): Value {
    if (this.shape.entry) return 1;
    return this.load(8, this.constant(this.module.instructionDataGlobal()), 0, true);
  }

  syscall(name: string, args: readonly Value[], zero = false): Value {
    return this.define(make.syscall({ name, arguments: args, result: this.value(), zero, span: this.span }));
  }

  /** Calls a function; if it fails, this function fails with the same code. `reason` is what a person is told. */
  call(callee: number, args: readonly Value[], results: number, reason = handedOn): readonly Value[] {
    const values = this.newValues(results + 1);
    this.emit(make.call({ callee, arguments: args, results: values, span: this.span }));
    const status = values[results]!;
    const failed = this.failure(reason, undefined, () => this.parameter(this.blocks.length - 1));
    this.leaveIf('ne', status, this.constant(0), failed, [values[0]!]);
    return values.slice(0, results);
  }

  // Control

  jump(target: BlockId, args: readonly Value[] = []): void {
    this.finishBlock(make.jump({ target: make.edge(target, [...args]), span: this.span }));
  }

  branch(comparison: Comparison, left: Value, right: Value, then: BlockId, otherwise: BlockId): void {
    this.finishBlock(
      make.branch({
        comparison,
        left,
        right,
        then: make.edge(then, []),
        otherwise: make.edge(otherwise, []),
        span: this.span,
      }),
    );
  }

  /** Builds `body` for each index below `count`, then goes on at `after`. */
  countTo(count: Value, after: BlockId, body: (index: Value) => void): void {
    const index = this.cell();
    const header = this.block();
    const inside = this.block();
    this.write(index, this.constant(0));
    this.jump(header);
    this.enter(header);
    this.branch('ult', this.read(index), count, inside, after);
    this.enterSealed(inside);
    body(this.read(index));
    this.write(index, this.binaryWith('add', this.read(index), 1));
    this.jump(header);
    this.seal(header);
  }

  return(values: readonly Value[]): void {
    this.finishBlock(make.return({ values, span: this.span }));
  }

  /** Ends the program with r0 = code; inside an attempt, goes on with its handler. */
  fail(code: Value, reason: string): void {
    if (this.handler) {
      this.write(this.handler.code, code);
      this.jump(this.handler.block);
      return;
    }
    this.finishBlock(make.fail({ code, reason, span: this.span }));
  }

  /** Builds `work` so that its failures go on at `block` with the error code in `code`. */
  attempt(block: BlockId, code: Cell, work: () => void): void {
    const { handler, failures, caught } = this;
    this.handler = { block, code };
    this.failures = new Map();
    this.caught = [];
    work();
    for (const failure of this.caught) {
      this.enterSealed(failure.block);
      this.fail(failure.value, '');
    }
    this.handler = handler;
    this.failures = failures;
    this.caught = caught;
  }

  unreachable(): void {
    this.finishBlock(make.unreachable({ span: this.span }));
  }

  /** Fails with a builtin program error if the comparison holds. `reason` is what a person is told. */
  failIf(comparison: Comparison, left: Value, right: Value, error: ProgramErrorName, reason: string): void {
    this.failWithIf(comparison, left, right, programErrorCode(error), reason);
  }

  /** Fails if the comparison holds, with r0 = code or what the program declares in its place. */
  failWithIf(comparison: Comparison, left: Value, right: Value, given: bigint, reason: string): void {
    if (comparison === 'eq' && this.areDifferent(left, right)) return;
    const code = this.module.errorCode(given);
    const failed = this.failure(reason, code, () => this.constant(code));
    this.leaveIf(comparison, left, right, failed, []);
  }

  /** Goes to a failure, in this place, if the comparison holds. */
  private leaveIf(
    comparison: Comparison,
    left: Value,
    right: Value,
    failed: BlockId,
    args: readonly Value[],
  ): void {
    const after = this.block();
    const then = make.edge(failed, args, this.span);
    const otherwise = make.edge(after, []);
    this.finishBlock(make.branch({ comparison, left, right, then, otherwise, span: this.span }));
    this.enterSealed(after);
  }

  private areDifferent(left: Value, right: Value): boolean {
    const [one, other] = [this.constants[left], this.constants[right]];
    return one !== undefined && other !== undefined && one !== other;
  }

  /** The cold block, one per reason and code, that fails with the code `make` gives. */
  private failure(reason: string, code: bigint | undefined, make: () => Value): BlockId {
    let byCode = this.failures.get(reason);
    if (!byCode) this.failures.set(reason, (byCode = new Map()));
    const known = byCode.get(code);
    if (known !== undefined) return known;
    const block = this.block(true);
    byCode.set(code, block);
    const here = this.position;
    this.enter(block);
    const value = make();
    // No edge leads here yet, so what follows a failure that is caught is built when all do.
    if (this.handler) this.caught.push({ block, value });
    else this.fail(value, reason);
    this.enter(here);
    return block;
  }

  // Variables

  cell(): Cell {
    return { held: new Map() };
  }

  /** `count` new cells. */
  cells(count: number): readonly Cell[] {
    return several(count, () => this.cell());
  }

  write(cell: Cell, value: Value): void {
    cell.held.set(this.position, value);
  }

  read(cell: Cell): Value {
    const known = cell.held.get(this.position);
    if (known !== undefined) return known;
    const pending: Pending[] = [];
    const value = this.reach(cell, this.position, pending);
    this.complete(pending);
    return value;
  }

  /** Declares that every edge to `block` exists. */
  seal(block: BlockId): void {
    const target = this.blocks[block]!;
    if (target.sealed) return;
    target.sealed = true;
    if (target.waiting) this.complete(target.waiting.map((cell) => ({ block, cell })));
  }

  /** Finds the value of a cell at the end of `block`; parameters it makes are left in `pending` to complete. */
  private reach(cell: Cell, block: BlockId, pending: Pending[]): Value {
    const passed: BlockId[] = [];
    let at = block;
    let value = cell.held.get(at);
    while (value === undefined) {
      passed.push(at);
      const { sealed, incoming } = this.blocks[at]!;
      if (sealed && incoming.length === 1) value = cell.held.get((at = incoming[0]!.from));
      else value = this.arriving(cell, at, pending);
    }
    for (const id of passed) cell.held.set(id, value);
    return value;
  }

  /** The value that a cell has where several ways lead to a block, or none, or not all are known. */
  private arriving(cell: Cell, block: BlockId, pending: Pending[]): Value {
    const here = this.blocks[block]!;
    if (here.sealed && here.incoming.length === 0) return this.undefinedIn(here);
    const same = here.sealed ? this.sameOnAllWays(cell, here) : undefined;
    if (same !== undefined) return same;
    if (here.sealed) pending.push({ block, cell });
    else (here.waiting ??= []).push(cell);
    return this.parameter(block);
  }

  /** The value that a cell has at the end of all blocks that lead here, if that is easily seen to be one. */
  private sameOnAllWays(cell: Cell, { incoming }: OpenBlock, depth = deepestLook): Value | undefined {
    let found: Value | undefined;
    for (const { from } of incoming) {
      const value = this.known(cell, from, depth);
      if (value === undefined || (found !== undefined && value !== found)) return undefined;
      found = value;
    }
    return found;
  }

  /** The value of a cell at the end of a block, if no parameter need be made for it. */
  private known(cell: Cell, block: BlockId, depth: number): Value | undefined {
    let at = block;
    let here = this.blocks[at]!;
    let value = cell.held.get(at);
    while (value === undefined && here.sealed && here.incoming.length === 1) {
      at = here.incoming[0]!.from;
      here = this.blocks[at]!;
      value = cell.held.get(at);
    }
    if (value !== undefined || !here.sealed || here.incoming.length === 0 || depth === 0) return value;
    value = this.sameOnAllWays(cell, here, depth - 1);
    if (value !== undefined) cell.held.set(at, value);
    return value;
  }

  /** Where no definition reaches (only in code that never runs) any value does. */
  private undefinedIn(block: OpenBlock): Value {
    const result = this.value();
    block.instructions.unshift(make.constant({ result, value: 0n, span: this.span }));
    return result;
  }

  private complete(pending: Pending[]): void {
    // The list grows while it is walked; in this order each edge gets its arguments one after the other.
    for (const next of pending) {
      for (const { from, edge } of this.blocks[next.block]!.incoming) {
        edge.arguments.push(this.reach(next.cell, from, pending));
      }
    }
  }

  // Inside

  private define(instruction: FlowInstruction & { readonly result: Value }): Value {
    this.emit(instruction);
    return instruction.result;
  }

  private emit(instruction: FlowInstruction): void {
    if (this.blocks[this.position]!.terminator) this.enterSealed(this.block());
    this.blocks[this.position]!.instructions.push(instruction);
  }

  private finishBlock(terminator: Terminator): void {
    if (this.blocks[this.position]!.terminator) this.enterSealed(this.block());
    // Edges that leave code control never comes to lead nowhere: what follows them is not reached either.
    const { reachable } = this;
    this.blocks[this.position]!.terminator = terminator;
    if (!reachable) return;
    for (const edge of edgesOf(terminator)) {
      this.blocks[edge.block]!.incoming.push({ from: this.position, edge: edge as OpenEdge });
    }
  }

  /** Closes the function, dropping blocks that control never reaches. */
  finish(parameters: readonly Value[]): FlowFunction {
    const numbers = this.reachableNumbers();
    const blocks: Block[] = [];
    this.blocks.forEach(({ parameters: own, instructions, terminator, cold }, id) => {
      if (numbers[id] === unreached) return;
      const closed = terminator ?? make.unreachable({ span: this.span });
      for (const edge of edgesOf(closed)) (edge as OpenEdge).block = numbers[edge.block]!;
      blocks.push({ parameters: own, instructions, terminator: closed, cold });
    });
    return {
      name: this.shape.name,
      span: this.shape.span,
      parameters,
      results: this.shape.results,
      fallible: !this.shape.entry && blocks.some((block) => block.terminator.kind === 'fail'),
      blocks,
      slots: this.slots,
      allocates: this.shape.allocates ?? false,
      values: this.values,
      kept: undefined,
    };
  }

  /** By block, its number among those that control reaches. */
  private reachableNumbers(): Int32Array {
    const numbers = new Int32Array(this.blocks.length).fill(unreached);
    const open: BlockId[] = [0];
    numbers[0] = 0;
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      const { terminator } = this.blocks[id]!;
      if (!terminator) continue;
      for (const { block } of edgesOf(terminator)) {
        if (numbers[block] !== unreached) continue;
        numbers[block] = 0;
        open.push(block);
      }
    }
    let next = 0;
    for (let id = 0; id < numbers.length; id++) if (numbers[id] !== unreached) numbers[id] = next++;
    return numbers;
  }
}

const unreached = -1;
