// Value reuse: copies into a register that already holds the value disappear; costly constants come from registers;
// what is read comes from the first register that holds it, so that copies may become needless.
import { inputStart } from '../../grammar/memory.js';
import {
  allocatableRegisters,
  clobberedByCall,
  framePointer,
  isRegister,
  successorsOf,
  type Known,
  type MachineBlock,
  type MachineFunction,
  type MachineInstruction,
  type Register,
} from './machine.js';
import { isWideConstant } from './encode.js';
import { renameTerminator, visitWrites } from './operands.js';

/** An even number beyond twice any offset in a frame. */
const frameNumbers = 2 ** 32;

/** By machine register, the number of the value it holds; equal numbers, equal values. */
type State = readonly number[];

/** Works on allocated code with sequenced copies. */
export function reuseValues(machine: MachineFunction): void {
  const numbering = new Numbering(machine);
  const entries = findStates(machine, numbering);
  machine.blocks.forEach((block, index) => {
    const entry = entries[index];
    if (!entry) return;
    const state = [...entry];
    const kept: MachineInstruction[] = [];
    block.instructions.forEach((instruction, i) => {
      const reused = reuse(instruction, state, numbering);
      if (reused) kept.push(readFirst(reused, state));
      transfer(instruction, state, numbering, index, i);
    });
    block.instructions = kept;
    if (block.terminator.kind === 'branch')
      block.terminator = renameTerminator(block.terminator, firstOf(state));
  });
}

/** The first register that holds what a register holds. */
const firstOf =
  (state: State) =>
  (register: Register): Register =>
    register < allocatableRegisters ? state.indexOf(state[register]!) : register;

/** The instruction reading from the first registers; those it also writes stay, and those of calls are laid down. */
function readFirst(instruction: MachineInstruction, state: State): MachineInstruction {
  const first = firstOf(state);
  switch (instruction.kind) {
    case 'copy': {
      const pairs = instruction.pairs.map(({ to, from }) => ({
        to,
        from: isRegister(from) ? first(from) : from,
      }));
      return { ...instruction, pairs };
    }
    case 'operate': {
      const { operand } = instruction;
      return operand !== undefined && isRegister(operand)
        ? { ...instruction, operand: first(operand) }
        : instruction;
    }
    case 'narrow':
      return { ...instruction, src: first(instruction.src) };
    case 'load':
      return { ...instruction, base: first(instruction.base) };
    case 'store': {
      const { base, value } = instruction;
      return { ...instruction, base: first(base), value: isRegister(value) ? first(value) : value };
    }
    default:
      return instruction;
  }
}

/**
 * Values are numbered by where they come from: by the constant, by the register at the start, by the place of the
 * instruction that makes them, by the block where several ways bring them together.
 */
class Numbering {
  private readonly constants = new Map<bigint, number>();
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

  /** Known values have numbers below zero: constants odd ones, addresses in the frame even ones. */
  ofKnown(known: Known): number {
    return known.kind === 'constant' ? this.ofConstant(known.value) : 2 * known.offset - frameNumbers;
  }
}

/** Agave: the entry function starts with r1 the input, r2 the instruction data, the others zero. */
function initialState({ isEntry }: MachineFunction, numbering: Numbering): number[] {
  return Array.from({ length: allocatableRegisters }, (_, register) => {
    if (isEntry && register === 1) return numbering.ofConstant(inputStart);
    if (isEntry && register !== 2) return numbering.ofConstant(0n);
    return numbering.ofStart(register);
  });
}

/** The state at the start of each block that can be reached, to a fixed point. */
function findStates(machine: MachineFunction, numbering: Numbering): (State | undefined)[] {
  const entries = new Array<number[] | undefined>(machine.blocks.length).fill(undefined);
  entries[0] = initialState(machine, numbering);
  const pending = [0];
  const queued = new Set(pending);
  for (let index = pending.shift(); index !== undefined; index = pending.shift()) {
    queued.delete(index);
    const block = machine.blocks[index]!;
    const state = [...entries[index]!];
    block.instructions.forEach((instruction, i) => transfer(instruction, state, numbering, index, i));
    for (const next of new Set(successorsOf(block.terminator))) {
      const arriving = alongEdge(block, next, state, numbering);
      if (!meet(entries, next, arriving, numbering) || queued.has(next)) continue;
      queued.add(next);
      pending.push(next);
    }
  }
  return entries;
}

/**
 * Whether the state at the start of `block` changed. A number made by merging here, coming round a loop in another
 * register, is the value of the round before, so that register gets a number of its own.
 */
function meet(
  entries: (number[] | undefined)[],
  block: number,
  arriving: State,
  numbering: Numbering,
): boolean {
  const entry = entries[block];
  if (!entry) {
    entries[block] = [...arriving];
    return true;
  }
  let changed = false;
  arriving.forEach((number, register) => {
    const merged = numbering.ofMerge(block, register);
    if (entry[register] === merged) return;
    if (entry[register] === number && !numbering.isMergedIn(number, block)) return;
    entry[register] = merged;
    changed = true;
  });
  return changed;
}

/** A branch on equality with a constant tells the register's value on one side. */
function alongEdge(block: MachineBlock, next: number, state: State, numbering: Numbering): State {
  const { terminator } = block;
  if (terminator.kind !== 'branch' || terminator.then === terminator.otherwise) return state;
  const { comparison, width, left, right } = terminator.test;
  const equalSide = { eq: terminator.then, ne: terminator.otherwise }[comparison as string];
  if (width !== 64 || isRegister(right) || equalSide !== next || left >= allocatableRegisters) return state;
  const value = BigInt.asUintN(64, BigInt(right.immediate));
  return state.with(left, numbering.ofConstant(value));
}

function transfer(
  instruction: MachineInstruction,
  state: number[],
  numbering: Numbering,
  block: number,
  place: number,
): void {
  // The number of a place names its newest value; registers that still hold the one of an earlier round lose it.
  const renew = (register: number): void => {
    const number = numbering.ofPlace(block, place, register);
    state.forEach((held, other) => {
      if (held === number) state[other] = numbering.ofOlder(number, other);
    });
    state[register] = number;
  };
  if (instruction.kind === 'copy') {
    for (const { to, from } of instruction.pairs) {
      const number = numberOf(from, state, numbering);
      if (!isRegister(to)) continue;
      if (number === undefined) renew(to);
      else state[to] = number;
    }
  } else if (instruction.kind === 'call') clobberedByCall.forEach(renew);
  else if (instruction.kind === 'syscall' && instruction.zero) state[0] = numbering.ofConstant(0n);
  else visitWrites(instruction, renew);
}

type CopySource = Extract<MachineInstruction, { kind: 'copy' }>['pairs'][number]['from'];

function numberOf(from: CopySource, state: State, numbering: Numbering): number | undefined {
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
  const [pair] = instruction.pairs;
  if (!pair || !isRegister(pair.to)) return instruction;
  const number = numberOf(pair.from, state, numbering);
  if (number === undefined) return instruction;
  if (state[pair.to] === number) return undefined;
  if (isRegister(pair.from) || (pair.from.kind === 'constant' && !isWideConstant(pair.from.value)))
    return instruction;
  const holder = state.indexOf(number);
  return holder < 0 ? instruction : { ...instruction, pairs: [{ to: pair.to, from: holder }] };
}
