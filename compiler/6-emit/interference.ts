// Interference: which registers may not share a colour, which copies could vanish, and what spilling would cost.
import { Lists, none } from './lists.js';
import { findLiveOut } from './liveness.js';
import {
  allocatableRegisters,
  firstVirtual,
  isRegister,
  isVirtual,
  type Known,
  type Cell,
  type MachineFunction,
  type MachineInstruction,
  type Pair,
  type Register,
} from './machine.js';
import { visitReads, visitWrites } from './operands.js';
import { gatherOccurrences, type Occurrences } from './occurrences.js';
import { PairSet } from './pair-set.js';
import type { Tables } from './tables.js';

/** Copies between registers, one by index: what they write, what they read, how often they run. */
export interface Moves {
  readonly to: readonly Register[];
  readonly from: readonly Register[];
  readonly frequency: readonly number[];
}

export interface Interference {
  readonly occurrences: Occurrences;
  readonly registers: number;
  /** By block, the virtual registers live at its end. */
  readonly liveOut: Lists;
  /** Neighbours of each virtual register; machine registers have too many to list. */
  readonly neighbours: Lists;
  /** How many neighbours each virtual register has. */
  readonly degrees: Int32Array;
  readonly pairs: PairSet;
  readonly moves: Moves;
  /** Estimated units spilling the register would add. */
  readonly costs: Float64Array;
  readonly occurs: Int32Array;
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

