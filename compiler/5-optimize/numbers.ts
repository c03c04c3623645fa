// Finds computations whose result is at hand already: the same operation on the same values, or known memory.
import type {
  BinaryOperator,
  BlockId,
  Comparison,
  FlowFunction,
  FlowInstruction,
  FlowProgram,
  Load,
  Store,
  Value,
} from '../../grammar/flow.js';
import * as make from '../../grammar/flow/make.js';
import type { Graph } from '../../grammar/flow/dominators.js';
import { isCommutative, mirrored } from './arithmetic.js';
import { isLeaf, type Leaf } from './constants.js';
import { absoluteBase, MemoryContents, slotBase, type Bases } from './memory-contents.js';
import { regionNumber, Regions } from './regions.js';
import { visitOperands, visitValues } from './rewrite.js';
import { ScopedTable } from './scoped-table.js';

const operators: { readonly [Name in BinaryOperator]: number } = {
  add: 0,
  sub: 1,
  mul: 2,
  div: 3,
  rem: 4,
  and: 5,
  or: 6,
  xor: 7,
  shl: 8,
  lshr: 9,
  ashr: 10,
};
const comparisons: { readonly [Name in Comparison]: number } = {
  eq: 16,
  ne: 17,
  ult: 18,
  ule: 19,
  ugt: 20,
  uge: 21,
  slt: 22,
  sle: 23,
  sgt: 24,
  sge: 25,
  set: 26,
};
/** Kinds of keys besides those of operators and comparisons; bits or bytes are added. */
const extensions = { signed: 64, unsigned: 128 } as const;
const loads = 192;
const accounts = 256;

/** A search for writes gives up after so many blocks. */
const searchedBlocks = 64;

/** Holds what has been computed on the way down the dominator tree. All leaves are to stand in the entry block. */
export class Numbers implements Bases {
  private readonly table = new ScopedTable();
  private readonly results: Value[] = [];
  private readonly marks: number[] = [];
  private readonly memory = new MemoryContents(this);
  private readonly slotOf = new Map<Value, number>();
  private readonly addressOf = new Map<Value, number>();
  private readonly rodataBases = new Set<Value>();
  /** The slots that something besides loads and stores of the function can reach. */
  private readonly exposed = new Set<number>();
  /** By block, whether it writes memory. */
  private writes = new Uint8Array(64);
  private target!: FlowFunction;
  private regions: Regions | undefined;
  private graph!: Graph;

  constructor(
    private readonly program: FlowProgram,
    private readonly definitionOf: (value: Value) => FlowInstruction | undefined,
  ) {}

  /** Forgets everything, for the walk over a function. */
  begin(target: FlowFunction, graph: Graph): void {
    this.graph = graph;
    this.leaveAll();
    // To clear even what is empty makes a new table.
    for (const known of [this.slotOf, this.addressOf, this.rodataBases, this.exposed])
      if (known.size > 0) known.clear();
    for (const instruction of target.blocks[0]!.instructions) {
      if (!isLeaf(instruction)) break;
      this.learn(instruction);
    }
    if (this.slotOf.size > 0) this.findExposed(target);
    this.target = target;
    this.regions = undefined;
    const { length } = target.blocks;
    if (length > this.writes.length) this.writes = new Uint8Array(2 * length);
    for (let i = 0; i < length; i++) {
      this.writes[i] = 0;
      for (const { kind } of target.blocks[i]!.instructions)
        if (kind === 'store' || kind === 'call' || kind === 'syscall') this.writes[i] = 1;
    }
  }

  private learn(leaf: Leaf): void {
    if (leaf.kind === 'slot') this.slotOf.set(leaf.result, leaf.slot);
    else if (leaf.kind === 'address') this.rodataBases.add(leaf.result);
    else if (leaf.value < BigInt(Number.MAX_SAFE_INTEGER))
      this.addressOf.set(leaf.result, Number(leaf.value));
  }

  private findExposed(target: FlowFunction): void {
    const expose = (value: Value): void => {
      const slot = this.slotOf.get(value);
      if (slot !== undefined) this.exposed.add(slot);
    };
    for (const { instructions, terminator } of target.blocks) {
      for (const instruction of instructions) {
        if (instruction.kind === 'store') expose(instruction.value);
        else if (instruction.kind !== 'load') visitOperands(instruction, expose);
      }
      visitValues(terminator, expose);
    }
  }

  isPrivate(base: number): boolean {
    return base < absoluteBase ? !this.exposed.has(slotBase(0) - base) : this.rodataBases.has(base);
  }

  regionOf(base: number, offset: number): number {
    if (base < absoluteBase) return regionNumber('slot');
    const regions = (this.regions ??= new Regions(this.target, this.program, this.definitionOf));
    return regionNumber(base === absoluteBase ? regions.ofAddress(BigInt(offset)) : regions.of(base));
  }

