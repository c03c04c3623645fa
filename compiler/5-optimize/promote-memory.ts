// Turns memory into values where it is only read and written at known places; moves what else need not lie on the heap.
import {
  resultsOf,
  type Block,
  type BlockId,
  type FlowFunction,
  type FlowInstruction,
  type FlowProgram,
  type Size,
  type Value,
} from '../../grammar/flow.js';
import * as make from '../../grammar/flow/make.js';
import { dominates, graphOf, type Graph } from '../../grammar/flow/dominators.js';
import { defaultHeapSize } from '../../grammar/memory.js';
import type { Span } from '../../grammar/source.js';
import { Constants } from './constants.js';
import { Holdings } from './holdings.js';
import { mostFrameBytes, Mover, type Allocation, type Place } from './move-allocations.js';
import { Pointers, Treatments, type Copy, type Ignored, type Position } from './pointer-uses.js';
import { repairValues, type Definitions } from './repair-values.js';
import { replaceBlock } from './rewrite.js';
import { removeUnreachableBlocks } from './unreachable-blocks.js';

type Call = Allocation['call'];

/** A slot, or memory that a call takes from the heap. */
type MemoryObject = Pick<Allocation, 'size' | 'home' | 'travels'>;

/** Bytes that are always read and written together: from now on a value. */
interface Field {
  readonly size: Size;
  readonly home: BlockId;
  /** Stands for the value at the start of every block that asks for it, until they are told apart. */
  incoming: Value | undefined;
  /** The value at the end of each block that defines one. */
  readonly definitions: Map<BlockId, Value>;
}

/** What a copy of constants gives the fields that it covers. */
type Given = readonly (readonly [Field, bigint])[];

/** An object of more fields stays in memory, as most of its values would find no register. */
const mostFields = 32;

/** The fields of an object by their offsets, undefined if it has to stay in memory. */
function fieldsOf({ size, home, travels }: MemoryObject): Map<number, Field> | undefined {
  if (travels.escapes || travels.isNeeded) return undefined;
  const fields = new Map<number, Field>();
  for (const access of travels.accesses) {
    const offset = access.offset!;
    if (offset < 0 || offset + access.size > size) return undefined;
    const known = fields.get(offset);
    if (known && known.size !== access.size) return undefined;
    if (!known) fields.set(offset, { size: access.size, home, incoming: undefined, definitions: new Map() });
  }
  if (fields.size > mostFields) return undefined;
  let end = 0;
  for (const [offset, field] of [...fields].sort(([a], [b]) => a - b)) {
    if (offset < end) return undefined;
    end = offset + field.size;
  }
  return fields;
}

/** What a copy of `bytes` gives the fields; undefined if it covers a part of one. */
function givenBy(
  { offset, size }: Copy,
  bytes: Uint8Array | undefined,
  fields: ReadonlyMap<number, Field>,
): Given | undefined {
  if (!bytes || bytes.length < size) return undefined;
  const given: (readonly [Field, bigint])[] = [];
  for (const [at, field] of fields) {
    const start = at - offset;
    const end = start + field.size;
    if (end <= 0 || start >= size) continue;
    if (start < 0 || end > size) return undefined;
    given.push([
      field,
      bytes.subarray(start, end).reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n),
    ]);
  }
  return given;
}

/** The ways out of the block that makes a call, if it ends by asking whether the call failed. */
function waysAfter(
  { terminator }: Block,
  { results }: Call,
  constants: Constants,
): { readonly failed: BlockId; readonly next: BlockId } | undefined {
  if (terminator.kind !== 'branch' || terminator.left !== results[1]) return undefined;
  const { comparison, right, then, otherwise } = terminator;
  if (then.block === otherwise.block || constants.bitsOf(right) !== 0n) return undefined;
  if (comparison === 'ne') return { failed: then.block, next: otherwise.block };
  return comparison === 'eq' ? { failed: otherwise.block, next: then.block } : undefined;
}

