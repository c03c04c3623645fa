// Structure: blocks and loops of WebAssembly that lead along the ways of a function.
import type { Block } from './graph.js';
import { op } from './opcodes.js';
import type { Code } from './code.js';

/** What writes the insides of blocks. */
export interface Flow {
  readonly code: Code;
  /** How many blocks of WebAssembly are open. */
  readonly depth: number;
  open(opcode: number): void;
  close(): void;
  /** The instructions; where two ways lead on, the condition of the first one is left on the stack. */
  emitBlock(block: Block): void;
  /** The end of a block that does not lead on. */
  emitEnd(block: Block): void;
}

/**
 * For functions whose loops have one entrance each. Source: Ramsey, Beyond Relooper: a block of WebAssembly ends where
 * ways meet, a loop begins where they lead back, and what a block dominates is written inside or behind it.
 */
export function emitStructured(entry: Block, flow: Flow): void {
  /** How many blocks are open inside the one whose label leads to a block. */
  const labels = new Map<Block, number>();

  const branchTo = (block: Block, opcode: number = op.br): void => {
    flow.code.byte(opcode).unsigned(flow.depth - labels.get(block)!);
  };

  const emitTree = (block: Block): void => {
    if (block.isLoop) {
      flow.open(op.loop);
      labels.set(block, flow.depth);
    }
    const meeting = block.dominated.filter(({ merges }) => merges);
    for (const one of meeting.toReversed()) {
      flow.open(op.block);
      labels.set(one, flow.depth);
    }
    emitInside(block);
    // The first ways to meet are the innermost.
    for (const one of meeting) {
      flow.close();
      emitTree(one);
    }
    if (block.isLoop) flow.close();
  };

  const emitInside = (block: Block): void => {
    flow.emitBlock(block);
    const [first, second] = block.next;
    if (first === undefined) flow.emitEnd(block);
    else if (second === undefined) goTo(block, first);
    else emitChoice(block, first, second);
  };

  const isLabel = (from: Block, to: Block): boolean => to.id <= from.id || to.merges;

  const goTo = (from: Block, to: Block): void => {
    if (isLabel(from, to)) branchTo(to);
    else emitTree(to);
  };

  const emitChoice = (block: Block, first: Block, second: Block): void => {
    if (isLabel(block, first)) {
      branchTo(first, op.brIf);
      goTo(block, second);
    } else if (isLabel(block, second)) {
      flow.code.byte(op.i32Eqz);
      branchTo(second, op.brIf);
      goTo(block, first);
    } else {
      flow.open(op.if);
      goTo(block, first);
      flow.code.byte(op.else);
      goTo(block, second);
      flow.close();
    }
  };

  emitTree(entry);
  flow.code.byte(op.unreachable);
}

/** For all others: a loop that goes to the block whose number a local holds. */
export function emitDispatch(blocks: readonly Block[], flow: Flow, label: number): void {
  const { code } = flow;
  code.i32(0).set(label);
  flow.open(op.loop);
  const loop = flow.depth;
  for (const _ of blocks) flow.open(op.block);
  code
    .get(label)
    .byte(op.brTable)
    .unsigned(blocks.length - 1);
  for (const { id } of blocks) code.unsigned(id);
  const go = (to: Block): void => {
    code
      .i32(to.id)
      .set(label)
      .byte(op.br)
      .unsigned(flow.depth - loop);
  };
  for (const block of blocks) {
    flow.close();
    flow.emitBlock(block);
    const [first, second] = block.next;
    if (first === undefined) flow.emitEnd(block);
    else if (second === undefined) go(first);
    else {
      flow.open(op.if);
      go(first);
      flow.close();
      go(second);
    }
  }
  flow.close();
  code.byte(op.unreachable);
}
