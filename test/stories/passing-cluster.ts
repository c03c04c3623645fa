// A cluster that hears of a story through programs: each instruction comes in a transaction of its own, from a caller.
import type { Address, Instruction } from '@solana/kit';
import { address } from '@solana/kit';
import type { TransactionOutcome } from '../../runtime/bank/transaction/outcome.js';
import type { SendOptions } from '../cluster.js';
import type { LayoutName } from '../invoke-image.js';
import { testAddress } from '../oracle.js';
import { passedOn } from './caller.js';
import { computeBudget } from './instructions.js';
import type { TraceFolder } from './traced-cluster.js';
import { TracedCluster } from './traced-cluster.js';

const callerAt = (level: number): Address => address(testAddress(240 + level));

export class PassingCluster extends TracedCluster {
  readonly #layout: LayoutName;
  readonly #depth: number;

  /** `depth`: how many callers stand between the transaction and the program of the story. */
  constructor(folder: TraceFolder, layout: LayoutName, depth: number) {
    super(folder);
    this.#layout = layout;
    this.#depth = depth;
  }

  /** The outcome of the last instruction; compute budgets, which programs cannot ask for, are left out. */
  override send(instructions: readonly Instruction[], options: SendOptions = {}): TransactionOutcome {
    const passing = instructions.filter(({ programAddress }) => programAddress !== computeBudget);
    const outcomes = passing.map((instruction) => super.send([this.#pass(instruction)], options));
    return outcomes.at(-1) ?? super.send(instructions, options);
  }

  #pass(instruction: Instruction): Instruction {
    let passed = instruction;
    for (let level = 0; level < this.#depth; level++)
      passed = passedOn(this, callerAt(level), passed, this.#layout);
    return passed;
  }
}
