// Interference: which registers may not share a colour, which copies could vanish, and what spilling would cost.
import { findLiveOut, virtualRegisters } from './liveness.js';
import {
  allocatableRegisters,
  isRegister,
  isVirtual,
  type Known,
  type Cell,
  type MachineFunction,
  type MachineInstruction,
  type Register,
} from './machine.js';
import { visitReads, visitWrites } from './operands.js';
import { PairSet } from './pair-set.js';

export interface Move {
  readonly to: Register;
  readonly from: Register;
  readonly frequency: number;
}

export interface Interference {
  readonly registers: number;
  /** Neighbours of each virtual register; machine registers have too many to list. */
  readonly neighbours: readonly Register[][];
  readonly pairs: PairSet;
  readonly moves: readonly Move[];
  /** Estimated units spilling the register would add. */
  readonly costs: Float64Array;
  readonly occurs: Uint8Array;
  /** What the register always holds, if that can be made again wherever it is needed. */
  readonly remade: ReadonlyMap<Register, Known | Cell>;
  /** Registers to spill before colouring is worth trying, because too many live at once. */
  readonly crowded: readonly Register[];
}

/** More live registers than this at one place and some are spilled at once, which keeps the graph small. */
const crowd = 40;

/** Registers live at a point, in a form that can be walked and changed in constant time. */
class LiveSet {
  readonly members: Register[] = [];
  private readonly place: Int32Array;

  constructor(registers: number) {
    this.place = new Int32Array(registers).fill(-1);
  }

  add(register: Register): void {
    if (this.place[register] !== -1) return;
    this.place[register] = this.members.push(register) - 1;
  }

  remove(register: Register): void {
    const at = this.place[register]!;
    if (at === -1) return;
    this.place[register] = -1;
    const last = this.members.pop()!;
    if (last === register) return;
    this.members[at] = last;
    this.place[last] = at;
  }

  clear(): void {
    for (const register of this.members) this.place[register] = -1;
    this.members.length = 0;
  }
}

const isAllocatable = (register: Register): boolean => isVirtual(register) || register < allocatableRegisters;

export function findInterference(machine: MachineFunction, unspillable: ReadonlySet<Register>): Interference {
  const { registers, blocks } = machine;
  const liveOut = findLiveOut(blocks, virtualRegisters(registers));
  const neighbours: Register[][] = Array.from({ length: registers }, () => []);
  const pairs = new PairSet(4 * registers);
  const moves: Move[] = [];
  const { costs, stretches, occurs, remade } = findCosts(machine, unspillable);
  const crowded = new Set<Register>();
  const live = new LiveSet(registers);

  const connect = (a: Register, b: Register): void => {
    if (a === b || (!isVirtual(a) && !isVirtual(b)) || !pairs.add(a, b)) return;
    if (isVirtual(a)) neighbours[a]!.push(b);
    if (isVirtual(b)) neighbours[b]!.push(a);
  };
  const add = (register: Register): void => {
    if (isAllocatable(register) && !crowded.has(register)) live.add(register);
  };
  const define = (register: Register, copied: Register | undefined): void => {
    if (crowded.has(register)) return;
    for (const other of live.members) if (other !== copied) connect(register, other);
  };
  const thin = (): void => {
    if (live.members.length <= crowd) return;
    const byCost = live.members.filter((register) => Number.isFinite(costs[register]) && isVirtual(register));
    byCost.sort((a, b) => costs[a]! / stretches[a]! - costs[b]! / stretches[b]! || a - b);
    for (const register of byCost.slice(0, live.members.length - crowd)) {
      crowded.add(register);
      live.remove(register);
    }
  };
  const step = (instruction: MachineInstruction, frequency: number): void => {
    visitWrites(instruction, (register) => {
      if (isAllocatable(register)) live.add(register);
    });
    if (instruction.kind === 'copy') {
      const { pairs: copies } = instruction;
      const isWritten = (register: Register): boolean =>
        copies.length > 1 && copies.some(({ to }) => to === register);
      for (const { to, from } of copies) {
        if (!isRegister(to)) continue;
        const isMove = isRegister(from) && isAllocatable(from) && from !== to;
        // Both hold the same value afterwards, unless the copy also gives the source a new one.
        define(to, isMove && !isWritten(from) ? from : undefined);
        if (isMove && !crowded.has(to) && !crowded.has(from)) moves.push({ to, from, frequency });
      }
    } else visitWrites(instruction, (register) => define(register, undefined));
    visitWrites(instruction, (register) => live.remove(register));
    visitReads(instruction, add);
    // The destination of `set` is written first, so it must not share a register with the operands.
    if (instruction.kind === 'set')
      visitReads(instruction, (register) => {
        if (isAllocatable(register)) connect(instruction.dst, register);
      });
    thin();
  };
  blocks.forEach(({ instructions, terminator, frequency }, index) => {
    live.clear();
    for (const register of liveOut[index]!) add(register);
    visitReads(terminator, add);
    thin();
    for (let i = instructions.length - 1; i >= 0; i--) step(instructions[i]!, frequency);
  });
  return { registers, neighbours, pairs, moves, costs, occurs, remade, crowded: [...crowded] };
}

interface Costs {
  readonly costs: Float64Array;
  /** Instructions from the first occurrence of a register to the last, in the order of blocks. */
  readonly stretches: Float64Array;
  readonly occurs: Uint8Array;
  readonly remade: Map<Register, Known | Cell>;
}

function findCosts({ blocks, registers }: MachineFunction, unspillable: ReadonlySet<Register>): Costs {
  const costs = new Float64Array(registers);
  const occurs = new Uint8Array(registers);
  const stretches = new Float64Array(registers);
  const firsts = new Float64Array(registers);
  let position = 0;
  const writes = new Uint32Array(registers);
  const makers = new Map<Register, { source: Known | Cell; frequency: number }>();
  for (const { instructions, terminator, frequency } of blocks) {
    const read = (register: Register): void => {
      if (!occurs[register]) firsts[register] = position;
      occurs[register] = 1;
      stretches[register] = position - firsts[register]! + 1;
      costs[register]! += frequency;
    };
    for (const instruction of instructions) {
      position++;
      visitReads(instruction, read);
      visitWrites(instruction, (register) => {
        read(register);
        writes[register]!++;
      });
      if (instruction.kind !== 'copy') continue;
      for (const { to, from } of instruction.pairs)
        if (isRegister(to) && !isRegister(from)) makers.set(to, { source: from, frequency });
    }
    visitReads(terminator, read);
  }
  const remade = new Map<Register, Known | Cell>();
  for (const [register, { source, frequency }] of makers) {
    if (writes[register] !== 1) continue;
    remade.set(register, source);
    // Spilled, it is made at each use instead of once; a frame address takes two instructions.
    costs[register] = (costs[register]! - 2 * frequency) * (source.kind === 'frame' ? 2 : 1);
  }
  for (const register of unspillable) costs[register] = Infinity;
  return { costs, stretches, occurs, remade };
}
