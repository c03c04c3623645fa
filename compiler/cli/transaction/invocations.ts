// The invocations of a transaction as a tree: its instructions, and in each what its program invoked.
import type { TransactionFixture } from '../../../grammar/fixture.js';
import type { ExecutionError } from '../../../runtime/bank/errors.js';
import { precompileIds } from '../../../runtime/bank/precompile.js';
import type { InvocationOutcome, TransactionOutcome } from '../../../runtime/bank/transaction/outcome.js';

export interface Invocation {
  readonly programId: string;
  /** Those of the programs it invoked among them. */
  readonly units: number;
  readonly error?: ExecutionError;
  readonly inner: Invocation[];
}

const precompiles: ReadonlySet<string> = new Set(Object.values(precompileIds));

function treesOf(invocations: readonly InvocationOutcome[]): Invocation[] {
  const roots: Invocation[] = [];
  const open: Invocation[] = [];
  for (const { programId, height, units, error } of invocations) {
    const invocation = { programId, units, ...(error && { error }), inner: [] };
    open.length = height - 1;
    (open.at(-1)?.inner ?? roots).push(invocation);
    open.push(invocation);
  }
  return roots;
}

/** The instructions that were started. */
export function invocationTrees(
  { instructions }: TransactionFixture,
  { invocations, error, fee }: TransactionOutcome,
): Invocation[] {
  // Whoever pays no fee was refused before.
  if (fee === 0n) return [];
  const ran = treesOf(invocations);
  const trees: Invocation[] = [];
  for (const [index, { programId }] of instructions.entries()) {
    const failed = error?.instruction === index;
    // Precompiles are checked, not invoked: they take no units.
    const tree = precompiles.has(programId)
      ? { programId, units: 0, ...(failed && { error }), inner: [] }
      : ran.shift();
    if (tree === undefined) break;
    trees.push(failed && tree.error === undefined ? { ...tree, error } : tree);
    if (failed) break;
  }
  return trees;
}
