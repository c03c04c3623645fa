// Regions: which part of memory an address points into, as far as the way it was computed tells.
import type { FlowFunction, FlowInstruction, FlowProgram, Value } from '../../grammar/flow.js';
import { heapStart, inputStart, stackStart } from '../../grammar/memory.js';

/** `slot`: a slot itself; `stack`: somewhere in one; `global`: a global variable; `unknown`: anywhere but in a global. */
export type Region = 'slot' | 'stack' | 'global' | 'heap' | 'input' | 'unknown';

const regions: readonly Region[] = ['slot', 'stack', 'global', 'heap', 'input', 'unknown'];
export const regionCount = regions.length;

const numbers: { readonly [Name in Region]: number } = {
  slot: 0,
  stack: 1,
  global: 2,
  heap: 3,
  input: 4,
  unknown: 5,
};
/** The place of a region in tables. */
export const regionNumber = (region: Region): number => numbers[region];

/** Whether places of two regions with different bases can be one. */
function mayOverlap(first: Region, second: Region): boolean {
  if (first === 'global' || second === 'global') return false;
  if (first === 'unknown' || second === 'unknown') return true;
  if (first === 'slot') return second === 'stack';
  if (first === 'stack') return second === 'slot' || second === 'stack';
  return first === second;
}

/** By number of a region, the numbers of those with which it may overlap where the bases differ. */
export const overlapping: readonly (readonly number[])[] = regions.map((region) =>
  regions.filter((other) => mayOverlap(region, other)).map(regionNumber),
);

/** What is added to an address so that it stays in its region, which is as long. */
const smallAddend = 1n << 32n;
/** Sums of sums are followed no deeper. */
const longestSum = 16;

/** The regions of one function's addresses. */
export class Regions {
  private readonly known: (Region | undefined)[] = [];
  private readonly globalsEnd: bigint;

  constructor(
    target: FlowFunction,
    program: FlowProgram,
    private readonly definitionOf: (value: Value) => FlowInstruction | undefined,
  ) {
    this.globalsEnd = heapStart + BigInt(program.globalBytes);
    if (target === program.functions[0]) for (const value of target.parameters) this.known[value] = 'input';
  }

  ofAddress(address: bigint): Region {
    if (address >= inputStart) return 'input';
    if (address >= heapStart) return address < this.globalsEnd ? 'global' : 'heap';
    return address >= stackStart ? 'stack' : 'unknown';
  }

  of(value: Value): Region {
    const known = this.known[value];
    if (known) return known;
    const found = this.find(value, longestSum);
    this.known[value] = found;
    return found;
  }

  private find(value: Value, depth: number): Region {
    const known = this.known[value];
    if (known) return known;
    const definition = this.definitionOf(value);
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
    const definition = this.definitionOf(value);
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
