// The constants of one function, at the head of its entry block where every use may name them.
import type { FlowFunction, FlowInstruction, Value } from '../../grammar/flow.js';
import * as make from '../../grammar/flow/make.js';
import type { Span } from '../../grammar/source.js';
import { replaceBlock } from './rewrite.js';

/** Instructions without operands or effects: they may stand anywhere. */
export type Leaf = Extract<FlowInstruction, { readonly kind: 'constant' | 'slot' | 'address' }>;

export function isLeaf(instruction: FlowInstruction): instruction is Leaf {
  const { kind } = instruction;
  return kind === 'constant' || kind === 'slot' || kind === 'address';
}

/** The leaf under another name, for a reader at another place in the source. */
export function renameLeaf(leaf: Leaf, result: Value, span: Span): Leaf {
  switch (leaf.kind) {
    case 'constant':
      return make.constant({ result, value: leaf.value, span });
    case 'slot':
      return make.slot({ result, slot: leaf.slot, span });
    case 'address':
      return make.address({ result, rodata: leaf.rodata, span });
  }
}

/**
 * Knows which values are constants and makes new ones. New constants reach the function with `finish`; until then
 * the function is not well formed.
 */
export class Constants {
  private readonly known: (bigint | undefined)[];
  private leading: Map<bigint, Value> | undefined;
  private readonly made: FlowInstruction[] = [];

  /** `atHead`: all leaves are gathered at the head of the entry block. */
  constructor(
    private readonly target: FlowFunction,
    atHead = false,
  ) {
    this.known = new Array<bigint | undefined>(target.values).fill(undefined);
    for (const { instructions } of target.blocks) {
      for (const instruction of instructions) {
        if (instruction.kind === 'constant') this.known[instruction.result] = instruction.value;
        else if (atHead && !isLeaf(instruction)) return;
      }
      if (atHead) return;
    }
  }

  /** The 64-bit pattern of a constant. */
  bitsOf(value: Value): bigint | undefined {
    return this.known[value];
  }

  /** A value of this 64-bit pattern (taken modulo 2^64) that every block may use. */
  valueOf(bits: bigint, span: Span): Value {
    const value = BigInt.asUintN(64, bits);
    this.leading ??= this.findLeading();
    const found = this.leading.get(value);
    if (found !== undefined) return found;
    const result = this.target.values++;
    this.made.push(make.constant({ result, value, span }));
    while (this.known.length < result) this.known.push(undefined);
    this.known[result] = value;
    this.leading.set(value, result);
    return result;
  }

  private findLeading(): Map<bigint, Value> {
    const leading = new Map<bigint, Value>();
    for (const instruction of this.target.blocks[0]!.instructions) {
      if (!isLeaf(instruction)) break;
      if (instruction.kind === 'constant') leading.set(instruction.value, instruction.result);
    }
    return leading;
  }

  /** Puts the constants made so far at the head of the entry block. */
  finish(): void {
    if (this.made.length === 0) return;
    const { instructions } = this.target.blocks[0]!;
    replaceBlock(this.target, 0, { instructions: [...this.made, ...instructions] });
    this.made.length = 0;
  }
}
