// Finds which functions can fail, and takes the status away from the calls of those that cannot.
import type { Call, FlowFunction, FlowInstruction, FlowProgram, Value } from '../../grammar/flow.js';
import { edgesOf } from '../../grammar/flow.js';
import * as make from '../../grammar/flow/make.js';

const statusOf = (call: Call): Value => call.results.at(-1)!;

const isInfallible = (instruction: FlowInstruction, fallible: readonly boolean[]): instruction is Call =>
  instruction.kind === 'call' && !fallible[instruction.callee];

/** Whether the function fails other than by handing on the failure of a call that cannot fail. */
function canFail({ blocks }: FlowFunction, fallible: readonly boolean[]): boolean {
  const seen = new Uint8Array(blocks.length);
  const open = [0];
  seen[0] = 1;
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const { instructions, terminator } = blocks[id]!;
    if (terminator.kind === 'fail' || instructions.some(({ kind }) => kind === 'account')) return true;
    // The builder branches on a status right after the call, to the failing side first.
    const isPassed =
      terminator.kind === 'branch' &&
      instructions.some(
        (instruction) => isInfallible(instruction, fallible) && statusOf(instruction) === terminator.left,
      );
    const edges = isPassed ? [terminator.otherwise] : edgesOf(terminator);
    for (const { block } of edges) {
      if (seen[block]) continue;
      seen[block] = 1;
      open.push(block);
    }
  }
  return false;
}

/** Replaces the status result of calls that cannot fail by the constant 0. */
function dropStatus({ blocks }: FlowFunction, fallible: readonly boolean[]): void {
  for (const { instructions } of blocks)
    for (let i = 0; i < instructions.length; i++) {
      const instruction = instructions[i]!;
      if (!isInfallible(instruction, fallible)) continue;
      const { span } = instruction;
      instructions.splice(
        i,
        1,
        make.like(instruction, { results: instruction.results.slice(0, -1) }),
        make.constant({ result: statusOf(instruction), value: 0n, span }),
      );
      i++;
    }
}

/**
 * Calls are built as if any callee might fail. This computes the least set of functions that can, and simplifies
 * calls of the others; folding then removes the branches on their status.
 */
export function settleStatus(program: FlowProgram): void {
  const fallible = program.functions.map(() => false);
  for (let changed = true; changed;) {
    changed = false;
    // Most functions come behind their first callers.
    for (let index = program.functions.length - 1; index > 0; index--) {
      if (fallible[index] || !canFail(program.functions[index]!, fallible)) continue;
      fallible[index] = true;
      changed = true;
    }
  }
  program.functions.forEach((definition, index) => {
    dropStatus(definition, fallible);
    definition.fallible = fallible[index]!;
  });
}
