// Value reuse: copies into a register that already holds the value disappear; costly constants come from registers.
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
} from './machine.js';
import { isWideConstant } from './encode.js';
import { visitWrites } from './operands.js';

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
      if (reused) kept.push(reused);
      transfer(instruction, state, numbering, `${index}.${i}`);
    });
    block.instructions = kept;
  });
}

class Numbering {
  private readonly numbers = new Map<string, number>();

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

/** Whether the state at the start of `block` changed. */
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
    if (entry[register] === number) return;
    const merged = numbering.of(`merge ${block} ${register}`);
    if (entry[register] === merged) return;
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
  if (instruction.kind === 'copy') {
    for (const { to, from } of instruction.pairs)
      if (isRegister(to)) state[to] = numberOf(from, state, numbering) ?? numbering.of(`${place} ${to}`);
  } else if (instruction.kind === 'call')
    for (const register of clobberedByCall) state[register] = numbering.of(`${place} ${register}`);
  else if (instruction.kind === 'syscall')
    state[0] = instruction.zero ? numbering.ofConstant(0n) : numbering.of(`${place} 0`);
  else visitWrites(instruction, (register) => (state[register] = numbering.of(`${place} ${register}`)));
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