/** Works on one function. */
class Promotion {
  private readonly constants: Constants;
  private readonly pointers: Pointers;
  private readonly graph: Graph;
  /** By address, the number of the constant there. */
  private readonly rodata = new Map<Value, number>();
  private readonly slots: MemoryObject[] = [];
  private readonly allocations: Allocation[] = [];
  private readonly holdings: Holdings;
  private frameBytes: number;
  /** By load or store. */
  private readonly accessed = new Map<FlowInstruction, Field>();
  private readonly given = new Map<FlowInstruction, Given>();
  /** By call, what is zero after it. */
  private readonly taken = new Map<FlowInstruction, readonly Field[]>();
  /** By call, the memory's address told in another way, with what it takes to clear it. */
  private readonly moved = new Map<FlowInstruction, readonly FlowInstruction[]>();
  private readonly ofSlots: Field[] = [];
  private readonly fields: Field[] = [];

  constructor(
    private readonly target: FlowFunction,
    private readonly program: FlowProgram,
    private readonly allocator: number,
    treatments: Treatments,
  ) {
    this.constants = new Constants(target);
    this.pointers = new Pointers(target, this.constants, treatments);
    this.graph = graphOf(target);
    this.holdings = new Holdings(this.pointers, this.graph);
    this.frameBytes = target.slots.reduce((sum, size) => sum + size, 0);
  }

  private findObjects(): void {
    const slots = this.target.slots.map((): Value[] => []);
    this.target.blocks.forEach(({ instructions }, home) => {
      for (const instruction of instructions) {
        if (instruction.kind === 'slot') slots[instruction.slot]!.push(instruction.result);
        else if (instruction.kind === 'address') this.rodata.set(instruction.result, instruction.rodata);
        else if (instruction.kind === 'call' && instruction.callee === this.allocator)
          this.findAllocation(instruction, home);
      }
    });
    slots.forEach((roots, slot) => {
      const object = { size: this.target.slots[slot]!, home: 0, travels: this.pointers.follow(roots) };
      this.slots.push(object);
      this.holdings.add(object, roots);
    });
  }

  private findAllocation(call: Call, home: BlockId): void {
    const ways = waysAfter(this.target.blocks[home]!, call, this.constants);
    const size = this.constants.bitsOf(call.arguments[0]!);
    if (!ways || size === undefined || size > defaultHeapSize) return;
    const { failed, next } = ways;
    // On the failing way the result is an error code.
    const isOnlyWay = this.graph.predecessors[failed]!.length === 1;
    const isPast = (block: BlockId): boolean => isOnlyWay && dominates(this.graph, failed, block);
    const roots = [call.results[0]!];
    const ignored: Ignored = { block: home, edge: failed, isPast };
    const travels = this.pointers.follow(roots, ignored);
    const allocation = { call, size: Number(size), home, next, failed, travels };
    this.allocations.push(allocation);
    this.holdings.add(allocation, roots, ignored);
  }

  /** Gives the parts of an object fields, if all that is done to it allows it. */
  private divide(object: MemoryObject): readonly Field[] | undefined {
    const { travels } = object;
    const fields = fieldsOf(object);
    if (!fields) return undefined;
    const bytesAt = (address: Value): Uint8Array | undefined =>
      this.program.rodata[this.rodata.get(address) ?? -1];
    const copies = travels.copies.map((copy) => givenBy(copy, bytesAt(copy.from), fields));
    if (!copies.every((given) => given !== undefined)) return undefined;
    for (const access of travels.accesses)
      this.accessed.set(this.instructionAt(access), fields.get(access.offset!)!);
    travels.copies.forEach((copy, i) => this.given.set(this.instructionAt(copy), copies[i]!));
    const all = [...fields.values()];
    this.fields.push(...all);
    return all;
  }

  private instructionAt({ block, at }: Position): FlowInstruction {
    return this.target.blocks[block]!.instructions[at]!;
  }

  private move({ call, size }: Allocation, place: Place): void {
    const { span } = call;
    const result = call.results[0]!;
    if (place.kind === 'rodata') {
      this.moved.set(call, [make.address({ result, rodata: place.rodata, span })]);
      this.given.set(this.instructionAt(place.copy), []);
      return;
    }
    if (this.frameBytes + size > mostFrameBytes) return;
    this.frameBytes += size;
    const slot = this.target.slots.push(Math.ceil(size / 8) * 8) - 1;
    const zero = this.constants.valueOf(0n, span);
    const store = (offset: number): FlowInstruction =>
      make.store({ size: 8, address: result, offset, value: zero, span });
    const clear = (): FlowInstruction =>
      make.syscall({
        name: 'sol_memset_',
        arguments: [result, zero, this.constants.valueOf(BigInt(size), span)],
        result: this.target.values++,
        zero: true,
        span,
      });
    const cleared = place.zeros === 'all' ? [clear()] : place.zeros.map(store);
    this.moved.set(call, [make.slot({ result, slot, span }), ...cleared]);
  }

