// The optimizer: which passes run on Flow, in which order, how often.
import type { Block, FlowFunction, FlowProgram } from '../../grammar/flow.js';
import type { InlineLimits } from './choose-inlinings.js';
import { expandAccounts } from './expand-accounts.js';
import { gatherLeaves } from './gather-leaves.js';
import { hoistInvariants } from './hoist-invariants.js';
import { inlineFunctions } from './inline-functions.js';
import { loopTailCalls } from './loop-tail-calls.js';
import { mergeBlocks } from './merge-blocks.js';
import { mergeFailures } from './merge-failures.js';
import { mergeTests } from './merge-tests.js';
import { placeConstants } from './place-constants.js';
import { promoteMemory } from './promote-memory.js';
import { removeDeadCode } from './remove-dead-code.js';
import { removeUnreadGlobals } from './remove-unread-globals.js';
import { removeUnusedFunctions } from './remove-unused-functions.js';
import { renumberValues } from './renumber-values.js';
import { rotateLoops } from './rotate-loops.js';
import { searchCases } from './search-cases.js';
import { separateFailures } from './separate-failures.js';
import { simplify } from './simplify.js';
import { threadJumps } from './thread-jumps.js';

/** 0: only what the back end needs; 1: within functions; 2: across functions too; 3: with longer copies; s: small. */
export type OptimizationLevel = 0 | 1 | 2 | 3 | 's';

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
interface FunctionPass extends Pass {
  readonly runOn: (target: FlowFunction, program: FlowProgram) => boolean;
}

function within(name: string, runOn: FunctionPass['runOn']): FunctionPass {
  const run = (program: FlowProgram): boolean => {
    let changed = false;
    for (const target of program.functions) changed = runOn(target, program) || changed;
    return changed;
  };
  return { name, run, runOn };
}

const inlining = (name: string, limits: InlineLimits): Pass => ({
  name,
  run: (program) => inlineFunctions(program, limits),
});

export const passes = {
  'gather-leaves': within('gather-leaves', gatherLeaves),
  'separate-failures': within('separate-failures', separateFailures),
  'remove-unread-globals': { name: 'remove-unread-globals', run: removeUnreadGlobals },
  'remove-unused-functions': { name: 'remove-unused-functions', run: removeUnusedFunctions },
  simplify: within('simplify', simplify),
  'thread-jumps': within('thread-jumps', threadJumps),
  'rotate-loops': within('rotate-loops', rotateLoops),
  'hoist-invariants': within('hoist-invariants', hoistInvariants),
  'merge-blocks': within('merge-blocks', mergeBlocks),
  'merge-failures': within('merge-failures', mergeFailures),
  'search-cases': within('search-cases', searchCases),
  'merge-tests': within('merge-tests', mergeTests),
  'remove-dead-code': within('remove-dead-code', removeDeadCode),
  'loop-tail-calls': { name: 'loop-tail-calls', run: loopTailCalls },
  'inline-functions': inlining('inline-functions', { longestGain: 8 }),
  'inline-long-functions': inlining('inline-long-functions', { longestGain: 24 }),
  'inline-short-functions': inlining('inline-short-functions', { longestGain: 0 }),
  'promote-memory': { name: 'promote-memory', run: promoteMemory },
  'expand-accounts': { name: 'expand-accounts', run: expandAccounts },
  'place-constants': within('place-constants', placeConstants),
  'renumber-values': within('renumber-values', renumberValues),
} satisfies Record<string, Pass>;

export type PassName = keyof typeof passes;

/** Run on a function in turn until none of them changes it; each sees what the ones before have uncovered. */
const simplifying = [
  'simplify',
  'thread-jumps',
  'rotate-loops',
  'hoist-invariants',
  'merge-blocks',
  'remove-dead-code',
] as const satisfies readonly PassName[];

/**
 * Whether what a pass changed may give another round something to do. `simplify` stands first: the others have seen what
 * it did. Blocks that follow each other once it is done tell it nothing new when it has just been at work the first time.
 */
function isOpening(name: PassName, isFirst: boolean): boolean {
  return name === 'merge-blocks' ? !isFirst : name !== 'simplify';
}

/** What makes new ways through a function. */
const reshaping: ReadonlySet<PassName> = new Set(['thread-jumps', 'rotate-loops', 'hoist-invariants']);

/** Most functions settle in three; the bound keeps compile time linear. */
const simplifyRounds = 10;

/** The same without what copies loops' conditions. */
const shrinking = simplifying.filter((name) => name !== 'rotate-loops');

