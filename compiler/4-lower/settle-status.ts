// Finds which functions can fail, and takes the status away from the calls of those that cannot.
import type { FlowFunction, FlowInstruction, FlowProgram, Value } from '../../grammar/flow.js';
import { edgesOf } from '../../grammar/flow.js';

type Call = Extract<FlowInstruction, { kind: 'call' }>;

const statusOf = (call: Call): Value => call.results.at(-1)!;

/** Whether the function fails other than by handing on the failure of a call that cannot fail. */
function canFail(definition: FlowFunction, fallible: readonly boolean[]): boolean {
  const infallibleStatus = new Set<Value>();
  for (const block of definition.blocks) {
    for (const instruction of block.instructions) {
      if (instruction.kind === 'call' && !fallible[instruction.callee])
        infallibleStatus.add(statusOf(instruction));
    }
  }
  const seen = new Set([0]);
  const open = [0];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const { instructions, terminator } = definition.blocks[id]!;
    if (terminator.kind === 'fail' || instructions.some(({ kind }) => kind === 'account')) return true;
    // The builder branches on a status right after the call, to the failing side first.
    const edges =
      terminator.kind === 'branch' && infallibleStatus.has(terminator.left)
        ? [terminator.otherwise]
        : edgesOf(terminator);
    for (const { block } of edges) {
      if (seen.has(block)) continue;
      seen.add(block);
      open.push(block);
    }
  }
  return false;
}

/** Replaces the status result of calls that cannot fail by the constant 0. */
function dropStatus(definition: FlowFunction, fallible: readonly boolean[]): void {
  for (const block of definition.blocks) {
    const rewritten = block.instructions.flatMap((instruction): FlowInstruction[] => {
      if (instruction.kind !== 'call' || fallible[instruction.callee]) return [instruction];
      const status: FlowInstruction = {
        kind: 'constant',
        result: statusOf(instruction),
        value: 0n,
        span: instruction.span,
      };
      return [{ ...instruction, results: instruction.results.slice(0, -1) }, status];
    });
    block.instructions.splice(0, block.instructions.length, ...rewritten);
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
    program.functions.forEach((definition, index) => {
      if (index === 0 || fallible[index] || !canFail(definition, fallible)) return;
      fallible[index] = true;
      changed = true;
    });
  }
  program.functions.forEach((definition, index) => {
    dropStatus(definition, fallible);
    program.functions[index] = { ...definition, fallible: fallible[index]! };
  });
}
