// The code of a program as blocks, in an order in which a loop stands together and before what follows it.
import type { Assembly } from '../../grammar/assembly.js';
import { componentsOf } from '../../grammar/components.js';
import { rowFor, wideImmediate, type NamedOpcodeRow } from '../../grammar/sbpf.js';
import type { Span } from '../../grammar/source.js';
import { testNamed, type Test } from './compare.js';
import { constant, type Value } from './value.js';

/** One instruction, taken apart. */
export interface Step {
  readonly pc: number;
  readonly row: NamedOpcodeRow;
  /** `add` of `add64`. */
  readonly operation: string;
  readonly dst: number;
  readonly src: number;
  readonly offset: number;
  /** The operand, if it is no register. */
  readonly immediate: Value | undefined;
  readonly test: Test | undefined;
  /** Where it jumps, or the function it calls. */
  readonly target: number | undefined;
  readonly syscall: string | undefined;
  readonly span: Span | undefined;
}

/** Steps that are done one after another. */
export interface Block {
  readonly steps: readonly Step[];
  /** Where control goes from its end, if the last step does not jump. */
  readonly next: number | undefined;
  /** Its place in the order. */
  readonly rank: number;
}

/** The steps of a program, by their pc; the second slot of a wide constant has none. */
export function stepsOf(assembly: Assembly): readonly (Step | undefined)[] {
  const { version, slots } = assembly;
  const syscalls = new Map(assembly.syscalls.map(({ pc, name }) => [pc, name]));
  return slots.map((slot, pc): Step | undefined => {
    const row = rowFor(slot.opcode, version);
    if (!row) return undefined;
    const { shape, mnemonic } = row;
    const isJump = shape === 'jump' || shape.startsWith('branch');
    const syscall = syscalls.get(pc);
    const isCall = shape === 'call' && syscall === undefined;
    const signed = BigInt(slot.immediate);
    const wide = shape === 'lddw' ? wideImmediate(slot.immediate, slots[pc + 1]!.immediate) : undefined;
    const bits = shape === 'branch-imm' && row.width === 32 ? 32 : 64;
    const isImmediate = shape === 'dst-imm' || shape === 'branch-imm' || shape === 'store-imm';
    return {
      pc,
      row,
      operation: mnemonic.replace(/(32|64)$/, ''),
      dst: slot.dst,
      src: slot.src,
      offset: slot.offset,
      immediate:
        isImmediate || wide !== undefined ? constant(wide ?? BigInt.asUintN(bits, signed)) : undefined,
      test: shape.startsWith('branch') ? testNamed(mnemonic.replace('32', ''), row.width) : undefined,
      target: isJump ? pc + 1 + slot.offset : isCall ? pc + 1 + slot.immediate : undefined,
      syscall,
      span: slot.span,
    };
  });
}

const isEnd = ({ row }: Step): boolean => row.shape === 'exit' || row.shape === 'callx';

/** The pcs that may follow a block. */
const successorsOf = (steps: readonly Step[], next: number | undefined): readonly number[] => {
  const { target, test } = steps.at(-1)!;
  const jumps = target !== undefined && (test || steps.at(-1)!.row.shape === 'jump') ? [target] : [];
  return next === undefined ? jumps : [...jumps, next];
};

/** The blocks that control can come to from a pc, by their first one. */
export function blocksFrom(start: number, steps: readonly (Step | undefined)[]): ReadonlyMap<number, Block> {
  const leaders = new Set([start]);
  for (const step of steps) if (step?.target !== undefined) leaders.add(step.target);
  const found = new Map<number, { steps: Step[]; next: number | undefined }>();
  const open = [start];
  for (let first = open.pop(); first !== undefined; first = open.pop()) {
    if (found.has(first)) continue;
    const block: { steps: Step[]; next: number | undefined } = { steps: [], next: undefined };
    for (let pc = first; ;) {
      const step = steps[pc];
      if (!step) break;
      block.steps.push(step);
      pc += step.row.shape === 'lddw' ? 2 : 1;
      if (isEnd(step) || step.row.shape === 'jump') break;
      if (!step.test && !leaders.has(pc)) continue;
      block.next = pc;
      break;
    }
    found.set(first, block);
    open.push(...successorsOf(block.steps, block.next));
  }
  const ranks = new Map(
    inOrder(start, [...found.keys()], (pc) => {
      const { steps: own, next } = found.get(pc)!;
      return successorsOf(own, next);
    }).map((pc, rank) => [pc, rank]),
  );
  return new Map([...found].map(([pc, block]) => [pc, { ...block, rank: ranks.get(pc)! }]));
}

/**
 * Nodes so that each loop, the head first, is before what only follows it. Bourdoncle (1993), "Efficient chaotic
 * iteration strategies with widenings": the strongly connected components in their order, and in each the same again
 * without its head.
 */
function inOrder(
  start: number,
  nodes: readonly number[],
  successors: (node: number) => readonly number[],
): readonly number[] {
  const order: number[] = [];
  const open: { start: number; nodes: readonly number[] }[] = [{ start, nodes }];
  for (let part = open.pop(); part; part = open.pop()) {
    if (part.nodes.length === 1) {
      order.push(part.nodes[0]!);
      continue;
    }
    const inside = new Set(part.nodes);
    const components = componentsOf([part.start, ...part.nodes], (node) =>
      successors(node)
        .filter((next) => inside.has(next))
        .toReversed(),
    );
    if (components.length > 1) {
      // The last one is to be done first.
      for (const component of components) open.push({ start: component[0]!, nodes: component });
      continue;
    }
    const [head, ...rest] = components[0]!;
    order.push(head!);
    if (rest.length > 0) open.push({ start: rest[0]!, nodes: rest });
  }
  return order;
}
