// Puts the body of a function in the place of its call, if the function is called once or is very small.
import {
  handedOn,
  type Block,
  type BlockId,
  type FlowFunction,
  type FlowInstruction,
  type FlowProgram,
  type Terminator,
  type Value,
} from '../../grammar/flow.js';
import * as make from '../../grammar/flow/make.js';
import type { Span } from '../../grammar/source.js';
import { callGraphOf } from './call-graph.js';
import { Constants, isLeaf } from './constants.js';
import { copyInstruction, copyTerminator, namesIn } from './copy-function.js';
import { hasAccounts } from './expand-accounts.js';
import { arriving } from './merge-blocks.js';
import { replaceBlock } from './rewrite.js';

type Call = Extract<FlowInstruction, { readonly kind: 'call' }>;
type Failure = Extract<Terminator, { readonly kind: 'fail' }>;

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
): Failure | undefined {
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

/** The callee's failure where the caller handed it on: whichever of the two knows a reason tells reason and place. */
function handedFailure(own: Failure, handler: Failure, call: Call): Failure {
  if (own.reason !== handedOn || handler.reason === handedOn) return own;
  return make.fail({ code: own.code, reason: handler.reason, span: call.span });
}

/** How places in a callee are told where it takes the place of a call: those of another text with the call. */
function placesAt(call: Span): (span: Span) => Span {
  const known = new Map<Span, Span>();
  const place = (span: Span): Span => {
    const { calledAt, source } = span;
    if (!calledAt && source !== call.source) return { ...span, calledAt: call };
    if (!calledAt) return call.calledAt ? { ...span, calledAt: call.calledAt } : span;
    const at = place(calledAt);
    return at === calledAt ? span : { ...span, calledAt: at };
  };
  return (span) => {
    if (span.source === call.source && !span.calledAt && !call.calledAt) return span;
    const placed = known.get(span) ?? place(span);
    known.set(span, placed);
    return placed;
  };
}

/** Copies the body of `callee` for the call at place `at` of block `index`; gives the block that goes on after it. */
function inlineCall(
  caller: FlowFunction,
  callee: FlowFunction,
  index: BlockId,
  at: number,
  constants: Constants,
): BlockId {
  const { instructions, terminator, cold } = caller.blocks[index]!;
  const call = instructions[at] as Call;
  const handler = callee.fallible ? handlerOf(caller, caller.blocks[index]!, at, constants) : undefined;

  const rename = namesIn(caller, callee, call.arguments);
  const firstSlot = caller.slots.length;
  caller.slots.push(...callee.slots);
  const next =
    caller.blocks.push({
      parameters: [...call.results],
      instructions: instructions.slice(at + 1),
      terminator,
      cold,
    }) - 1;
  const firstBlock = caller.blocks.length;
  const status = (bits: bigint): Value => constants.valueOf(bits, call.span);

  const move = (block: BlockId): BlockId => block + firstBlock;
  /** The end of a copied block: leaving the callee means going on in the caller. */
  const finish = (original: Terminator): Terminator => {
    const end = copyTerminator(original, rename, move);
    const goOn = (values: readonly Value[]): Terminator =>
      make.jump({ target: { block: next, arguments: values }, span: end.span });
    if (end.kind === 'return') return goOn(callee.fallible ? [...end.values, status(0n)] : end.values);
    if (end.kind === 'fail') {
      if (handler) return handedFailure(end, handler, call);
      const unused = Array.from({ length: Math.max(0, callee.results - 1) }, () => status(0n));
      return goOn(callee.results === 0 ? [end.code] : [end.code, ...unused, status(1n)]);
    }
    return end;
  };
  const place = placesAt(call.span);
  const placed = <T extends FlowInstruction | Terminator>(part: T): T => {
    const span = place(part.span);
    return span === part.span ? part : (make.like<FlowInstruction | Terminator>(part, { span }) as T);
  };
  for (const block of callee.blocks) {
    caller.blocks.push({
      parameters: block.parameters.map(rename),
      instructions: block.instructions.map((instruction) =>
        placed(copyInstruction(instruction, rename, firstSlot)),
      ),
      terminator: finish(placed(block.terminator)),
      cold: cold || block.cold,
    });
  }
  replaceBlock(caller, index, {
    instructions: instructions.slice(0, at),
    terminator: make.jump({ target: { block: firstBlock, arguments: [] }, span: call.span }),
  });
  return next;
}

export function inlineFunctions(program: FlowProgram, { longestGain }: InlineLimits): boolean {
  const { callees, calls, bottomUp, recursive } = callGraphOf(program);
  const sizes = program.functions.map(sizeOf);
  const searched = program.functions.map(searchedBy);
  let growth = Math.max(
    leastGrowth,
    sizes.reduce((sum, size) => sum + size, 0),
  );
  let changed = false;

  const isWanted = (call: Call, caller: FlowFunction, constants: Constants): boolean => {
    const { callee: index, arguments: operands, results } = call;
    if (recursive.has(index)) return false;
    const callee = program.functions[index]!;
    // What `allocates` may yet come to lie elsewhere; then it is a function like any other.
    if (callee.allocates || callee.kept) return false;
    if (slotBytes(caller) + slotBytes(callee) > mergedSlotBytes && callee.slots.length > 0) return false;
    if (calls[index] === 1) return true;
    const longer = sizes[index]! - callOverhead - operands.length - results.length;
    const { parameters, isKnown } = searched[index]!;
    const findsAccount =
      isKnown || operands.some((operand, i) => parameters.has(i) && constants.bitsOf(operand) !== undefined);
    if (longer > longestGain + (findsAccount ? accountSearch : 0) || longer > growth) return false;
    growth -= Math.max(longer, 0);
    return true;
  };
  // An `account` that finds none fails for the function it stands in.
  const keepsFailures = (
    callee: FlowFunction,
    caller: FlowFunction,
    block: Block,
    at: number,
    known: Constants,
  ): boolean => !hasAccounts(callee) || handlerOf(caller, block, at, known) !== undefined;

  for (const callerIndex of bottomUp) {
    if (callees[callerIndex]!.length === 0) continue;
    const caller = program.functions[callerIndex]!;
    const constants = new Constants(caller);
    // Continuations and copied bodies are appended; calls in copied bodies have been weighed in their own function.
    for (let block = 0, end = caller.blocks.length; block < end; block++) {
      let index = block;
      for (let at = 0; at < caller.blocks[index]!.instructions.length; at++) {
        const instruction = caller.blocks[index]!.instructions[at]!;
        if (instruction.kind !== 'call' || !isWanted(instruction, caller, constants)) continue;
        if (sizes[callerIndex]! + sizes[instruction.callee]! > largestFunction) continue;
        const callee = program.functions[instruction.callee]!;
        if (!keepsFailures(callee, caller, caller.blocks[index]!, at, constants)) continue;
        sizes[callerIndex]! += sizes[instruction.callee]!;
        index = inlineCall(caller, callee, index, at, constants);
        at = -1;
        changed = true;
      }
    }
    constants.finish();
    sizes[callerIndex] = sizeOf(caller);
  }
  return changed;
}
