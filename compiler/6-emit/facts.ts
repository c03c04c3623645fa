// Facts: what instruction selection wants to know of a Flow function: definitions, use counts, known values, widths.
import { operandsOf, type FlowFunction, type FlowInstruction, type Value } from '../../grammar/flow.js';
import { analyseGraph, type Graph } from './graph.js';
import type { Known } from './machine.js';
import type { Tables } from './tables.js';

/** Addresses that are settled before code is: of constants and of the slots in the frame. */
export interface Addresses {
  readonly rodata: readonly bigint[];
  /** By slot, from r10. */
  readonly slots: readonly number[];
}

export const asSigned = (value: bigint): bigint => BigInt.asIntN(64, value);
export const fitsImmediate = (value: bigint): boolean => value === BigInt.asIntN(32, value);
export const fitsOffset = (offset: number): boolean => offset >= -0x8000 && offset <= 0x7fff;

export class Facts {
  readonly graph: Graph;
  readonly definitions: (FlowInstruction | undefined)[];
  readonly definedIn: Int32Array;
  readonly uses: Int32Array;
  /** Uses as the address of a load or store. */
  private readonly addressUses: Int32Array;
  /** The least and the greatest offset of those accesses, and zero. */
  private readonly leastOffsets: Float64Array;
  private readonly greatestOffsets: Float64Array;
  private readonly knowns: (Known | undefined)[];

  constructor(
    readonly flow: FlowFunction,
    private readonly addresses: Addresses,
    tables: Tables,
  ) {
    this.graph = analyseGraph(flow.blocks, tables);
    this.definitions = new Array<undefined>(flow.values).fill(undefined);
    this.knowns = new Array<undefined>(flow.values).fill(undefined);
    this.definedIn = tables.integers(flow.values);
    this.uses = tables.integers(flow.values);
    this.addressUses = tables.integers(flow.values);
    this.leastOffsets = tables.numbers(flow.values);
    this.greatestOffsets = tables.numbers(flow.values);
    for (const block of this.graph.order) this.collect(block);
  }

  private collect(index: number): void {
    const block = this.flow.blocks[index]!;
    for (const parameter of block.parameters) this.definedIn[parameter] = index;
    for (const instruction of block.instructions) {
      this.countOperands(instruction);
      if (instruction.kind === 'store') continue;
      if (instruction.kind === 'call')
        for (const result of instruction.results) this.define(result, instruction, index);
      else this.define(instruction.result, instruction, index);
    }
    const { terminator } = block;
    switch (terminator.kind) {
      case 'branch':
        this.uses[terminator.left]!++;
        this.uses[terminator.right]!++;
        this.countAll(terminator.then.arguments);
        return this.countAll(terminator.otherwise.arguments);
      case 'jump':
        return this.countAll(terminator.target.arguments);
      case 'return':
        return this.countAll(terminator.values);
      case 'fail':
        this.uses[terminator.code]!++;
    }
  }

  private countAll(values: readonly Value[]): void {
    for (const value of values) this.uses[value]!++;
  }

  private define(result: Value, instruction: FlowInstruction, block: number): void {
    this.definitions[result] = instruction;
    this.definedIn[result] = block;
    this.knowns[result] = this.knownOf(instruction);
  }

  private countOperands(instruction: FlowInstruction): void {
    const { uses } = this;
    switch (instruction.kind) {
      case 'constant':
      case 'slot':
      case 'address':
        return;
      case 'binary':
      case 'compare':
        uses[instruction.left]!++;
        uses[instruction.right]!++;
        return;
      case 'store':
        uses[instruction.value]!++;
        return this.countAccess(instruction);
      case 'load':
        return this.countAccess(instruction);
      default:
        this.countAll(operandsOf(instruction));
    }
  }

  private countAccess({ address, offset }: Extract<FlowInstruction, { kind: 'load' | 'store' }>): void {
    this.uses[address]!++;
    this.addressUses[address]!++;
    if (offset < this.leastOffsets[address]!) this.leastOffsets[address] = offset;
    if (offset > this.greatestOffsets[address]!) this.greatestOffsets[address] = offset;
  }

