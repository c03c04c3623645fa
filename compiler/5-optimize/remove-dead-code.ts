// Removes what nobody reads: instructions without effect, block parameters, stack slots.
import type { Block, Edge, FlowFunction, FlowInstruction, Value } from '../../grammar/flow.js';
import * as make from '../../grammar/flow/make.js';
import { graphOf } from '../../grammar/flow/dominators.js';
import { Constants } from './constants.js';
import { dropParameters } from './drop-parameters.js';
import { replaceBlock, visitOperands, visitValues } from './rewrite.js';
import { removeUnreachableBlocks } from './unreachable-blocks.js';

/** By value, 1 if it is the address of a slot that does nothing but take stores; those stores are never read. */
function unreadSlots(target: FlowFunction): Uint8Array | undefined {
  if (target.slots.length === 0) return undefined;
  const addresses = new Map<Value, number>();
  const read = new Set<number>();
  for (const { instructions } of target.blocks) {
    for (const instruction of instructions) {
      if (instruction.kind === 'slot') addresses.set(instruction.result, instruction.slot);
    }
  }
  const reads = (value: Value): void => {
    const slot = addresses.get(value);
    if (slot !== undefined) read.add(slot);
  };
  for (const { instructions, terminator } of target.blocks) {
    for (const instruction of instructions) {
      if (instruction.kind === 'store') reads(instruction.value);
      else visitOperands(instruction, reads);
    }
    visitValues(terminator, reads);
  }
  const unread = new Uint8Array(target.values);
  for (const [value, slot] of addresses) if (!read.has(slot)) unread[value] = 1;
  return unread;
}

function dropUnusedSlots(target: FlowFunction): boolean {
  if (target.slots.length === 0) return false;
  const moved = new Map<number, number>();
  const sizes: number[] = [];
  for (const { instructions } of target.blocks) {
    for (const instruction of instructions) {
      if (instruction.kind !== 'slot' || moved.has(instruction.slot)) continue;
      moved.set(instruction.slot, moved.size);
      sizes.push(target.slots[instruction.slot]!);
    }
  }
  if (sizes.length === target.slots.length) return false;
  target.slots.splice(0, target.slots.length, ...sizes);
  target.blocks.forEach((block, i) => {
    const instructions = block.instructions.map((instruction) =>
      instruction.kind === 'slot'
        ? make.like(instruction, { slot: moved.get(instruction.slot)! })
        : instruction,
    );
    replaceBlock(target, i, { instructions });
  });
  return true;
}

/** Finds what something needs, in sweeps from the last block to the first. */
class Liveness {
  /** 1 by value that is needed. */
  readonly live: Uint8Array;
  private readonly unread: Uint8Array | undefined;
  private constants: Constants | undefined;
  private grown = false;

  private readonly mark = (value: Value): void => {
    if (this.live[value] === 1) return;
    this.live[value] = 1;
    this.grown = true;
  };

  constructor(private readonly target: FlowFunction) {
    this.live = new Uint8Array(target.values);
    this.unread = unreadSlots(target);
    const { order, hasLoops } = graphOf(target);
    do {
      this.grown = false;
      for (let i = order.length - 1; i >= 0; i--) this.sweep(target.blocks[order[i]!]!);
      // Without loops whatever reads a value has been seen before its definition.
    } while (hasLoops && this.grown);
  }

  /**
   * Whether running the instruction shows even if nobody reads its results. A load shows nothing: one that would fault
   * goes together with its result.
   */
  private hasEffect(instruction: FlowInstruction): boolean {
    switch (instruction.kind) {
      case 'store':
        return this.unread?.[instruction.address] !== 1;
      case 'call':
      case 'syscall':
      case 'account':
        return true;
      case 'binary': {
        if (instruction.operator !== 'div' && instruction.operator !== 'rem') return false;
        this.constants ??= new Constants(this.target);
        return (this.constants.bitsOf(instruction.right) ?? 0n) === 0n;
      }
      default:
        return false;
    }
  }

  isNeeded(instruction: FlowInstruction): boolean {
    const { kind } = instruction;
    return (
      (kind !== 'store' && kind !== 'call' && this.live[instruction.result] === 1) ||
      this.hasEffect(instruction)
    );
  }

  private sweepEdge({ block, arguments: values }: Edge): void {
    if (values.length === 0) return;
    const { parameters } = this.target.blocks[block]!;
    for (let i = 0; i < values.length; i++) if (this.live[parameters[i]!] === 1) this.mark(values[i]!);
  }

  private sweep({ instructions, terminator }: Block): void {
    switch (terminator.kind) {
      case 'jump':
        this.sweepEdge(terminator.target);
        break;
      case 'branch':
        this.mark(terminator.left);
        this.mark(terminator.right);
        this.sweepEdge(terminator.then);
        this.sweepEdge(terminator.otherwise);
        break;
      default:
        visitValues(terminator, this.mark);
    }
    for (let i = instructions.length - 1; i >= 0; i--) {
      const instruction = instructions[i]!;
      if (this.isNeeded(instruction)) visitOperands(instruction, this.mark);
    }
  }
}

export function removeDeadCode(target: FlowFunction): boolean {
  let changed = removeUnreachableBlocks(target);
  const liveness = new Liveness(target);
  const { live } = liveness;
  let drops = false;
  for (let i = 0; i < target.blocks.length; i++) {
    const { parameters, instructions } = target.blocks[i]!;
    for (const parameter of parameters) drops ||= live[parameter] === 0;
    let kept: FlowInstruction[] | undefined;
    for (let at = 0; at < instructions.length; at++) {
      const instruction = instructions[at]!;
      if (liveness.isNeeded(instruction)) kept?.push(instruction);
      else kept ??= instructions.slice(0, at);
    }
    if (!kept) continue;
    changed = true;
    replaceBlock(target, i, { instructions: kept });
  }
  if (drops) dropParameters(target, (value) => live[value] === 0);
  return dropUnusedSlots(target) || drops || changed;
}
