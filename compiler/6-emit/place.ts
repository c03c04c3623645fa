// Placement of known values that need a register: as late as possible, but outside loops, apart for cold code and for
// ways of which only one is taken.
import { commonDominatorOf, type Graph } from './graph.js';
import { copyTo, type Known, type MachineBlock, type MachineInstruction, type Register } from './machine.js';
import { renameRegisters, visitReads } from './operands.js';

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

  /**
   * Adds the instructions that make the values, one on each way to hot blocks and one for each cold block; one for all
   * hot blocks where code is to be small.
   */
  place(
    graph: Graph,
    small: boolean,
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
      for (const [home, blocks] of homesOf(graph, small, hot)) {
        const register = registers.get(blocks[0]!)!;
        make(home, register, known);
        for (const block of blocks.slice(1)) {
          replaced.set(registers.get(block)!, register);
          touched.add(block);
        }
      }
    }
    const rename = (register: Register): Register => replaced.get(register) ?? register;
    for (const index of touched) {
      const block = machineBlock(index);
      for (const instruction of block.instructions) renameRegisters(instruction, rename);
      renameRegisters(block.terminator, rename);
    }
    for (const [index, list] of makers) insert(machineBlock(index), list);
  }
}

/** Where a value that blocks read is made, and which of them read it there: no way leads through two such places. */
function homesOf(
  graph: Graph,
  small: boolean,
  blocks: readonly number[],
): ReadonlyMap<number, readonly number[]> {
  const homes = new Map<number, number[]>();
  const open = blocks.length > 0 ? [blocks] : [];
  for (let group = open.pop(); group; group = open.pop()) {
    const above = commonDominatorOf(graph, group);
    const ways = small ? undefined : waysFrom(graph, above, group);
    if (ways) open.push(...ways);
    else {
      const home = outsideLoops(graph, above);
      homes.set(home, [...(homes.get(home) ?? []), ...group]);
    }
  }
  return homes;
}

/**
 * Blocks below one, by the way taken from there; undefined if that block is one of them, or if ways meet again before
 * them: all that is entered from the block alone lies on ways of which one is taken.
 */
function waysFrom(graph: Graph, above: number, blocks: readonly number[]): readonly number[][] | undefined {
  const ways = new Map<number, number[]>();
  for (const block of blocks) {
    if (block === above) return undefined;
    let way = block;
    while (graph.dominator[way] !== above) way = graph.dominator[way]!;
    if (graph.entries[way]! > 1) return undefined;
    ways.set(way, [...(ways.get(way) ?? []), block]);
  }
  return [...ways.values()];
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
    result.push(copyTo(register, known, span));
  };
  for (const instruction of block.instructions) {
    visitReads(instruction, (register) => release(register, instruction.span));
    result.push(instruction);
  }
  for (const register of [...pending.keys()]) release(register, block.terminator.span);
  block.instructions = result;
}