  private knownOf(instruction: FlowInstruction): Known | undefined {
    switch (instruction.kind) {
      case 'constant':
        return instruction;
      case 'address':
        return { kind: 'constant', value: this.addresses.rodata[instruction.rodata]! };
      case 'slot':
        return { kind: 'frame', offset: this.addresses.slots[instruction.slot]! };
      case 'syscall':
        return instruction.zero ? { kind: 'constant', value: 0n } : undefined;
      case 'binary': {
        const addend = this.addendOf(instruction);
        const base = addend && this.knowns[addend.value];
        if (base?.kind !== 'frame') return undefined;
        const offset = base.offset + Number(addend!.constant);
        return Math.abs(offset) < 0x4000_0000 ? { kind: 'frame', offset } : undefined;
      }
      default:
        return undefined;
    }
  }

  known(value: Value): Known | undefined {
    return this.knowns[value];
  }

  /** The unsigned constant a value is. */
  constant(value: Value): bigint | undefined {
    const known = this.knowns[value];
    return known?.kind === 'constant' ? known.value : undefined;
  }

  /** The signed constant an instruction adds, and to what; none if it does not add one. */
  addendOf(instruction: FlowInstruction): { value: Value; constant: bigint } | undefined {
    if (instruction.kind !== 'binary') return undefined;
    const { operator, left, right } = instruction;
    const added = this.constant(right);
    if (operator === 'sub' && added !== undefined) return { value: left, constant: -asSigned(added) };
    if (operator !== 'add') return undefined;
    if (added !== undefined) return { value: left, constant: asSigned(added) };
    const other = this.constant(left);
    return other === undefined ? undefined : { value: right, constant: asSigned(other) };
  }

  /** Whether a value is nothing but an address, so that an addend can move into the offsets of its accesses. */
  isOnlyAddress(value: Value): boolean {
    return this.uses[value] === this.addressUses[value];
  }

  /**
   * For an address inside a stack slot that is computed, `index + slot`: the index, and the slot's offset from r10.
   * If r10 itself is added to the index, the offset can move into the accesses.
   */
  indexedSlot(value: Value): { index: Value; offset: number } | undefined {
    const definition = this.definitions[value];
    if (definition?.kind !== 'binary' || definition.operator !== 'add' || !this.isOnlyAddress(value))
      return undefined;
    const [left, right] = [this.knowns[definition.left], this.knowns[definition.right]];
    const slot = left ?? right;
    if (slot?.kind !== 'frame' || (left && right)) return undefined;
    if (!fitsOffset(slot.offset + this.leastOffsets[value]!)) return undefined;
    if (!fitsOffset(slot.offset + this.greatestOffsets[value]!)) return undefined;
    return { index: left ? definition.right : definition.left, offset: slot.offset };
  }

  /** An upper bound of the bits a value needs, by a short look back. */
  bitsOf(value: Value, reach = 4): number {
    const constant = this.constant(value);
    if (constant !== undefined) return constant.toString(2).length;
    const definition = this.definitions[value];
    if (!definition || reach === 0) return 64;
    if (definition.kind === 'load') return definition.size * 8;
    if (definition.kind === 'compare') return 1;
    if (definition.kind === 'extend' && !definition.signed)
      return Math.min(definition.bits, this.bitsOf(definition.operand, reach - 1));
    if (definition.kind !== 'binary') return 64;
    const left = (): number => this.bitsOf(definition.left, reach - 1);
    const right = (): number => this.bitsOf(definition.right, reach - 1);
    switch (definition.operator) {
      case 'and':
        return Math.min(left(), right());
      case 'or':
      case 'xor':
        return Math.max(left(), right());
      case 'lshr': {
        const amount = this.constant(definition.right);
        return amount === undefined ? left() : Math.max(1, left() - Number(amount & 63n));
      }
      case 'div':
        return left();
      default:
        return 64;
    }
  }
}
