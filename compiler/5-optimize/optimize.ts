// The optimizer: which passes run on Flow, in which order, how often.
import type { FlowFunction, FlowProgram } from '../../grammar/flow.js';
import { decideBranches } from './decide-branches.js';
import { foldConstants } from './fold-constants.js';
import { gatherConstants } from './gather-constants.js';
import { mergeBlocks } from './merge-blocks.js';
import { numberValues } from './number-values.js';
import { propagateCopies } from './propagate-copies.js';
import { removeDeadCode } from './remove-dead-code.js';
import { threadJumps } from './thread-jumps.js';

/** 0: only what the back end needs; 1: within functions; 2: across functions too. */
export type OptimizationLevel = 0 | 1 | 2;

export interface OptimizeOptions {
  readonly level: OptimizationLevel;
  /** Called with the program after each pass that changed it. */
  readonly afterPass?: (name: string, program: FlowProgram) => void;
}

/** A pass changes the program it is given and tells whether it did. */
export interface Pass {
  readonly name: string;
  readonly run: (program: FlowProgram) => boolean;
}

/** A pass that looks at one function at a time. */
function within(name: string, run: (target: FlowFunction, program: FlowProgram) => boolean): Pass {
  const runAll = (program: FlowProgram): boolean =>
    program.functions.map((target) => run(target, program)).some((changed) => changed);
  return { name, run: runAll };
}

export const passes = {
  'gather-constants': within('gather-constants', gatherConstants),
  'fold-constants': within('fold-constants', foldConstants),
  'propagate-copies': within('propagate-copies', propagateCopies),
  'number-values': within('number-values', numberValues),
  'decide-branches': within('decide-branches', decideBranches),
  'thread-jumps': within('thread-jumps', threadJumps),
  'merge-blocks': within('merge-blocks', mergeBlocks),
  'remove-dead-code': within('remove-dead-code', removeDeadCode),
} satisfies Record<string, Pass>;
