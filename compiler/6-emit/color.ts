// Colouring: gives each register of the interference graph one of ten, merging copies (iterated register coalescing).
import type { Interference, Moves } from './interference.js';
import { Lists, none } from './lists.js';
import { allocatableRegisters, isVirtual, type Register } from './machine.js';
import type { Tables } from './tables.js';

/** Callee-saved ones first: they survive calls, and the argument registers stay free for arguments. */
const preference: readonly Register[] = [6, 7, 8, 9, 5, 4, 3, 2, 1, 0];

export interface Coloring {
  /** By register; -1 for those that do not occur. */
  readonly colors: Int32Array;
  /** Registers to spill before the next attempt; the colours hold only if there are none. */
  readonly spilled: readonly Register[];
}

const enum State {
  Absent,
  Machine,
  Simplify,
  Freeze,
  Spill,
  Stacked,
  Merged,
}
const enum MoveState {
  Waiting,
  Active,
  Done,
}

/**
 * L. George and A. Appel, Iterated Register Coalescing (1996): simplify, coalesce conservatively, freeze, choose
 * what may have to be spilled; then colour in reverse order, optimistically.
 */
class Colorer {
  private readonly state: Int32Array;
  private readonly degree: Int32Array;
  private readonly alias: Int32Array;
  private readonly moveState: Int32Array;
  /** By register, its moves; those done are dropped now and then. */
  private readonly movesOf: Lists;
  /** By register, how many of its moves are not done. */
  private readonly openMoves: Int32Array;
  /** By register, the moves given up, which may still vanish by the choice of colours. */
  private readonly givenUp: Lists;
  /** By register, those merged into it, and how many it stands for with itself. */
  private readonly members: Lists;
  private readonly sizes: Int32Array;
  private readonly costs: Float64Array;
  private readonly simplifiable: Register[] = [];
  private readonly freezable: Register[] = [];
  private spillable: Register[] = [];
  private lateSpillable: Register[] = [];
  private readonly waiting: number[];
  private readonly stack: Register[] = [];
  private readonly colors: Int32Array;
  private readonly seen: Int32Array;
  private stamp = 0;

  constructor(
    private readonly graph: Interference,
    tables: Tables,
  ) {
    const { registers, degrees, moves, occurs, costs } = graph;
    this.state = tables.integers(registers);
    this.degree = tables.integers(registers);
    this.alias = tables.integers(registers);
    this.seen = tables.integers(registers);
    this.colors = tables.integers(registers, -1);
    this.costs = tables.numbers(registers);
    this.members = new Lists(registers, tables);
    this.sizes = tables.integers(registers, 1);
    this.movesOf = new Lists(registers, tables);
    this.givenUp = new Lists(registers, tables);
    this.openMoves = tables.integers(registers);
    this.moveState = tables.integers(moves.to.length);
    moves.to.forEach((to, move) => {
      const from = moves.from[move]!;
      this.movesOf.add(to, move);
      this.movesOf.add(from, move);
      this.openMoves[to]!++;
      this.openMoves[from]!++;
    });
    this.waiting = byFrequency(moves);
    for (let register = 0; register < registers; register++) {
      if (register < allocatableRegisters) {
        this.state[register] = State.Machine;
        this.colors[register] = register;
        this.degree[register] = 0x3fff_ffff;
      } else if (occurs[register] && isVirtual(register)) {
        this.degree[register] = degrees[register]!;
        this.costs[register] = costs[register]!;
      }
    }
    for (let register = 0; register < registers; register++)
      if (occurs[register] && isVirtual(register)) this.classify(register);
  }

  run(): Coloring {
    for (;;) {
      const register = this.pop(this.simplifiable, State.Simplify);
      if (register !== undefined) {
        this.simplify(register);
        continue;
      }
      const move = this.waiting.pop();
      if (move !== undefined) {
        if (this.moveState[move] === MoveState.Waiting) this.coalesce(move);
        continue;
      }
      const frozen = this.pop(this.freezable, State.Freeze);
      if (frozen !== undefined) {
        this.become(frozen, State.Simplify);
        this.freezeMoves(frozen);
        continue;
      }
      const candidate = this.cheapest();
      if (candidate === undefined) break;
      this.become(candidate, State.Simplify);
      this.freezeMoves(candidate);
    }
    return { colors: this.colors, spilled: this.assign() };
  }

