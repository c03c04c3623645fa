// Removes functions that the entry never comes to call.
import type { FlowProgram } from '../../grammar/flow.js';
import * as make from '../../grammar/flow/make.js';
import { calleesOf } from './call-graph.js';
import { replaceBlock } from './rewrite.js';

export function removeUnusedFunctions(program: FlowProgram): boolean {
  const { functions } = program;
  const used = new Set([0]);
  // The set grows while it is walked.
  for (const index of used) for (const callee of calleesOf(functions[index]!)) used.add(callee);
  if (used.size === functions.length) return false;
  const kept = functions.map((_, i) => i).filter((i) => used.has(i));
  const moved = new Map(kept.map((old, i) => [old, i]));
  const remaining = kept.map((old) => functions[old]!);
  functions.splice(0, functions.length, ...remaining);
  for (const target of functions) {
    target.blocks.forEach(({ instructions }, i) => {
      if (!instructions.some(({ kind }) => kind === 'call')) return;
      replaceBlock(target, i, {
        instructions: instructions.map((instruction) =>
          instruction.kind === 'call'
            ? make.like(instruction, { callee: moved.get(instruction.callee)! })
            : instruction,
        ),
      });
    });
  }
  return true;
}