  /** Another name for a value, by which to tell this definition of a field; `simplify` takes it away. */
  private copy(result: Value, value: Value, span: Span): FlowInstruction {
    const right = this.constants.valueOf(0n, span);
    return make.binary({ operator: 'add', result, left: value, right, span });
  }

  private rewrite(block: BlockId, cleared: readonly Field[]): void {
    const { instructions, terminator } = this.target.blocks[block]!;
    /** What the block has put into fields so far. */
    const current = new Map<Field, Value>();
    const put = (field: Field, bits: bigint, span: Span): void => {
      current.set(field, this.constants.valueOf(bits, span));
    };
    for (const field of cleared) put(field, 0n, terminator.span);
    let changed = false;
    const rewritten = instructions.flatMap((instruction): readonly FlowInstruction[] => {
      const { span } = instruction;
      const zero = (result: Value): FlowInstruction => make.constant({ result, value: 0n, span });
      const moved = this.moved.get(instruction);
      if (moved) {
        changed = true;
        return [...moved, ...resultsOf(instruction).slice(1).map(zero)];
      }
      const taken = this.taken.get(instruction);
      const given = this.given.get(instruction);
      const field = this.accessed.get(instruction);
      if (!taken && !given && !field) return [instruction];
      changed = true;
      for (const part of taken ?? []) put(part, 0n, span);
      for (const [part, bits] of given ?? []) put(part, bits, span);
      if (!field) return resultsOf(instruction).map(zero);
      if (instruction.kind === 'store') {
        const result = this.target.values++;
        const { value, size } = instruction;
        current.set(field, result);
        if (size === 8) return [this.copy(result, value, span)];
        const bits = (8 * size) as 8 | 16 | 32;
        return [make.extend({ result, operand: value, bits, signed: false, span })];
      }
      const value = current.get(field) ?? (field.incoming ??= this.target.values++);
      return resultsOf(instruction).map((result) => this.copy(result, value, span));
    });
    if (changed) replaceBlock(this.target, block, { instructions: rewritten });
    for (const [field, value] of current) field.definitions.set(block, value);
  }

  run(): boolean {
    this.findObjects();
    this.holdings.settle();
    for (const slot of this.slots) this.ofSlots.push(...(this.divide(slot) ?? []));
    const isEntry = this.target === this.program.functions[0];
    const mover = new Mover(this.target, isEntry, this.graph, this.rodata);
    for (const allocation of this.allocations) {
      const fields = this.divide(allocation);
      if (fields) {
        this.taken.set(allocation.call, fields);
        continue;
      }
      const place = mover.placeOf(allocation);
      if (place) this.move(allocation, place);
    }
    if (this.fields.length === 0 && this.taken.size === 0 && this.moved.size === 0) return false;
    for (let block = 0; block < this.target.blocks.length; block++)
      this.rewrite(block, block === 0 ? this.ofSlots : []);
    this.constants.finish();
    const homes = new Map<Value, BlockId>();
    const definitions = new Map<Value, Definitions>();
    for (const { incoming, home, definitions: defined } of this.fields) {
      if (incoming === undefined) continue;
      homes.set(incoming, home);
      definitions.set(incoming, defined);
    }
    repairValues(this.target, homes, definitions);
    return true;
  }
}

/** Afterwards taking memory from the heap is a function like any other. */
export function promoteMemory(program: FlowProgram): boolean {
  const { functions } = program;
  const allocator = functions.findIndex(({ allocates }) => allocates);
  const hasMemory = ({ slots, blocks }: FlowFunction): boolean =>
    slots.length > 0 ||
    (allocator >= 0 &&
      blocks.some(({ instructions }) =>
        instructions.some((instruction) => instruction.kind === 'call' && instruction.callee === allocator),
      ));
  const treatments = new Treatments(program);
  let changed = false;
  for (const target of functions) {
    if (!hasMemory(target)) continue;
    const removed = removeUnreachableBlocks(target);
    changed = new Promotion(target, program, allocator, treatments).run() || removed || changed;
  }
  if (allocator < 0) return changed;
  functions[allocator]!.allocates = false;
  return true;
}