  private pop(list: Register[], state: State): Register | undefined {
    for (let register = list.pop(); register !== undefined; register = list.pop())
      if (this.state[register] === state) return register;
    return undefined;
  }

  private become(register: Register, state: State): void {
    this.state[register] = state;
    if (state === State.Simplify) this.simplifiable.push(register);
    else if (state === State.Freeze) this.freezable.push(register);
    else if (state === State.Spill) this.lateSpillable.push(register);
  }

  private classify(register: Register): void {
    if (this.degree[register]! >= allocatableRegisters) this.become(register, State.Spill);
    else this.become(register, this.isMoveRelated(register) ? State.Freeze : State.Simplify);
  }

  private isMoveRelated(register: Register): boolean {
    return this.openMoves[register]! > 0;
  }

  private finish(move: number): void {
    this.moveState[move] = MoveState.Done;
    const { to, from } = this.graph.moves;
    this.openMoves[this.find(to[move]!)]!--;
    this.openMoves[this.find(from[move]!)]!--;
  }

  private isPresent(register: Register): boolean {
    const state = this.state[register];
    return state !== State.Stacked && state !== State.Merged && state !== State.Absent;
  }

  private find(register: Register): Register {
    let at = register;
    while (this.state[at] === State.Merged) at = this.alias[at]!;
    return at;
  }

  private simplify(register: Register): void {
    this.state[register] = State.Stacked;
    this.stack.push(register);
    const { heads, nexts, values } = this.graph.neighbours;
    for (let at = heads[register]!; at !== none; at = nexts[at]!)
      if (this.isPresent(values[at]!)) this.lowerDegree(values[at]!);
  }

  private lowerDegree(register: Register): void {
    if (!isVirtual(register)) return;
    const before = this.degree[register]!;
    this.degree[register] = before - 1;
    if (before !== allocatableRegisters) return;
    this.wakeMoves(register);
    // A copy from or to a machine register depends on the neighbours of its virtual end only.
    const { heads, nexts, values } = this.graph.neighbours;
    for (let at = heads[register]!; at !== none; at = nexts[at]!)
      if (this.isPresent(values[at]!) && isVirtual(values[at]!)) this.wakeMoves(values[at]!);
    if (this.state[register] === State.Spill)
      this.become(register, this.isMoveRelated(register) ? State.Freeze : State.Simplify);
  }

  private wakeMoves(register: Register): void {
    const { movesOf, moveState } = this;
    let before = none;
    for (let at = movesOf.heads[register]!; at !== none; at = movesOf.nexts[at]!) {
      const move = movesOf.values[at]!;
      if (moveState[move] === MoveState.Done) {
        movesOf.remove(register, at, before);
        continue;
      }
      before = at;
      if (moveState[move] !== MoveState.Active) continue;
      moveState[move] = MoveState.Waiting;
      this.waiting.push(move);
    }
  }

  private coalesce(move: number): void {
    const { to, from } = this.graph.moves;
    let [keep, gone] = [this.find(to[move]!), this.find(from[move]!)];
    const isSmaller = this.sizes[keep]! < this.sizes[gone]!;
    if (!isVirtual(gone) || (isVirtual(keep) && isSmaller)) [keep, gone] = [gone, keep];
    if (keep === gone || !isVirtual(gone) || this.graph.pairs.has(keep, gone)) {
      this.finish(move);
      this.reconsider(keep);
      this.reconsider(gone);
    } else if (isVirtual(keep) ? this.canMerge(keep, gone) : this.canBecome(gone, keep)) {
      this.finish(move);
      this.merge(keep, gone);
      this.reconsider(keep);
    } else this.moveState[move] = MoveState.Active;
  }

