// Decides which calls give way to the body of the function they call: it is called once, or it is very small.
import {
  type Block,
  type BlockId,
  type Call,
  type Fail,
  type FlowFunction,
  type FlowProgram,
} from '../../grammar/flow.js';
import { callGraphOf } from './call-graph.js';
import { Constants, isLeaf } from './constants.js';
import { hasAccounts } from './expand-accounts.js';
import { arriving } from './merge-blocks.js';

/** A call whose place the body of the callee takes. */
export interface Inlining {
  readonly block: BlockId;
  /** Where the call stands in the block. */
  readonly at: number;
  readonly callee: number;
  /** What the caller does where the callee fails, if all it does is to hand the failure on. */
  readonly handler: Fail | undefined;
}

/** The call itself and the callee's exit; each argument and result costs about a move more. */
const callOverhead = 2;
/** How much longer a copy may be than the call it replaces. */
export interface InlineLimits {
  readonly longestGain: number;
}
/** What the search for an account takes, which a copy does not need where the way to the account is known. */
const accountSearch = 24;
/** All copies of functions that stay make the program longer by at most this many instructions, or as it is long. */
const leastGrowth = 400;
/** Slots of the merged functions take at most this many bytes of the 4096 of a frame; spilled values need room too. */
const mergedSlotBytes = 2048;
/** Functions stop growing here, so that compiling stays quick. */
const largestFunction = 20_000;

function sizeOf({ blocks }: FlowFunction): number {
  let size = blocks.length;
  for (const { instructions } of blocks) {
    for (const instruction of instructions) if (!isLeaf(instruction)) size++;
  }
  return size;
}

/** How a function says which accounts it looks for: by parameters at these positions, or itself. */
interface Searched {
  readonly parameters: ReadonlySet<number>;
  readonly isKnown: boolean;
}

const nothingSearched: Searched = { parameters: new Set(), isKnown: false };

function searchedBy(target: FlowFunction): Searched {
  if (!hasAccounts(target)) return nothingSearched;
  const parameters = new Set<number>();
  const constants = new Constants(target);
  let isKnown = false;
  for (const { instructions } of target.blocks) {
    for (const instruction of instructions) {
      if (instruction.kind !== 'account') continue;
      isKnown ||= constants.bitsOf(instruction.index) !== undefined;
      parameters.add(target.parameters.indexOf(instruction.index));
    }
  }
  return { parameters, isKnown };
}

const slotBytes = (target: FlowFunction): number => target.slots.reduce((sum, size) => sum + size, 0);

/**
 * The end of what follows the call at place `at` of a block, if all it does is to hand a failure on, so that the
 * callee's own `fail` can take its place.
 */
function handlerOf(
  caller: FlowFunction,
  { instructions, terminator }: Block,
  at: number,
  constants: Constants,
): Fail | undefined {
  const call = instructions[at] as Call;
  if (!instructions.slice(at + 1).every(isLeaf) || terminator.kind !== 'branch') return undefined;
  const { comparison, left, right, then, otherwise } = terminator;
  if (left !== call.results.at(-1) || constants.bitsOf(right) !== 0n) return undefined;
  if (comparison !== 'ne' && comparison !== 'eq') return undefined;
  const edge = comparison === 'ne' ? then : otherwise;
  const handler = caller.blocks[edge.block]!;
  const { terminator: end } = handler;
  if (!handler.instructions.every(isLeaf) || end.kind !== 'fail') return undefined;
  return arriving(handler, edge)(end.code) === call.results[0] ? end : undefined;
}

export interface Inlinings {
  /** By function, in order, the calls that give way. */
  readonly chosen: readonly (readonly Inlining[])[];
  /** The functions, each before those whose bodies it takes in. */
  readonly topDown: readonly number[];
}

/** Chooses from the callees up, which are counted as long as they will have become themselves. */
export function chooseInlinings(program: FlowProgram, { longestGain }: InlineLimits): Inlinings {
  const { callees, calls, bottomUp, recursive } = callGraphOf(program);
  const sizes = program.functions.map(sizeOf);
  const slots = program.functions.map(slotBytes);
  const findsAccounts = program.functions.map(hasAccounts);
  const searched = program.functions.map(searchedBy);
  let growth = Math.max(
    leastGrowth,
    sizes.reduce((sum, size) => sum + size, 0),
  );

  const isWanted = (call: Call, caller: number, constants: Constants): boolean => {
    const { callee: index, arguments: operands, results } = call;
    if (recursive.has(index)) return false;
    const callee = program.functions[index]!;
    // What `allocates` may yet come to lie elsewhere; then it is a function like any other.
    if (callee.allocates || callee.kept) return false;
    if (slots[caller]! + slots[index]! > mergedSlotBytes && slots[index]! > 0) return false;
    if (calls[index] === 1) return true;
    const longer = sizes[index]! - callOverhead - operands.length - results.length;
    const { parameters, isKnown } = searched[index]!;
    const findsAccount =
      isKnown || operands.some((operand, i) => parameters.has(i) && constants.bitsOf(operand) !== undefined);
    if (longer > longestGain + (findsAccount ? accountSearch : 0) || longer > growth) return false;
    growth -= Math.max(longer, 0);
    return true;
  };

  const chosen: Inlining[][] = program.functions.map(() => []);
  for (const index of bottomUp) {
    if (callees[index]!.length === 0) continue;
    const caller = program.functions[index]!;
    const constants = new Constants(caller);
    caller.blocks.forEach((block, number) => {
      block.instructions.forEach((call, at) => {
        if (call.kind !== 'call' || !isWanted(call, index, constants)) return;
        const { callee } = call;
        if (sizes[index]! + sizes[callee]! > largestFunction) return;
        const handler = program.functions[callee]!.fallible
          ? handlerOf(caller, block, at, constants)
          : undefined;
        // An `account` that finds none fails for the function it stands in.
        if (findsAccounts[callee]! && !handler) return;
        chosen[index]!.push({ block: number, at, callee, handler });
        // The blocks that go on after calls are as many as the calls that are gone.
        sizes[index]! += sizes[callee]!;
        slots[index]! += slots[callee]!;
        findsAccounts[index] ||= findsAccounts[callee]!;
      });
    });
  }
  return { chosen, topDown: bottomUp.toReversed() };
}
