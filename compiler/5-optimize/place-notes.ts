// Where the program notes how long the data of its accounts is: just before accounts may first be resized, and only on
// ways that come to read the notes.
import { edgesOf, resultsOf } from '../../grammar/flow.js';
import type { FlowFunction, FlowInstruction, FlowProgram, Value } from '../../grammar/flow.js';
import * as make from '../../grammar/flow/make.js';
import type { Span } from '../../grammar/source.js';
import { noteLengths } from './note-lengths.js';
import { reach } from './resizing.js';
import { replaceBlock } from './rewrite.js';

/** Stands for the number of the function that notes lengths, until it is known to be needed. */
const unplaced = -1;

/** A call that notes all lengths, should any of them be read later. */
export function notingCall(span: Span): FlowInstruction {
  return make.call({ callee: unplaced, arguments: [], results: [], span });
}

const isNoting = (instruction: FlowInstruction): boolean =>
  instruction.kind === 'call' && instruction.callee === unplaced;

/** Whether an instruction reads notes, itself or in a function it calls. */
type Reads = (instruction: FlowInstruction) => boolean;

/** The functions that read notes which those that call them have taken, by their numbers. */
function readingFunctions(
  { functions }: FlowProgram,
  fromNotes: readonly ReadonlySet<Value>[],
  entersLate: (index: number) => boolean,
): ReadonlySet<number> {
  const callers = functions.map((): number[] => []);
  const reading: number[] = [];
  functions.forEach(({ blocks }, index) => {
    if (!entersLate(index)) return;
    if ((fromNotes[index]?.size ?? 0) > 0) reading.push(index);
    for (const { instructions } of blocks)
      for (const one of instructions)
        if (one.kind === 'call' && one.callee !== unplaced) callers[one.callee]!.push(index);
  });
  return reach(reading, (index) => callers[index]!);
}

/** The blocks from whose start control may come to an instruction that reads notes. */
function blocksBefore({ blocks }: FlowFunction, reads: Reads): ReadonlySet<number> {
  const before = blocks.map((): number[] => []);
  blocks.forEach(({ terminator }, block) =>
    edgesOf(terminator).forEach((edge) => before[edge.block]!.push(block)),
  );
  const starts = blocks.flatMap(({ instructions }, block) => (instructions.some(reads) ? [block] : []));
  return reach(starts, (block) => before[block]!);
}

/**
 * Makes the calls that note lengths call the function that does, where notes are read later, and drops the others.
 * `fromNotes` are the results in each function that are made of notes.
 */
export function placeNotes(
  program: FlowProgram,
  fromNotes: readonly ReadonlySet<Value>[],
  entersLate: (index: number) => boolean,
): void {
  const { functions } = program;
  const reading = readingFunctions(program, fromNotes, entersLate);
  let callee: number | undefined;
  const place = (target: FlowFunction, index: number): void => {
    if (!target.blocks.some(({ instructions }) => instructions.some(isNoting))) return;
    const reads: Reads = (instruction) =>
      resultsOf(instruction).some((result) => fromNotes[index]?.has(result)) ||
      (instruction.kind === 'call' && reading.has(instruction.callee));
    const isBefore = blocksBefore(target, reads);
    target.blocks.forEach(({ instructions, terminator }, block) => {
      if (!instructions.some(isNoting)) return;
      const isReadBehind = edgesOf(terminator).some((edge) => isBefore.has(edge.block));
      const placed = instructions.flatMap((instruction, at) => {
        if (instruction.kind !== 'call' || !isNoting(instruction)) return [instruction];
        if (!isReadBehind && !instructions.slice(at + 1).some(reads)) return [];
        callee ??= functions.push(noteLengths(instruction.span)) - 1;
        return [make.like(instruction, { callee })];
      });
      replaceBlock(target, block, { instructions: placed });
    });
  };
  [...functions].forEach(place);
}
