// Finds computations whose result is at hand already: the same operation on the same values, or known memory.
import type { BlockId, FlowFunction, FlowInstruction, FlowProgram, Value } from '../../grammar/flow.js';
import { graphOf, walkDominators, type Graph } from '../../grammar/flow/dominators.js';
import { isCommutative, mirrored } from './arithmetic.js';
import { isLeaf, leafKey } from './constants.js';
import { MemoryContents } from './memory-contents.js';
import { followReplacements, renameOperands, renameTerminator, replaceBlock } from './rewrite.js';
import { Trail } from './trail.js';

/** Equal for two instructions that give the same value wherever both stand; undefined if there is no such promise. */
function keyOf(instruction: FlowInstruction): string | undefined {
  if (isLeaf(instruction)) return leafKey(instruction);
  switch (instruction.kind) {
    case 'binary': {
      const { operator, left, right } = instruction;
      const exchange = isCommutative(operator) && left > right;
      return exchange ? `${operator} ${right} ${left}` : `${operator} ${left} ${right}`;
    }
    case 'compare': {
      const { comparison, left, right } = instruction;
      return left > right ? `${mirrored[comparison]} ${right} ${left}` : `${comparison} ${left} ${right}`;
    }
    case 'extend':
      return `extend ${instruction.signed} ${instruction.bits} ${instruction.operand}`;
    case 'account':
      return `account ${instruction.index} ${instruction.unique}`;
    default:
      return undefined;
  }
}

/** A search for writes gives up after so many blocks. */
const searchedBlocks = 64;

/** Whether nothing is written on any way from a block's immediate dominator to the block, rounds of a loop included. */
function isUntouched(target: FlowFunction, graph: Graph, block: BlockId): boolean {
  if (block === 0) return false;
  const dominator = graph.dominator[block]!;
  const seen = new Set<BlockId>([dominator]);
  const pending = [...graph.predecessors[block]!];
  for (let above = pending.pop(); above !== undefined; above = pending.pop()) {
    if (seen.has(above)) continue;
    seen.add(above);
    if (seen.size > searchedBlocks) return false;
    const isWriting = target.blocks[above]!.instructions.some(
      ({ kind }) => kind === 'store' || kind === 'call' || kind === 'syscall',
    );
    if (isWriting) return false;
    pending.push(...graph.predecessors[above]!);
  }
  return true;
}

class Numbering {
  private readonly trail = new Trail();
  private readonly memory: MemoryContents;
  private readonly values = new Map<string, Value>();
  private readonly replacements = new Map<Value, Value>();
  private readonly rename = followReplacements(this.replacements);
  changed = false;

  constructor(
    private readonly target: FlowFunction,
    program: FlowProgram,
  ) {
    this.memory = new MemoryContents(target, program, this.trail);
  }

  private same(result: Value, value: Value): undefined {
    this.replacements.set(result, value);
    this.changed = true;
    return undefined;
  }

  private load(
    instruction: Extract<FlowInstruction, { readonly kind: 'load' }>,
  ): FlowInstruction | undefined {
    const { result, size, address, offset, invariant, span } = instruction;
    const place = this.memory.placeOf(address, offset);
    const key = `load ${size} ${place.base} ${place.offset}`;
    // Bytes that never change are the same since the first load of them, whatever was written meanwhile.
    const earlier = invariant ? this.values.get(key) : undefined;
    if (earlier !== undefined) return this.same(result, earlier);
    const content = this.memory.contentAt(place);
    if (content && content.size === size && (size === 8 || !content.stored))
      return this.same(result, content.value);
    if (content?.stored && content.size >= size && size < 8) {
      this.changed = true;
      const bits = (8 * size) as 8 | 16 | 32;
      const low: FlowInstruction = {
        kind: 'extend',
        result,
        operand: content.value,
        bits,
        signed: false,
        span,
      };
      return this.number(low);
    }
    this.trail.set(this.values, key, result);
    if (!content) this.memory.loaded(place, size, result);
    return instruction;
  }

  private store(
    instruction: Extract<FlowInstruction, { readonly kind: 'store' }>,
  ): FlowInstruction | undefined {
    const { size, address, offset, value } = instruction;
    const place = this.memory.placeOf(address, offset);
    const content = this.memory.contentAt(place);
    if (content && content.size === size && content.value === value) {
      this.changed = true;
      return undefined;
    }
    this.memory.stored(place, size, value);
    return instruction;
  }

  /** The instruction, if it must stay. */
  private number(instruction: FlowInstruction): FlowInstruction | undefined {
    switch (instruction.kind) {
      case 'load':
        return this.load(instruction);
      case 'store':
        return this.store(instruction);
      case 'call':
        this.memory.forgetShared();
        return instruction;
      case 'syscall':
        this.memory.forgetForeign();
        return instruction;
      default: {
        const key = keyOf(instruction)!;
        const known = this.values.get(key);
        if (known !== undefined) return this.same(instruction.result, known);
        this.trail.set(this.values, key, instruction.result);
        return instruction;
      }
    }
  }

  run(): void {
    const graph = graphOf(this.target);
    const marks: number[] = [];
    const enter = (index: number): void => {
      marks.push(this.trail.mark);
      if (!isUntouched(this.target, graph, index)) this.memory.forgetAll();
      const block = this.target.blocks[index]!;
      const instructions: FlowInstruction[] = [];
      for (const original of block.instructions) {
        const instruction = this.number(renameOperands(original, this.rename));
        if (instruction) instructions.push(instruction);
      }
      replaceBlock(this.target, index, { instructions });
    };
    walkDominators(graph, enter, () => this.trail.rollback(marks.pop()!));
    for (const index of graph.order) {
      const { terminator } = this.target.blocks[index]!;
      replaceBlock(this.target, index, { terminator: renameTerminator(terminator, this.rename) });
    }
  }
}

export function numberValues(target: FlowFunction, program: FlowProgram): boolean {
  const numbering = new Numbering(target, program);
  numbering.run();
  return numbering.changed;
}
