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

/** By machine register, the number of the value it holds; equal numbers, equal values. */
type State = readonly number[];

/** Works on allocated code with sequenced copies. */
export function reuseValues(machine: MachineFunction): void {
  const numbering = new Numbering();
  const entries = findStates(machine, numbering);
  machine.blocks.forEach((block, index) => {
    const entry = entries[index];
    if (!entry) return;
    const state = [...entry];
    const kept: MachineInstruction[] = [];
    block.instructions.forEach((instruction, i) => {
      const reused = reuse(instruction, state, numbering);
      if (reused) kept.push(readFirst(reused, state));
      transfer(instruction, state, numbering, `${index}.${i}`);
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

class Numbering {
  private readonly numbers = new Map<string, number>();
  /** By number of a value that several ways bring into a block: that block. */
  private readonly mergedIn = new Map<number, number>();

  ofMerge(block: number, register: number): number {
    const number = this.of(`merge ${block} ${register}`);
    this.mergedIn.set(number, block);
    return number;
  }

  isMergedIn(number: number, block: number): boolean {
    return this.mergedIn.get(number) === block;
  }

  of(key: string): number {
    let number = this.numbers.get(key);
    if (number === undefined) this.numbers.set(key, (number = this.numbers.size));
    return number;
  }

  ofKnown(known: Known): number {
    return this.of(known.kind === 'constant' ? `constant ${known.value}` : `frame ${known.offset}`);
  }

  ofConstant(value: bigint): number {
    return this.ofKnown({ kind: 'constant', value });
  }
}

/** Agave: the entry function starts with r1 the input, r2 the instruction data, the others zero. */
function initialState({ isEntry }: MachineFunction, numbering: Numbering): number[] {
  return Array.from({ length: allocatableRegisters }, (_, register) => {
    if (isEntry && register === 1) return numbering.ofConstant(inputStart);
    if (isEntry && register !== 2) return numbering.ofConstant(0n);
    return numbering.of(`start ${register}`);
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
    block.instructions.forEach((instruction, i) => transfer(instruction, state, numbering, `${index}.${i}`));
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
  place: string,
): void {
  // The number of a place names its newest value; registers that still hold the one of an earlier round lose it.
  const renew = (register: number): void => {
    const number = numbering.of(`${place} ${register}`);
    state.forEach((held, other) => {
      if (held === number) state[other] = numbering.of(`${place} ${register} before, in ${other}`);
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