  enter(block: BlockId): void {
    this.marks.push(this.table.size);
    this.memory.enter();
    if (!this.isUntouched(block)) this.memory.forgetAll();
  }

  leave(): void {
    this.table.rollback(this.marks.pop()!);
    this.memory.leave();
  }

  /** A walk that was broken off has left nothing. */
  private leaveAll(): void {
    while (this.marks.length > 0) this.leave();
  }

  /** Whether nothing is written on any way from a block's immediate dominator to the block, rounds of a loop included. */
  private isUntouched(block: BlockId): boolean {
    if (block === 0) return false;
    const { dominator, predecessors } = this.graph;
    const top = dominator[block]!;
    const before = predecessors[block]!;
    if (before.length === 1 && before[0] === top) return true;
    const seen = new Set<BlockId>([top]);
    const pending = [...before];
    for (let above = pending.pop(); above !== undefined; above = pending.pop()) {
      if (seen.has(above)) continue;
      seen.add(above);
      if (seen.size > searchedBlocks || this.writes[above] === 1) return false;
      for (const next of predecessors[above]!) pending.push(next);
    }
    return true;
  }

  private known(kind: number, first: number, second: number): Value | undefined {
    const entry = this.table.find(kind, first, second);
    return entry < 0 ? undefined : this.results[entry];
  }

  private note(kind: number, first: number, second: number, result: Value): void {
    this.results[this.table.add(kind, first, second)] = result;
  }

  /** The value that is the same, another instruction for it, the instruction itself, or nothing if it does nothing new. */
  number(instruction: FlowInstruction): Value | FlowInstruction | undefined {
    switch (instruction.kind) {
      case 'load':
        return this.load(instruction);
      case 'store':
        return this.store(instruction);
      case 'call':
        this.memory.forgetShared();
        return instruction;
      case 'syscall':
        this.memory.forgetForeign();
        return instruction;
      case 'binary': {
        const { operator, left, right } = instruction;
        const exchange = left > right && isCommutative(operator);
        const kind = operators[operator];
        return this.compute(kind, exchange ? right : left, exchange ? left : right, instruction);
      }
      case 'compare': {
        const { comparison, left, right } = instruction;
        if (left > right) return this.compute(comparisons[mirrored[comparison]], right, left, instruction);
        return this.compute(comparisons[comparison], left, right, instruction);
      }
      case 'extend': {
        const kind = (instruction.signed ? extensions.signed : extensions.unsigned) + instruction.bits;
        return this.compute(kind, instruction.operand, 0, instruction);
      }
      case 'account':
        return this.compute(accounts, instruction.index, instruction.unique ? 1 : 0, instruction);
      case 'constant':
      case 'slot':
      case 'address':
        return instruction;
    }
  }

  private compute(
    kind: number,
    first: number,
    second: number,
    instruction: FlowInstruction & { readonly result: Value },
  ): Value | FlowInstruction {
    const known = this.known(kind, first, second);
    if (known !== undefined) return known;
    this.note(kind, first, second, instruction.result);
    return instruction;
  }

  private baseOf(address: Value): number {
    const slot = this.slotOf.get(address);
    if (slot !== undefined) return slotBase(slot);
    return this.addressOf.has(address) ? absoluteBase : address;
  }

  private load(instruction: Load): Value | FlowInstruction | undefined {
    const { result, size, address, invariant, span } = instruction;
    const { memory } = this;
    const base = this.baseOf(address);
    const offset =
      base === absoluteBase ? this.addressOf.get(address)! + instruction.offset : instruction.offset;
    // Bytes that never change are the same since the first load of them, whatever was written meanwhile.
    const earlier = invariant ? this.known(loads + size, base, offset) : undefined;
    if (earlier !== undefined) return earlier;
    const entry = memory.find(base, offset);
    if (entry >= 0) {
      const isStored = memory.wasStored(entry);
      if (memory.sizeOf(entry) === size && (size === 8 || !isStored)) return memory.valueOf(entry);
      if (isStored && memory.sizeOf(entry) >= size && size < 8) {
        const bits = (8 * size) as 8 | 16 | 32;
        const operand = memory.valueOf(entry);
        return make.extend({ result, operand, bits, signed: false, span });
      }
    }
    this.note(loads + size, base, offset, result);
    if (entry < 0) memory.loaded(base, offset, size, result);
    return instruction;
  }

  private store(instruction: Store): FlowInstruction | undefined {
    const { size, address, value } = instruction;
    const { memory } = this;
    const base = this.baseOf(address);
    const offset =
      base === absoluteBase ? this.addressOf.get(address)! + instruction.offset : instruction.offset;
    const entry = memory.find(base, offset);
    if (entry >= 0 && memory.sizeOf(entry) === size && memory.valueOf(entry) === value) return undefined;
    memory.stored(base, offset, size, value);
    return instruction;
  }
}
