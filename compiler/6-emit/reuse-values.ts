// Value reuse: copies into a register that already holds the value disappear; costly constants come from registers;
// what is read comes from the first register that holds it, so that copies may become needless.
import { inputStart } from '../../grammar/memory.js';
import {
  allocatableRegisters,
  clobberedByCall,
  clobberedBySyscall,
  copyTo,
  framePointer,
  isRegister,
  type Known,
  type MachineFunction,
  type MachineInstruction,
  type MachineTerminator,
  type Operand,
  type Register,
  type Source,
} from './machine.js';
import { isWideConstant } from './encode.js';
import type { Tables } from './tables.js';

type Branch = Extract<MachineTerminator, { kind: 'branch' }>;

/** By machine register, the number of the value it holds; equal numbers, equal values. */
type State = number[];

/** Works on allocated code with sequenced copies. */
export function reuseValues(machine: MachineFunction, tables: Tables): void {
  const numbering = new Numbering(machine);
  const entries = new Entries(machine, numbering, tables);
  const state = initialState(machine, numbering);
  entries.settle(state);
  machine.blocks.forEach((block, index) => {
    if (!entries.isReached(index)) return;
    entries.load(index, state);
    const { instructions } = block;
    let kept: MachineInstruction[] | undefined;
    for (let i = 0; i < instructions.length; i++) {
      const instruction = instructions[i]!;
      const cheaper = reuse(instruction, state, numbering);
      const reused = cheaper && readFirst(cheaper, state);
      if (reused !== instruction) kept ??= instructions.slice(0, i);
      if (reused) kept?.push(reused);
      transfer(instruction, state, numbering, index, i);
    }
    if (kept) block.instructions = kept;
    if (block.terminator.kind === 'branch') block.terminator = branchFirst(block.terminator, state);
  });
}

/** The first register that holds what a register holds. */
const firstOf = (state: State, register: Register): Register =>
  register < allocatableRegisters ? state.indexOf(state[register]!) : register;

const firstOfOperand = (state: State, operand: Operand): Operand =>
  isRegister(operand) ? firstOf(state, operand) : operand;

/** The instruction reading from the first registers; those it also writes stay, and those of calls are laid down. */
function readFirst(instruction: MachineInstruction, state: State): MachineInstruction {
  const { kind, span } = instruction;
  switch (kind) {
    case 'copy': {
      const { to, from } = instruction;
      if (!isRegister(from)) return instruction;
      const first = firstOf(state, from);
      return first === from ? instruction : copyTo(to, first, span);
    }
    case 'operate': {
      const { operation, dst, operand } = instruction;
      if (operand === undefined) return instruction;
      const first = firstOfOperand(state, operand);
      return first === operand ? instruction : { kind, operation, dst, operand: first, span };
    }
    case 'narrow': {
      const { dst, src } = instruction;
      const first = firstOf(state, src);
      return first === src ? instruction : { kind, dst, src: first, span };
    }
    case 'load': {
      const { size, dst, base, offset } = instruction;
      const first = firstOf(state, base);
      return first === base ? instruction : { kind, size, dst, base: first, offset, span };
    }
    case 'store': {
      const { size, base, offset, value } = instruction;
      const first = firstOf(state, base);
      const firstValue = firstOfOperand(state, value);
      if (first === base && firstValue === value) return instruction;
      return { kind, size, base: first, offset, value: firstValue, span };
    }
    default:
      return instruction;
  }
}

function branchFirst(terminator: Branch, state: State): Branch {
  const { kind, test, then, otherwise, span, otherwiseSpan } = terminator;
  const { comparison, width, left, right } = test;
  const first = firstOf(state, left);
  const firstRight = firstOfOperand(state, right);
  if (first === left && firstRight === right) return terminator;
  const same = { comparison, width, left: first, right: firstRight };
  return { kind, test: same, then, otherwise, span, otherwiseSpan };
}

/**
 * Values are numbered by where they come from: by the constant, by the register at the start, by the place of the
 * instruction that makes them, by the block where several ways bring them together.
 */