type Rounds = readonly (typeof simplifying)[number][];
type FunctionPassName = {
  [Name in PassName]: (typeof passes)[Name] extends FunctionPass ? Name : never;
}[PassName];
type FunctionStep = { readonly pass: FunctionPassName } | { readonly rounds: Rounds; readonly most?: number };
type Step = FunctionStep | { readonly pass: Exclude<PassName, FunctionPassName> };

const isFunctionStep = (step: Step): step is FunctionStep => 'rounds' in step || 'runOn' in passes[step.pass];

/** Failures are shared last: until then each is in a place of its own. */
const finish: readonly Step[] = [
  { pass: 'remove-unread-globals' },
  { pass: 'search-cases' },
  { pass: 'merge-failures' },
  { pass: 'merge-blocks' },
  { pass: 'merge-tests' },
  { pass: 'remove-dead-code' },
  { pass: 'place-constants' },
  { pass: 'renumber-values' },
];

const begin: readonly Step[] = [
  { pass: 'remove-unused-functions' },
  { pass: 'loop-tail-calls' },
  { pass: 'gather-leaves' },
  { pass: 'separate-failures' },
];

/** Expanded accounts open so much that a function need not have settled before; memory is looked at in its last shape. */
const across = (inline: PassName, rounds: Rounds): readonly Step[] => [
  ...begin,
  { rounds, most: 1 },
  { pass: inline },
  { pass: 'remove-unused-functions' },
  { rounds, most: 2 },
  { pass: 'expand-accounts' },
  { rounds },
  { pass: 'promote-memory' },
  { rounds },
  { pass: inline },
  { pass: 'remove-unused-functions' },
  { rounds },
  ...finish,
];

/** The way of a program through the optimizer, by level. */
const plans: { readonly [Level in OptimizationLevel]: readonly Step[] } = {
  0: [{ pass: 'separate-failures' }, { pass: 'loop-tail-calls' }, { pass: 'expand-accounts' }],
  1: [
    ...begin,
    { rounds: simplifying },
    { pass: 'promote-memory' },
    { pass: 'remove-unused-functions' },
    { pass: 'expand-accounts' },
    { rounds: simplifying },
    ...finish,
  ],
  2: across('inline-functions', simplifying),
  3: across('inline-long-functions', simplifying),
  s: across('inline-short-functions', shrinking).filter(
    (step) => !('pass' in step && step.pass === 'search-cases'),
  ),
};

/** The optimized program; the one that is given stays as it is. Afterwards no `account` instruction is left. */
export function optimize(program: FlowProgram, options: OptimizeOptions): FlowProgram {
  const functions = program.functions.map((target) => ({
    ...target,
    blocks: [...target.blocks],
    slots: [...target.slots],
  }));
  const copy: FlowProgram = { ...program, functions };
  /** What a function was like when the rounds came to an end, so that they need not begin again before it changes. */
  const settled = new Map<FlowFunction, readonly Block[]>();
  /** The functions in which blocks were copied or loops changed, so that more may follow. */
  const reshaped = new Set<FlowFunction>();
  const isSettled = (target: FlowFunction): boolean => {
    const before = settled.get(target);
    return before?.length === target.blocks.length && before.every((block, i) => block === target.blocks[i]);
  };
  const settle = (target: FlowFunction, rounds: Rounds, most: number): void => {
    for (let round = 0; round < most; round++) {
      let isOpen = false;
      for (const name of rounds) {
        if (!passes[name].runOn(target, copy)) continue;
        options.afterPass?.(name, copy);
        if (reshaping.has(name)) reshaped.add(target);
        isOpen ||= isOpening(name, round === 0 && !reshaped.has(target));
      }
      if (isOpen) continue;
      settled.set(target, [...target.blocks]);
      return;
    }
  };
  const stepOn = (step: FunctionStep, target: FlowFunction): void => {
    if ('rounds' in step) {
      if (!isSettled(target)) settle(target, step.rounds, step.most ?? simplifyRounds);
    } else if (passes[step.pass].runOn(target, copy)) options.afterPass?.(step.pass, copy);
  };
  let waiting: FunctionStep[] = [];
  /** Function by function, so that what steps make for one another is gone before the next function. */
  const stepOnAll = (): void => {
    for (const target of copy.functions) for (const step of waiting) stepOn(step, target);
    waiting = [];
  };
  for (const step of plans[options.level]) {
    if (isFunctionStep(step)) waiting.push(step);
    else {
      stepOnAll();
      const resting = step.pass === 'remove-unused-functions' ? copy.functions.filter(isSettled) : [];
      if (passes[step.pass].run(copy)) options.afterPass?.(step.pass, copy);
      // Other numbers of callees give the passes nothing to do.
      for (const target of resting) settled.set(target, [...target.blocks]);
    }
  }
  stepOnAll();
  return copy;
}
