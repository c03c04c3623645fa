// The constants of one function, at the head of its entry block where every use may name them.
import type { FlowFunction, FlowInstruction, Value } from '../../grammar/flow.js';
import type { Span } from '../../grammar/source.js';
import { replaceBlock } from './rewrite.js';

/** Instructions without operands or effects: they may stand anywhere. */
export type Leaf = Extract<FlowInstruction, { readonly kind: 'constant' | 'slot' | 'address' }>;

export function isLeaf(instruction: FlowInstruction): instruction is Leaf {
  return instruction.kind === 'constant' || instruction.kind === 'slot' || instruction.kind === 'address';
}

/** Equal for two leaves that give the same value. */
export function leafKey(leaf: Leaf): string {
  if (leaf.kind === 'constant') return `#${leaf.value}`;
  return leaf.kind === 'slot' ? `slot ${leaf.slot}` : `address ${leaf.rodata}`;
}

/**
 * Knows which values are constants and makes new ones. New constants reach the function with `finish`; until then
 * the function is not well formed.
 */
export class Constants {
  private readonly known = new Map<Value, bigint>();
  private readonly leading = new Map<bigint, Value>();
  private readonly made: FlowInstruction[] = [];

  constructor(private readonly target: FlowFunction) {
    for (const { instructions } of target.blocks) {
      for (const instruction of instructions) {
        if (instruction.kind === 'constant') this.known.set(instruction.result, instruction.value);
      }
    }
    for (const instruction of target.blocks[0]!.instructions) {
      if (!isLeaf(instruction)) break;
      if (instruction.kind === 'constant') this.leading.set(instruction.value, instruction.result);
    }
  }

  /** The 64-bit pattern of a constant. */
  bitsOf(value: Value): bigint | undefined {
    return this.known.get(value);
  }

  /** A value of this 64-bit pattern (taken modulo 2^64) that every block may use. */
  valueOf(bits: bigint, span: Span): Value {
    const value = BigInt.asUintN(64, bits);
    const found = this.leading.get(value);
    if (found !== undefined) return found;
    const result = this.target.values++;
    this.made.push({ kind: 'constant', result, value, span });
    this.known.set(result, value);
    this.leading.set(value, result);
    return result;
  }

  /** Puts the constants made so far at the head of the entry block. */
  finish(): void {
    if (this.made.length === 0) return;
    replaceBlock(this.target, 0, { instructions: [...this.made, ...this.target.blocks[0]!.instructions] });
    this.made.length = 0;
  }
}
