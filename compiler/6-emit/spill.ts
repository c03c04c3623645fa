// Spilling: registers move to memory, or are made anew at every use; short-lived ones stand in for them.
import type { Interference } from './interference.js';
import {
  copyAll,
  copyTo,
  isCopy,
  isRegister,
  pairsOf,
  type Cell,
  type Copy,
  type Known,
  type MachineBlock,
  type MachineFunction,
  type MachineInstruction,
  type Pair,
  type Register,
} from './machine.js';
import { someOccurs, type Occurrences } from './occurrences.js';
import { renameRegisters } from './operands.js';
import type { Tables } from './tables.js';

type Home = Known | Cell;

/** What spilling adds to: the stand-ins made so far, which must not be spilled again, and the slots in use. */
export interface SpillState {
  readonly standIns: Set<Register>;
  slots: number;
}

/** Rewrites the function so that `spilled` no longer occur. */
export function spillRegisters(
  machine: MachineFunction,
  spilled: readonly Register[],
  { remade, occurrences }: Interference,
  state: SpillState,
  tables: Tables,
): void {
  const homes = new Map<Register, Home>(
    spilled.map((register) => [register, remade.get(register) ?? { kind: 'spill', slot: state.slots++ }]),
  );
  const isSpilled = tables.integers(machine.registers);
  for (const register of spilled) isSpilled[register] = 1;
  machine.blocks.forEach((block, index) => {
    const { firsts } = occurrences;
    const [first, end] = [firsts[index]!, firsts[index + 1]!];
    if (!someOccurs(occurrences, first, end, isSpilled)) return;
    new BlockRewriter(machine, homes, state, occurrences, isSpilled).rewrite(block, first);
  });
}

interface StandIn {
  readonly register: Register;
  /** Written since it was last stored. */
  changed: boolean;
}

/**
 * A stand-in lives through consecutive instructions that touch its register, so that `d = a; d += b` costs one
 * store, and never longer, so that stand-ins always find a colour.
 */
class BlockRewriter {
  private readonly output: MachineInstruction[] = [];
  private readonly standing = new Map<Register, StandIn>();

  constructor(
    private readonly machine: MachineFunction,
    private readonly homes: ReadonlyMap<Register, Home>,
    private readonly state: SpillState,
    private readonly occurrences: Occurrences,
    private readonly isSpilled: Int32Array,
  ) {}

  /** `first`: the number of the block's first instruction. */
  rewrite(block: MachineBlock, first: number): void {
    const { instructions, terminator } = block;
    instructions.forEach((instruction, i) => this.rewriteInstruction(instruction, first + i));
    const { span } = terminator;
    const end = first + instructions.length;
    if (someOccurs(this.occurrences, end, end + 1, this.isSpilled)) {
      this.release(end, span);
      this.fetchReads(end, span);
      renameRegisters(terminator, this.current);
    }
    for (const [register, standIn] of this.standing) this.store(register, standIn, span);
    block.instructions = this.output;
  }

  private rewriteInstruction(instruction: MachineInstruction, number: number): void {
    this.release(number, instruction.span);
    if (!someOccurs(this.occurrences, number, number + 1, this.isSpilled)) {
      this.output.push(instruction);
      return;
    }
    if (isCopy(instruction)) return this.rewriteCopy(instruction, number);
    this.fetchReads(number, instruction.span);
    const { bounds, variables } = this.occurrences;
    const written: StandIn[] = [];
    for (let at = bounds[2 * number + 1]!; at < bounds[2 * number + 2]!; at++) {
      const register = variables[at]!;
      if (this.isSpilled[register]) written.push(this.standing.get(register) ?? this.stand(register));
    }
    renameRegisters(instruction, this.current);
    this.output.push(instruction);
    for (const standIn of written) standIn.changed = true;
  }

  /** Copies take memory and known values directly; only a single target the next instruction changes stays. */
  private rewriteCopy(copy: Copy, number: number): void {
    const sourceOf = (from: Pair['from']): Pair['from'] => {
      if (!isRegister(from)) return from;
      return this.standing.get(from)?.register ?? this.homes.get(from) ?? from;
    };
    const pairs = pairsOf(copy).map(({ to, from }) => ({ to, from: sourceOf(from) }));
    const results: Pair[] = [];
    for (const { to, from } of pairs) {
      const home = isRegister(to) ? this.homes.get(to) : undefined;
      if (!home || !isRegister(to)) {
        results.push({ to, from });
        continue;
      }
      if (home.kind === 'spill' && pairs.length === 1 && this.touches(number + 1, to)) {
        const standIn = this.standing.get(to) ?? this.stand(to);
        standIn.changed = true;
        results.push({ to: standIn.register, from });
        continue;
      }
      this.standing.delete(to);
      // What can be made anew needs no home to be filled.
      if (home.kind === 'spill') results.push({ to: home, from });
    }
    if (results.length > 0) this.output.push(copyAll(results, copy.span));
  }

  private stand(register: Register): StandIn {
    const standIn = { register: this.machine.registers++, changed: false };
    this.state.standIns.add(standIn.register);
    this.standing.set(register, standIn);
    return standIn;
  }

  private readonly current = (register: Register): Register =>
    this.standing.get(register)?.register ?? register;

  private fetchReads(number: number, span: MachineInstruction['span']): void {
    const { bounds, variables } = this.occurrences;
    for (let at = bounds[2 * number]!; at < bounds[2 * number + 1]!; at++) {
      const register = variables[at]!;
      if (!this.isSpilled[register] || this.standing.has(register)) continue;
      const standIn = this.stand(register);
      const from = this.homes.get(register)!;
      this.output.push(copyTo(standIn.register, from, span));
    }
  }

  /** Ends the stand-ins of registers that an instruction does not touch. */
  private release(number: number, span: MachineInstruction['span']): void {
    if (this.standing.size === 0) return;
    for (const [register, standIn] of this.standing) {
      if (this.touches(number, register)) continue;
      this.store(register, standIn, span);
      this.standing.delete(register);
    }
  }

  private touches(number: number, register: Register): boolean {
    const { bounds, variables } = this.occurrences;
    for (let at = bounds[2 * number]!; at < bounds[2 * number + 2]!; at++)
      if (variables[at] === register) return true;
    return false;
  }

  private store(register: Register, standIn: StandIn, span: MachineInstruction['span']): void {
    const home = this.homes.get(register)!;
    if (!standIn.changed || home.kind !== 'spill') return;
    this.output.push(copyTo(home, standIn.register, span));
    standIn.changed = false;
  }
}