class Numbering {
  private readonly constants = new Map<bigint, number>();
  private readonly immediates = new Map<number, number>();
  private readonly offsets = new Map<number, number>();
  /** By block, the number of its first instruction in the function. */
  private readonly firsts: number[] = [];
  private readonly merges: number;

  constructor({ blocks }: MachineFunction) {
    let count = 0;
    for (const { instructions } of blocks) {
      this.firsts.push(count);
      count += instructions.length;
    }
    // Behind the registers at the start and, for each place, a value and ten that are older.
    this.merges = allocatableRegisters + count * allocatableRegisters * (allocatableRegisters + 1);
  }

  ofStart(register: number): number {
    return register;
  }

  /** The newest value that instruction `place` of a block gave a register. */
  ofPlace(block: number, place: number, register: number): number {
    const values = (this.firsts[block]! + place) * allocatableRegisters + register;
    return allocatableRegisters + values * (allocatableRegisters + 1);
  }

  /** The value that the same place gave in an earlier round, where register `holder` keeps it. */
  ofOlder(newest: number, holder: number): number {
    return newest + 1 + holder;
  }

  ofMerge(block: number, register: number): number {
    return this.merges + block * allocatableRegisters + register;
  }

  /** Whether several ways bring the value into `block`. */
  isMergedIn(number: number, block: number): boolean {
    return number >= this.merges && Math.floor((number - this.merges) / allocatableRegisters) === block;
  }

  ofConstant(value: bigint): number {
    let number = this.constants.get(value);
    if (number === undefined) this.constants.set(value, (number = -2 * this.constants.size - 1));
    return number;
  }

  /** The number of an immediate, which stands for its value extended to 64 bits. */
  ofImmediate(immediate: number): number {
    let number = this.immediates.get(immediate);
    if (number === undefined) {
      number = this.ofConstant(BigInt.asUintN(64, BigInt(immediate)));
      this.immediates.set(immediate, number);
    }
    return number;
  }

  /** Known values have numbers below zero: constants odd ones, addresses in the frame even ones. */
  ofKnown(known: Known): number {
    return known.kind === 'constant' ? this.ofConstant(known.value) : this.ofFrame(known.offset);
  }

  private ofFrame(offset: number): number {
    let number = this.offsets.get(offset);
    if (number === undefined) this.offsets.set(offset, (number = -2 * this.offsets.size - 2));
    return number;
  }
}

/** Agave: the entry function starts with r1 the input, r2 the instruction data, the others zero. */
function initialState({ isEntry }: MachineFunction, numbering: Numbering): State {
  return Array.from({ length: allocatableRegisters }, (_, register) => {
    if (isEntry && register === 1) return numbering.ofConstant(inputStart);
    if (isEntry && register !== 2) return numbering.ofConstant(0n);
    return numbering.ofStart(register);
  });
}

/** The states at the start of the blocks, found to a fixed point. */
class Entries {
  /** By block and register. */
  private readonly numbers: Int32Array;
  private readonly reached: Int32Array;
  private readonly pending = [0];
  private readonly queued: Int32Array;

  constructor(
    private readonly machine: MachineFunction,
    private readonly numbering: Numbering,
    tables: Tables,
  ) {
    this.numbers = tables.integers(machine.blocks.length * allocatableRegisters);
    this.reached = tables.integers(machine.blocks.length);
    this.queued = tables.integers(machine.blocks.length);
  }

  isReached(block: number): boolean {
    return this.reached[block] === 1;
  }

  load(block: number, state: State): void {
    const start = block * allocatableRegisters;
    for (let register = 0; register < allocatableRegisters; register++)
      state[register] = this.numbers[start + register]!;
  }

  /** `state`: what the registers hold at the start; afterwards it has no meaning. */
  settle(state: State): void {
    const { blocks } = this.machine;
    this.meet(0, state);
    for (let at = 0; at < this.pending.length; at++) {
      const index = this.pending[at]!;
      this.queued[index] = 0;
      const { instructions, terminator } = blocks[index]!;
      this.load(index, state);
      for (let i = 0; i < instructions.length; i++)
        transfer(instructions[i]!, state, this.numbering, index, i);
      if (terminator.kind === 'jump') this.arrive(terminator.target, state);
      else if (terminator.kind === 'branch') this.leave(terminator, state);
    }
  }

