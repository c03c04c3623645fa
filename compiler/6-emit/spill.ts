// Spilling: registers move to memory, or are made anew at every use; short-lived ones stand in for them.
import {
  isRegister,
  type Cell,
  type Known,
  type MachineBlock,
  type MachineFunction,
  type MachineInstruction,
  type Pair,
  type Register,
} from './machine.js';
import { renameRegisters, renameTerminator, visitReads, visitWrites } from './operands.js';

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
  remade: ReadonlyMap<Register, Home>,
  state: SpillState,
): void {
  const homes = new Map<Register, Home>(
    spilled.map((register) => [register, remade.get(register) ?? { kind: 'spill', slot: state.slots++ }]),
  );
  for (const block of machine.blocks) {
    const rewriter = new BlockRewriter(machine, homes, state);
    rewriter.rewrite(block);
  }
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
  ) {}

  rewrite(block: MachineBlock): void {
    block.instructions.forEach((instruction, index) => {
      const next = block.instructions[index + 1] ?? block.terminator;
      this.rewriteInstruction(instruction, next);
    });
    const reads = new Set<Register>();
    visitReads(block.terminator, (register) => reads.add(register));
    this.release(reads, block.terminator.span);
    visitReads(block.terminator, (register) => this.fetch(register, block.terminator.span));
    for (const [register, standIn] of this.standing) this.store(register, standIn, block.terminator.span);
    block.terminator = renameTerminator(block.terminator, (register) => this.current(register));
    block.instructions = this.output;
  }

  private rewriteInstruction(
    instruction: MachineInstruction,
    next: MachineInstruction | MachineBlock['terminator'],
  ): void {
    const touched = new Set<Register>();
    visitReads(instruction, (register) => touched.add(register));
    visitWrites(instruction, (register) => touched.add(register));
    this.release(touched, instruction.span);
    if (instruction.kind === 'copy') return this.rewriteCopy(instruction, next);
    visitReads(instruction, (register) => this.fetch(register, instruction.span));
    const written: StandIn[] = [];
    visitWrites(instruction, (register) => {
      if (!this.homes.has(register)) return;
      const standIn = this.standing.get(register) ?? this.stand(register);
      written.push(standIn);
    });
    this.output.push(renameRegisters(instruction, (register) => this.current(register)));
    for (const standIn of written) standIn.changed = true;
  }

  /** Copies take memory and known values directly; only a single target the next instruction changes stays. */
  private rewriteCopy(
    instruction: Extract<MachineInstruction, { kind: 'copy' }>,
    next: MachineInstruction | MachineBlock['terminator'],
  ): void {
    const sourceOf = (from: Pair['from']): Pair['from'] => {
      if (!isRegister(from)) return from;
      return this.standing.get(from)?.register ?? this.homes.get(from) ?? from;
    };
    const pairs = instruction.pairs.map(({ to, from }) => ({ to, from: sourceOf(from) }));
    const results: Pair[] = [];
    for (const { to, from } of pairs) {
      const home = isRegister(to) ? this.homes.get(to) : undefined;
      if (!home || !isRegister(to)) {
        results.push({ to, from });
        continue;
      }
      if (home.kind === 'spill' && pairs.length === 1 && touches(next, to)) {
        const standIn = this.standing.get(to) ?? this.stand(to);
        standIn.changed = true;
        results.push({ to: standIn.register, from });
        continue;
      }
      this.standing.delete(to);
      // What can be made anew needs no home to be filled.
      if (home.kind === 'spill') results.push({ to: home, from });
    }
    if (results.length > 0) this.output.push({ ...instruction, pairs: results });
  }

  private stand(register: Register): StandIn {
    const standIn = { register: this.machine.registers++, changed: false };
    this.state.standIns.add(standIn.register);
    this.standing.set(register, standIn);
    return standIn;
  }

  private current(register: Register): Register {
    return this.standing.get(register)?.register ?? register;
  }

  private fetch(register: Register, span: MachineInstruction['span']): void {
    const home = this.homes.get(register);
    if (!home || this.standing.has(register)) return;
    const standIn = this.stand(register);
    this.output.push({ kind: 'copy', pairs: [{ to: standIn.register, from: home }], span });
  }

  /** Ends the stand-ins of registers the next instruction does not touch. */
  private release(touched: ReadonlySet<Register>, span: MachineInstruction['span']): void {
    for (const [register, standIn] of this.standing) {
      if (touched.has(register)) continue;
      this.store(register, standIn, span);
      this.standing.delete(register);
    }
  }

  private store(register: Register, standIn: StandIn, span: MachineInstruction['span']): void {
    const home = this.homes.get(register)!;
    if (!standIn.changed || home.kind !== 'spill') return;
    this.output.push({ kind: 'copy', pairs: [{ to: home, from: standIn.register }], span });
    standIn.changed = false;
  }
}

function touches(instruction: MachineInstruction | MachineBlock['terminator'], register: Register): boolean {
  let found = false;
  const visit = (other: Register): void => void (found ||= other === register);
  visitReads(instruction, visit);
  visitWrites(instruction, visit);
  return found;
}