  constructor(registers: number, tables: Tables) {
    this.place = tables.integers(registers, -1);
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

export function findInterference(
  machine: MachineFunction,
  unspillable: ReadonlySet<Register>,
  tables: Tables,
): Interference {
  const occurrences = gatherOccurrences(machine.blocks, visitReads, visitWrites, tables);
  const costs = findCosts(machine, occurrences, unspillable, tables);
  return new Builder(machine, occurrences, costs, tables).run();
}

/** Walks each block upwards with the registers that are live. */
class Builder {
  private readonly neighbours: Lists;
  private readonly degrees: Int32Array;
  private readonly pairs: PairSet;
  private readonly moves = { to: [] as Register[], from: [] as Register[], frequency: [] as number[] };
  private readonly crowded = new Set<Register>();
  private readonly live: LiveSet;
  private stretches: Int32Array | undefined;
  /** The last instruction, by number, whose copies write the register. */
  private readonly writtenAt: Int32Array;

  constructor(
    private readonly machine: MachineFunction,
    private readonly occurrences: Occurrences,
    private readonly costs: Costs,
    private readonly tables: Tables,
  ) {
    const { registers } = machine;
    this.neighbours = new Lists(registers, tables);
    this.degrees = tables.integers(registers);
    this.pairs = new PairSet(registers, tables);
    this.live = new LiveSet(registers, tables);
    this.writtenAt = tables.integers(registers, none);
  }

  run(): Interference {
    const { machine, occurrences, neighbours, degrees, pairs, moves, live } = this;
    const { blocks, registers } = machine;
    const liveOut = findLiveOut(blocks, occurrences, firstVirtual, registers, this.tables);
    blocks.forEach(({ instructions, frequency }, index) => {
      live.clear();
      for (let at = liveOut.heads[index]!; at !== none; at = liveOut.nexts[at]!)
        this.read(liveOut.values[at]!);
      const first = occurrences.firsts[index]!;
      this.readAll(first + instructions.length);
      this.thin();
      for (let i = instructions.length - 1; i >= 0; i--) this.step(instructions[i]!, first + i, frequency);
    });
    const { costs, occurs, remade } = this.costs;
    const crowded = [...this.crowded];
    return {
      occurrences,
      registers,
      liveOut,
      neighbours,
      degrees,
      pairs,
      moves,
      costs,
      occurs,
      remade,
      crowded,
    };
  }

  private connect(a: Register, b: Register): void {
    if (a === b || (!isVirtual(a) && !isVirtual(b)) || !this.pairs.add(a, b)) return;
    for (let side = 0; side < 2; side++) {
      const register = side === 0 ? a : b;
      if (!isVirtual(register)) continue;
      this.neighbours.add(register, side === 0 ? b : a);
      this.degrees[register]!++;
    }
  }

  private read(register: Register): void {
    if (isAllocatable(register) && !(this.crowded.size > 0 && this.crowded.has(register)))
      this.live.add(register);
  }

  private readAll(instruction: number): void {
    const { bounds, variables } = this.occurrences;
    const end = bounds[2 * instruction + 1]!;
    for (let at = bounds[2 * instruction]!; at < end; at++) this.read(variables[at]!);
  }

  private define(register: Register, copied: Register): void {
    if (this.crowded.size > 0 && this.crowded.has(register)) return;
    const { members } = this.live;
    for (let i = 0; i < members.length; i++) if (members[i] !== copied) this.connect(register, members[i]!);
  }

  private step(instruction: MachineInstruction, number: number, frequency: number): void {
    const { live } = this;
    const { bounds, variables } = this.occurrences;
    const start = bounds[2 * number + 1]!;
    const end = bounds[2 * number + 2]!;
    for (let at = start; at < end; at++) if (isAllocatable(variables[at]!)) live.add(variables[at]!);
    if (instruction.kind === 'copy') this.defineCopy(instruction, number, frequency);
    else if (instruction.kind === 'copies') this.defineCopies(instruction.pairs, number, frequency);
    else for (let at = start; at < end; at++) this.define(variables[at]!, none);
    for (let at = start; at < end; at++) live.remove(variables[at]!);
    this.readAll(number);
    // The destination of `set` is written first, so it must not share a register with the operands.
    if (instruction.kind === 'set')
      for (let at = bounds[2 * number]!; at < start; at++)
        if (isAllocatable(variables[at]!)) this.connect(instruction.dst, variables[at]!);
    this.thin();
  }

  private defineCopies(copies: readonly Pair[], number: number, frequency: number): void {
    for (const { to } of copies) if (isRegister(to)) this.writtenAt[to] = number;
    for (const copy of copies) this.defineCopy(copy, number, frequency);
  }

  private defineCopy({ to, from }: Pair, number: number, frequency: number): void {
    if (!isRegister(to)) return;
    const { writtenAt, crowded } = this;
    const isMove = isRegister(from) && isAllocatable(from) && from !== to;
    // Both hold the same value afterwards, unless the copy also gives the source a new one.
    this.define(to, isMove && writtenAt[from] !== number ? from : none);
    if (!isMove || crowded.has(to) || crowded.has(from)) return;
    this.moves.to.push(to);
    this.moves.from.push(from);
    this.moves.frequency.push(frequency);
  }

  /** Gives up the registers whose spilling costs least for the room they take, if too many are live. */
  private thin(): void {
    const { members } = this.live;
    if (members.length <= crowd) return;
    const { costs } = this.costs;
    const stretches = (this.stretches ??= findStretches(this.machine, this.occurrences, this.tables));
    const byCost = members.filter((register) => Number.isFinite(costs[register]) && isVirtual(register));
    byCost.sort((a, b) => costs[a]! / stretches[a]! - costs[b]! / stretches[b]! || a - b);
    for (const register of byCost.slice(0, members.length - crowd)) {
      this.crowded.add(register);
      this.live.remove(register);
    }
  }
}

interface Costs {
  readonly costs: Float64Array;
  readonly occurs: Int32Array;
  readonly remade: Map<Register, Known | Cell>;
}

function findCosts(
  { blocks, registers }: MachineFunction,
  { firsts, bounds, variables }: Occurrences,
  unspillable: ReadonlySet<Register>,
  tables: Tables,
): Costs {
  const costs = tables.numbers(registers);
  const occurs = tables.integers(registers);
  const writes = tables.integers(registers);
  const makers = new Map<Register, { source: Known | Cell; frequency: number }>();
  const addMaker = ({ to, from }: Pair, frequency: number): void => {
    if (isRegister(to) && !isRegister(from)) makers.set(to, { source: from, frequency });
  };
  let at = 0;
  blocks.forEach(({ instructions, frequency }, index) => {
    for (let number = firsts[index]!; number < firsts[index + 1]!; number++) {
      const write = bounds[2 * number + 1]!;
      for (const end = bounds[2 * number + 2]!; at < end; at++) {
        const register = variables[at]!;
        occurs[register] = 1;
        costs[register]! += frequency;
        if (at >= write) writes[register]!++;
      }
    }
    for (const instruction of instructions) {
      if (instruction.kind === 'copy') addMaker(instruction, frequency);
      else if (instruction.kind === 'copies') for (const pair of instruction.pairs) addMaker(pair, frequency);
    }
  });
  const remade = new Map<Register, Known | Cell>();
  for (const [register, { source, frequency }] of makers) {
    if (writes[register] !== 1) continue;
    remade.set(register, source);
    // Spilled, it is made at each use instead of once; a frame address takes two instructions.
    costs[register] = (costs[register]! - 2 * frequency) * (source.kind === 'frame' ? 2 : 1);
  }
  for (const register of unspillable) costs[register] = Infinity;
  return { costs, occurs, remade };
}

/** By register, the instructions from its first occurrence to its last, in the order of blocks. */
function findStretches(
  { blocks, registers }: MachineFunction,
  occurrences: Occurrences,
  tables: Tables,
): Int32Array {
  const { firsts, bounds, variables } = occurrences;
  const stretches = tables.integers(registers);
  const starts = tables.integers(registers, none);
  for (let index = 0, at = 0; index < blocks.length; index++)
    for (let number = firsts[index]!; number < firsts[index + 1]!; number++) {
      // Terminators do not count.
      const position = Math.min(number, firsts[index + 1]! - 2) - index;
      for (const end = bounds[2 * number + 2]!; at < end; at++) {
        const register = variables[at]!;
        if (starts[register] === none) starts[register] = position;
        stretches[register] = position - starts[register]! + 1;
      }
    }
  return stretches;
}