  private leave({ then, otherwise, test }: Branch, state: State): void {
    if (then === otherwise) return this.arrive(then, state);
    const { comparison, width, left, right } = test;
    if (width === 32 || isRegister(right) || left >= allocatableRegisters) {
      this.arrive(then, state);
      return this.arrive(otherwise, state);
    }
    // A branch on equality with a constant tells the register's value on one side.
    const held = state[left]!;
    const equal = this.numbering.ofImmediate(right.immediate);
    state[left] = comparison === 'eq' ? equal : held;
    this.arrive(then, state);
    state[left] = comparison === 'ne' ? equal : held;
    this.arrive(otherwise, state);
  }

  private arrive(block: number, state: State): void {
    if (!this.meet(block, state) || this.queued[block]) return;
    this.queued[block] = 1;
    this.pending.push(block);
  }

  /**
   * Whether the state at the start of `block` changed. A number made by merging here, coming round a loop in another
   * register, is the value of the round before, so that register gets a number of its own.
   */
  private meet(block: number, arriving: State): boolean {
    const { numbers, numbering } = this;
    const start = block * allocatableRegisters;
    if (!this.reached[block]) {
      this.reached[block] = 1;
      numbers.set(arriving, start);
      return true;
    }
    let changed = false;
    for (let register = 0; register < allocatableRegisters; register++) {
      const number = arriving[register]!;
      const merged = numbering.ofMerge(block, register);
      const known = numbers[start + register]!;
      if (known === merged) continue;
      if (known === number && !numbering.isMergedIn(number, block)) continue;
      numbers[start + register] = merged;
      changed = true;
    }
    return changed;
  }
}

function transfer(
  instruction: MachineInstruction,
  state: State,
  numbering: Numbering,
  block: number,
  place: number,
): void {
  switch (instruction.kind) {
    case 'copy': {
      const { to, from } = instruction;
      if (!isRegister(to)) return;
      const number = numberOf(from, state, numbering);
      if (number === undefined) renew(to, state, numbering, block, place);
      else state[to] = number;
      return;
    }
    case 'operate':
    case 'narrow':
    case 'load':
    case 'set':
      return renew(instruction.dst, state, numbering, block, place);
    case 'call':
      for (const register of clobberedByCall) renew(register, state, numbering, block, place);
      return;
    case 'syscall':
      if (instruction.zero) state[0] = numbering.ofConstant(0n);
      else for (const register of clobberedBySyscall) renew(register, state, numbering, block, place);
      return;
    case 'store':
      return;
  }
}

/** The number of a place names its newest value; registers that still hold the one of an earlier round lose it. */
function renew(register: Register, state: State, numbering: Numbering, block: number, place: number): void {
  const number = numbering.ofPlace(block, place, register);
  for (let other = 0; other < allocatableRegisters; other++)
    if (state[other] === number) state[other] = numbering.ofOlder(number, other);
  state[register] = number;
}

function numberOf(from: Source, state: State, numbering: Numbering): number | undefined {
  if (isRegister(from)) return from === framePointer ? undefined : state[from];
  return from.kind === 'constant' || from.kind === 'frame' ? numbering.ofKnown(from) : undefined;
}

/** The instruction, or a cheaper one, or none if its register holds the value already. */
function reuse(
  instruction: MachineInstruction,
  state: State,
  numbering: Numbering,
): MachineInstruction | undefined {
  if (instruction.kind !== 'copy') return instruction;
  const { to, from, span } = instruction;
  if (!isRegister(to)) return instruction;
  const number = numberOf(from, state, numbering);
  if (number === undefined) return instruction;
  if (state[to] === number) return undefined;
  if (isRegister(from) || (from.kind === 'constant' && !isWideConstant(from.value))) return instruction;
  const holder = state.indexOf(number);
  return holder < 0 ? instruction : copyTo(to, holder, span);
}