  /** A register without moves left and few neighbours can be simplified. */
  private reconsider(register: Register): void {
    if (this.state[register] !== State.Freeze) return;
    if (this.degree[register]! < allocatableRegisters && !this.isMoveRelated(register))
      this.become(register, State.Simplify);
  }

  /** George: every neighbour of the virtual register is harmless to the machine register. */
  private canBecome(virtual: Register, machine: Register): boolean {
    const { heads, nexts, values } = this.graph.neighbours;
    for (let at = heads[virtual]!; at !== none; at = nexts[at]!) {
      const neighbour = values[at]!;
      const isHarmless =
        !this.isPresent(neighbour) ||
        !isVirtual(neighbour) ||
        this.degree[neighbour]! < allocatableRegisters ||
        this.graph.pairs.has(neighbour, machine);
      if (!isHarmless) return false;
    }
    return true;
  }

  /** Briggs: the merged register has fewer than ten neighbours of high degree. */
  private canMerge(first: Register, second: Register): boolean {
    this.stamp++;
    const significant = this.countSignificant(first, 0);
    return (
      significant < allocatableRegisters && this.countSignificant(second, significant) < allocatableRegisters
    );
  }

  /** Goes on counting neighbours of high degree, those this stamp has not seen, until there are too many. */
  private countSignificant(register: Register, counted: number): number {
    const { heads, nexts, values } = this.graph.neighbours;
    const { seen, stamp, degree } = this;
    let significant = counted;
    for (let at = heads[register]!; at !== none && significant < allocatableRegisters; at = nexts[at]!) {
      const neighbour = values[at]!;
      if (degree[neighbour]! < allocatableRegisters || seen[neighbour] === stamp) continue;
      if (!this.isPresent(neighbour)) continue;
      seen[neighbour] = stamp;
      significant++;
    }
    return significant;
  }

  private merge(keep: Register, gone: Register): void {
    this.state[gone] = State.Merged;
    this.alias[gone] = keep;
    this.wakeMoves(gone);
    this.movesOf.append(keep, gone);
    this.openMoves[keep]! += this.openMoves[gone]!;
    this.givenUp.append(keep, gone);
    this.members.add(keep, gone);
    this.members.append(keep, gone);
    this.sizes[keep]! += this.sizes[gone]!;
    if (!Number.isFinite(this.costs[keep])) this.costs[keep] = this.costs[gone]!;
    else if (Number.isFinite(this.costs[gone])) this.costs[keep]! += this.costs[gone]!;
    const { neighbours } = this.graph;
    for (let at = neighbours.heads[gone]!; at !== none; at = neighbours.nexts[at]!) {
      const neighbour = neighbours.values[at]!;
      if (!this.isPresent(neighbour)) continue;
      this.connect(neighbour, keep);
      this.lowerDegree(neighbour);
    }
    if (this.degree[keep]! >= allocatableRegisters && this.state[keep] === State.Freeze)
      this.become(keep, State.Spill);
  }

  private connect(a: Register, b: Register): void {
    if (a === b || (!isVirtual(a) && !isVirtual(b)) || !this.graph.pairs.add(a, b)) return;
    this.addNeighbour(a, b);
    this.addNeighbour(b, a);
  }

  private addNeighbour(register: Register, neighbour: Register): void {
    if (!isVirtual(register)) return;
    this.graph.neighbours.add(register, neighbour);
    this.degree[register]!++;
  }

  private freezeMoves(register: Register): void {
    const { heads, nexts, values } = this.movesOf;
    for (let at = heads[register]!; at !== none; at = nexts[at]!) {
      const move = values[at]!;
      if (this.moveState[move] === MoveState.Done) continue;
      this.finish(move);
      const other = this.otherEnd(move, register);
      this.givenUp.add(register, move);
      this.givenUp.add(other, move);
      this.reconsider(other);
    }
  }

