// Liveness: which registers the functions of a program take, leave and need, seen over all their calls.
import type { Decoded } from './decode.js';
import type { Block, FunctionGraph } from './graph.js';
import { ends } from './graph.js';
import { argumentMask, kept, passedBack } from './registers.js';

/** What a function has to do with its callers. */
export interface FunctionShape {
  readonly graph: FunctionGraph;
  /** The registers it must be given. */
  takes: number;
  /** The registers whose values it hands back; any of r0 to r5, or more for a function that a run begins with. */
  gives: number;
  /** Whether the program may end where it ends. */
  isLast: boolean;
}

/** Whoever is not translated may take all registers. */
export function everything(framed: boolean): number {
  return framed ? 0x3ff : 0x7ff;
}

/**
 * Sets `takes` and `gives` of functions, and the live registers of their blocks. `gives` holds at first what is asked
 * for from outside.
 */
export function findLiveness(
  decoded: Decoded,
  functions: ReadonlyMap<number, FunctionShape>,
  framed: boolean,
): void {
  const all = everything(framed);
  const callers = new Map<number, Set<FunctionShape>>();
  const waiting = new Set(functions.values());
  const wake = (pc: number): void => {
    for (const caller of callers.get(pc) ?? []) waiting.add(caller);
  };
  /** Asks the function at `pc` for registers; its own liveness has to be found again if that is new. */
  const ask = (pc: number, registers: number): void => {
    const callee = functions.get(pc);
    if (callee === undefined || (callee.gives | registers) === callee.gives) return;
    callee.gives |= registers;
    waiting.add(callee);
    wake(pc);
  };
  const endWith = (pc: number): void => {
    const callee = functions.get(pc);
    if (callee === undefined || callee.isLast) return;
    callee.isLast = true;
    waiting.add(callee);
  };
  const takenBy = (pc: number): number => functions.get(pc)?.takes ?? all;

  const before = (shape: FunctionShape, block: Block, after: number): number => {
    switch (block.ending) {
      case ends.call: {
        const callee = decoded.target[block.last]!;
        ask(callee, after & passedBack);
        return (after & kept) | takenBy(callee);
      }
      case ends.syscall:
        return (after & ~1) | argumentMask;
      case ends.callx:
        return all;
      case ends.exit:
        return shape.gives;
      case ends.tail:
        ask(block.start, shape.gives);
        // A tail call hands back exactly what its function does.
        shape.gives |= functions.get(block.start)?.gives ?? 0;
        if (shape.isLast) endWith(block.start);
        return takenBy(block.start);
      case ends.trap:
        return 0;
      default:
        return after;
    }
  };

  const settle = (shape: FunctionShape): void => {
    const { blocks } = shape.graph;
    for (let changed = true; changed;) {
      changed = false;
      for (let id = blocks.length - 1; id >= 0; id--) {
        const block = blocks[id]!;
        let after = 0;
        for (const next of block.next) after |= next.liveIn;
        block.liveOut = after;
        const live = (block.reads | (before(shape, block, after) & ~block.writes)) & all;
        if (live === block.liveIn) continue;
        block.liveIn = live;
        changed ||= block.isLoop;
      }
    }
  };

  for (const shape of functions.values())
    for (const { ending, last, start } of shape.graph.blocks) {
      const callee = ending === ends.call ? decoded.target[last]! : ending === ends.tail ? start : undefined;
      if (callee === undefined) continue;
      const known = callers.get(callee);
      if (known === undefined) callers.set(callee, new Set([shape]));
      else known.add(shape);
    }
  for (const shape of waiting) {
    waiting.delete(shape);
    const { takes, gives } = shape;
    settle(shape);
    const { entry } = shape.graph;
    shape.takes = shape.graph.blocks[0]!.liveIn;
    if (shape.gives !== gives) waiting.add(shape);
    if (shape.takes !== takes || shape.gives !== gives) wake(entry);
  }
}
