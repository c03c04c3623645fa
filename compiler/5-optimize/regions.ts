// Regions: which part of memory an address points into, as far as the way it was computed tells.
import type { FlowFunction, FlowInstruction, FlowProgram, Value } from '../../grammar/flow.js';
import { heapStart, inputStart, stackStart } from '../../grammar/memory.js';

/** `slot`: a slot itself; `stack`: somewhere in one; `global`: a global variable; `unknown`: anywhere but in a global. */
export type Region = 'slot' | 'stack' | 'global' | 'heap' | 'input' | 'unknown';

export const regions: readonly Region[] = ['slot', 'stack', 'global', 'heap', 'input', 'unknown'];

/** Whether places of two regions with different bases can be one. */
export function mayOverlap(first: Region, second: Region): boolean {
  if (first === 'global' || second === 'global') return false;
  if (first === 'unknown' || second === 'unknown') return true;
  if (first === 'slot') return second === 'stack';
  if (first === 'stack') return second === 'slot' || second === 'stack';
  return first === second;
}

/** What is added to an address so that it stays in its region, which is as long. */
const smallAddend = 1n << 32n;
/** Sums of sums are followed no deeper. */
const longestSum = 16;

/** The regions of one function's addresses. */
export class Regions {
  private readonly definitions = new Map<Value, FlowInstruction>();
  private readonly known = new Map<Value, Region>();
  private readonly globalsEnd: bigint;

  constructor(target: FlowFunction, program: FlowProgram) {
    this.globalsEnd = heapStart + BigInt(program.globalBytes);
    for (const { instructions } of target.blocks) {
      for (const instruction of instructions) {
        if ('result' in instruction) this.definitions.set(instruction.result, instruction);
      }
    }
    if (target === program.functions[0])
      for (const value of target.parameters) this.known.set(value, 'input');
  }

  ofAddress(address: bigint): Region {
    if (address >= inputStart) return 'input';
    if (address >= heapStart) return address < this.globalsEnd ? 'global' : 'heap';
    return address >= stackStart ? 'stack' : 'unknown';
  }

  of(value: Value): Region {
    const known = this.known.get(value);
    if (known) return known;
    const found = this.find(value, longestSum);
    this.known.set(value, found);
    return found;
  }

  private find(value: Value, depth: number): Region {
    const known = this.known.get(value);
    if (known) return known;
    const definition = this.definitions.get(value);
    if (definition?.kind === 'slot') return 'slot';
    if (definition?.kind === 'account') return 'input';
    if (definition?.kind !== 'binary' || definition.operator !== 'add' || depth === 0) return 'unknown';
    const { left, right } = definition;
    if (this.isSmall(right, depth)) return inside(this.find(left, depth - 1));
    if (this.isSmall(left, depth)) return inside(this.find(right, depth - 1));
    return 'unknown';
  }

  /** Whether a value is no address itself: a number of at most 32 bits, or the length of an account's data, rounded. */
  private isSmall(value: Value, depth: number): boolean {
    const definition = this.definitions.get(value);
    if (depth === 0 || definition === undefined) return false;
    switch (definition.kind) {
      case 'constant':
        return (
          BigInt.asIntN(64, definition.value) < smallAddend &&
          BigInt.asIntN(64, definition.value) >= -smallAddend
        );
      case 'load':
        return definition.size < 8 || definition.invariant;
      case 'binary':
        return (
          (definition.operator === 'add' || definition.operator === 'and') &&
          this.isSmall(definition.left, depth - 1) &&
          this.isSmall(definition.right, depth - 1)
        );
      default:
        return false;
    }
  }
}

const inside = (region: Region): Region => (region === 'slot' ? 'stack' : region);