  /** The register whose spilling costs least for the neighbours it frees. */
  private cheapest(): Register | undefined {
    if (this.lateSpillable.length > 64 || this.spillable.length === 0) {
      const weight = (register: Register): number => this.costs[register]! / this.degree[register]!;
      this.spillable = [...this.spillable, ...this.lateSpillable]
        .filter((register) => this.state[register] === State.Spill)
        .sort((a, b) => compare(weight(b), weight(a)) || b - a);
      this.lateSpillable = [];
    }
    const register = this.pop(this.spillable, State.Spill);
    if (register !== undefined || this.lateSpillable.length === 0) return register;
    return this.cheapest();
  }

  private assign(): Register[] {
    const spilled = new Set<Register>();
    const { heads, nexts, values } = this.graph.neighbours;
    for (let register = this.stack.pop(); register !== undefined; register = this.stack.pop()) {
      let taken = 0;
      for (let at = heads[register]!; at !== none; at = nexts[at]!) {
        const color = this.colors[this.find(values[at]!)]!;
        if (color >= 0) taken |= 1 << color;
      }
      const color = this.bestColor(register, taken);
      if (color === undefined) spilled.add(this.victim(register));
      else this.colors[register] = color;
    }
    for (let register = 0; register < this.graph.registers; register++)
      if (this.state[register] === State.Merged) this.colors[register] = this.colors[this.find(register)]!;
    return [...spilled];
  }

  /** What a move ties a register to. */
  private otherEnd(move: number, register: Register): Register {
    const { to, from } = this.graph.moves;
    const end = this.find(to[move]!);
    return end === register ? this.find(from[move]!) : end;
  }

  /** A free colour, if possible one that makes a copy vanish that coalescing had to leave. */
  private bestColor(register: Register, taken: number): Register | undefined {
    let best: Register | undefined;
    let bestFrequency = 0;
    const { heads, nexts, values } = this.givenUp;
    for (let at = heads[register]!; at !== none; at = nexts[at]!) {
      const frequency = this.graph.moves.frequency[values[at]!]!;
      const color = this.colors[this.otherEnd(values[at]!, register)]!;
      if (color < 0 || taken & (1 << color) || frequency <= bestFrequency) continue;
      best = color;
      bestFrequency = frequency;
    }
    if (best !== undefined) return best;
    for (const color of preference) if (!(taken & (1 << color))) return color;
    return undefined;
  }

  /** What to spill so that `register` gets a colour: a part of it, or of a neighbour if it must stay whole. */
  private victim(register: Register): Register {
    const cheapestPart = (whole: Register): Register | undefined => {
      const parts = [whole, ...this.members.of(whole)].filter((part) =>
        Number.isFinite(this.graph.costs[part]),
      );
      const weight = (part: Register): number => this.graph.costs[part]! / (this.graph.degrees[part]! + 1);
      return parts.filter(isVirtual).sort((a, b) => compare(weight(a), weight(b)) || a - b)[0];
    };
    const own = cheapestPart(register);
    if (own !== undefined) return own;
    const around = this.graph.neighbours
      .of(register)
      .map((neighbour) => cheapestPart(this.find(neighbour)))
      .filter((part) => part !== undefined);
    const part = around.sort((a, b) => compare(this.graph.costs[a]!, this.graph.costs[b]!) || a - b)[0];
    if (part === undefined) throw new RangeError('registers that cannot be spilled do not fit');
    return part;
  }
}

/** The moves, those that run most often last, and of several the first last; frequencies have few values. */
function byFrequency({ frequency }: Moves): number[] {
  const groups = new Map<number, number[]>();
  for (let move = frequency.length - 1; move >= 0; move--) {
    const group = groups.get(frequency[move]!);
    if (group) group.push(move);
    else groups.set(frequency[move]!, [move]);
  }
  const sorted: number[] = [];
  for (const [, group] of [...groups].sort(([a], [b]) => a - b)) for (const move of group) sorted.push(move);
  return sorted;
}

/** Orders numbers that may be infinite. */
const compare = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);

export function colorRegisters(graph: Interference, tables: Tables): Coloring {
  return new Colorer(graph, tables).run();
}
