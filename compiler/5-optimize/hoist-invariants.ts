// Moves out of a loop what gives the same in every round.
import {
  operandsOf,
  resultsOf,
  type Block,
  type BlockId,
  type FlowFunction,
  type FlowInstruction,
  type Value,
} from '../../grammar/flow.js';
import * as make from '../../grammar/flow/make.js';
import { graphOf, type Graph } from '../../grammar/flow/dominators.js';
import { Constants, isLeaf } from './constants.js';
import { mapEdges, replaceBlock, visitOperands, visitValues } from './rewrite.js';

/** How many values may wait in registers through a loop before they are spilled. Calls leave only r6 to r9. */
const registers = 8;
const registersAcrossCalls = 4;

/** Whether the instruction may run although the program would not have come to it: it neither fails nor shows. */
function isHarmless(instruction: FlowInstruction, constants: Constants): boolean {
  switch (instruction.kind) {
    case 'compare':
    case 'extend':
      return true;
    case 'binary': {
      if (instruction.operator !== 'div' && instruction.operator !== 'rem') return true;
      return (constants.bitsOf(instruction.right) ?? 0n) !== 0n;
    }
    default:
      return false;
  }
}

const writes = ({ kind }: FlowInstruction): boolean =>
  kind === 'store' || kind === 'call' || kind === 'syscall';

/** How many registers a loop's own and waiting values take, as instructions leave it. */
class Pressure {
  private readonly readers = new Map<Value, number>();
  private taken: number;

  constructor(
    private readonly isInside: Uint8Array,
    isLeafValue: Uint8Array,
    blocks: readonly Block[],
    header: Block,
  ) {
    this.taken = header.parameters.length;
    const read = (value: Value): void => {
      if (isLeafValue[value] === 1) return;
      const readers = this.readers.get(value) ?? 0;
      if (readers === 0 && isInside[value] === 0) this.taken++;
      this.readers.set(value, readers + 1);
    };
    for (const { instructions, terminator } of blocks) {
      for (const instruction of instructions) visitOperands(instruction, read);
      visitValues(terminator, read);
    }
  }

  /** What the loop takes once `instruction` has left it. */
  without(instruction: FlowInstruction): number {
    const freed = operandsOf(instruction).filter(
      (value) => this.readers.get(value) === 1 && this.isInside[value] === 0,
    );
    return this.taken + 1 - freed.length;
  }

  leave(instruction: FlowInstruction): void {
    this.taken = this.without(instruction);
    for (const value of operandsOf(instruction)) {
      const readers = this.readers.get(value);
      if (readers !== undefined) this.readers.set(value, readers - 1);
    }
  }
}

class Hoister {
  private readonly constants: Constants;
  private readonly isLeafValue: Uint8Array;
  /** What the loop at hand defines, 1 by value. */
  private readonly isInside: Uint8Array;
  private readonly rank: number[];
  /** By header; those around others come to hold the blocks made before those. */
  private readonly loops: Map<BlockId, ReadonlySet<BlockId>>;

  constructor(
    private readonly target: FlowFunction,
    private readonly graph: Graph,
  ) {
    this.constants = new Constants(target);
    this.loops = new Map(graph.loops);
    this.rank = [...graph.rank];
    this.isInside = new Uint8Array(target.values);
    this.isLeafValue = new Uint8Array(target.values);
    for (const { instructions } of target.blocks) {
      for (const instruction of instructions)
        if (isLeaf(instruction)) this.isLeafValue[instruction.result] = 1;
    }
  }

  private noteInside(blocks: readonly Block[]): void {
    this.isInside.fill(0);
    for (const { parameters, instructions } of blocks) {
      for (const parameter of parameters) this.isInside[parameter] = 1;
      for (const instruction of instructions)
        for (const result of resultsOf(instruction)) this.isInside[result] = 1;
    }
  }

