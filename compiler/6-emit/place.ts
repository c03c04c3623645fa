// Placement of known values that need a register: as late as possible, but outside loops, and apart for cold code.
import { commonDominatorOf, type Graph } from './graph.js';
import type { Known, MachineBlock, MachineInstruction, Register } from './machine.js';
import { renameRegisters, renameTerminator, visitReads } from './operands.js';

const keyOf = (known: Known): string =>
  known.kind === 'constant' ? `constant ${known.value}` : `frame ${known.offset}`;

interface Wanted {
  readonly known: Known;
  readonly registers: Map<number, Register>;
}

/** The known values wanted in registers, by Flow block. */
export class Knowns {
  private readonly wanted = new Map<string, Wanted>();

  constructor(private readonly fresh: () => Register) {}

  /** The register that will hold `known` in `block`. */
  register(known: Known, block: number): Register {
    const key = keyOf(known);
    let wanted = this.wanted.get(key);
    if (!wanted) this.wanted.set(key, (wanted = { known, registers: new Map() }));
    let register = wanted.registers.get(block);
    if (register === undefined) wanted.registers.set(block, (register = this.fresh()));
    return register;
  }

  /** Adds the instructions that make the values, one for all hot blocks and one for each cold block. */
  place(
    graph: Graph,
    isCold: (block: number) => boolean,
    machineBlock: (block: number) => MachineBlock,
  ): void {
    const replaced = new Map<Register, Register>();
    const makers = new Map<number, { register: Register; known: Known }[]>();
    const make = (block: number, register: Register, known: Known): void => {
      const list = makers.get(block) ?? [];
      makers.set(block, list);
      list.push({ register, known });
    };
    const touched = new Set<number>();
    for (const { known, registers } of this.wanted.values()) {
      const hot = [...registers.keys()].filter((block) => !isCold(block));
      for (const [block, register] of registers) if (isCold(block)) make(block, register, known);
      if (hot.length === 0) continue;
      const home = outsideLoops(graph, commonDominatorOf(graph, hot));
      const register = registers.get(hot[0]!)!;
      make(home, register, known);
      for (const block of hot.slice(1)) {
        replaced.set(registers.get(block)!, register);
        touched.add(block);
      }
    }
    const rename = (register: Register): Register => replaced.get(register) ?? register;
    for (const index of touched) {
      const block = machineBlock(index);
      block.instructions = block.instructions.map((instruction) => renameRegisters(instruction, rename));
      block.terminator = renameTerminator(block.terminator, rename);
    }
    for (const [index, list] of makers) insert(machineBlock(index), list);
  }
}

/** The dominator of `block`, or itself, that lies in the fewest loops, the nearest of several. */
function outsideLoops(graph: Graph, block: number): number {
  let best = block;
  for (let at = block; graph.depth[best]! > 0 && at !== 0;) {
    at = graph.dominator[at]!;
    if (graph.depth[at]! < graph.depth[best]!) best = at;
  }
  return best;
}

/** Puts each maker before the first instruction that reads its register, or last. */
function insert(block: MachineBlock, makers: readonly { register: Register; known: Known }[]): void {
  const pending = new Map(makers.map(({ register, known }) => [register, known]));
  const result: MachineInstruction[] = [];
  const release = (register: Register, span: MachineInstruction['span']): void => {
    const known = pending.get(register);
    if (!known) return;
    pending.delete(register);
    result.push({ kind: 'copy', pairs: [{ to: register, from: known }], span });
  };
  for (const instruction of block.instructions) {
    visitReads(instruction, (register) => release(register, instruction.span));
    result.push(instruction);
  }
  for (const register of [...pending.keys()]) release(register, block.terminator.span);
  block.instructions = result;
}