  /**
   * The instructions to move, in order. Those that may fail or fault move only from the beginning of the header, which
   * runs whenever the loop is entered, and only if nothing that shows comes before them.
   */
  private choose(header: BlockId, loop: ReadonlySet<BlockId>): FlowInstruction[] {
    const order = [...loop].sort((first, second) => this.rank[first]! - this.rank[second]!);
    const blocks = order.map((block) => this.target.blocks[block]!);
    this.noteInside(blocks);
    const has = (kind: (instruction: FlowInstruction) => boolean): boolean =>
      blocks.some(({ instructions }) => instructions.some(kind));
    const isQuiet = !has(writes);
    const isOutside = (value: Value): boolean => this.isInside[value] === 0;
    let pressure: Pressure | undefined;
    let limit = 0;
    const fits = (instruction: FlowInstruction): boolean => {
      if (!pressure) {
        limit = has(({ kind }) => kind === 'call') ? registersAcrossCalls : registers;
        pressure = new Pressure(this.isInside, this.isLeafValue, blocks, this.target.blocks[header]!);
      }
      if (instruction.kind !== 'account' && pressure.without(instruction) > limit) return false;
      pressure.leave(instruction);
      return true;
    };
    const chosen: FlowInstruction[] = [];
    order.forEach((block, i) => {
      let isSure = block === header;
      for (const instruction of blocks[i]!.instructions) {
        if (isLeaf(instruction)) continue;
        const harmless = isHarmless(instruction, this.constants);
        const isRepeatable =
          instruction.kind === 'account' ||
          (instruction.kind === 'load' && (instruction.invariant || isQuiet));
        const isSame = (harmless || (isSure && isRepeatable)) && operandsOf(instruction).every(isOutside);
        if (isSame && fits(instruction)) {
          chosen.push(instruction);
          for (const result of resultsOf(instruction)) this.isInside[result] = 0;
        } else if (!harmless) isSure = false;
      }
    });
    return chosen;
  }

  /** The block through which alone the loop is entered; made if there is none. */
  private preheader(header: BlockId, loop: ReadonlySet<BlockId>): BlockId {
    const outside = [...new Set(this.graph.predecessors[header])].filter((block) => !loop.has(block));
    const only = outside.length === 1 ? this.target.blocks[outside[0]!]! : undefined;
    if (only?.terminator.kind === 'jump') return outside[0]!;
    const { parameters, terminator, cold } = this.target.blocks[header]!;
    const incoming = parameters.map(() => this.target.values++);
    const { span } = terminator;
    const made = this.target.blocks.length;
    // Loops around this one hold the new block too.
    for (const [around, members] of this.loops)
      if (around !== header && members.has(header)) this.loops.set(around, new Set(members).add(made));
    this.rank[made] = this.rank[header]! - 0.5;
    this.target.blocks.push({
      parameters: incoming,
      instructions: [],
      terminator: make.jump({ target: make.edge(header, incoming), span }),
      cold,
    });
    for (const block of outside) {
      const entering = mapEdges(this.target.blocks[block]!.terminator, (edge) =>
        edge.block === header ? make.redirected(edge, made) : edge,
      );
      replaceBlock(this.target, block, { terminator: entering });
    }
    return made;
  }

  hoist(header: BlockId): boolean {
    const loop = this.loops.get(header)!;
    const chosen = this.choose(header, loop);
    if (chosen.length === 0) return false;
    const moved = new Set(chosen);
    for (const block of loop) {
      const { instructions } = this.target.blocks[block]!;
      const rest = instructions.filter((instruction) => !moved.has(instruction));
      if (rest.length < instructions.length) replaceBlock(this.target, block, { instructions: rest });
    }
    const before = this.preheader(header, loop);
    const { instructions } = this.target.blocks[before]!;
    replaceBlock(this.target, before, { instructions: [...instructions, ...chosen] });
    return true;
  }
}

export function hoistInvariants(target: FlowFunction): boolean {
  const graph = graphOf(target);
  if (!graph.hasLoops) return false;
  const hoister = new Hoister(target, graph);
  // Inner loops come later in reverse postorder; what leaves them may leave the outer ones next.
  return [...graph.loops.keys()]
    .reverse()
    .map((header) => hoister.hoist(header))
    .includes(true);
}
