// The budget: how long the macros of a program may run, so that expanding always ends.
import { BudgetExhausted } from './failure.js';

/** Steps that the macros of every program have together: well below a second. */
const leastSteps = 1_000_000;
/** Steps for each character of the sources, so that expanding takes time in proportion to their size. */
const stepsPerCharacter = 20;
/** How deep the calls and forms that macro code evaluates may nest; each takes a few hundred bytes of stack. */
export const evaluationLimit = 700;
/** How deep expanded forms may nest: what later stages take on the stack that Node gives by default. */
export const nestingLimit = 400;
/** How often one form may expand at its head before anything else is looked at. */
export const chainLimit = 1_000;
/** What a form that a macro made costs when it is expanded in turn: later stages look at it many times. */
export const formCost = 10;

export class Budget {
  /** How many steps there are in all. */
  limit = leastSteps;
  #left = leastSteps;
  /** How deep evaluations nest at present. */
  depth = 0;

  get exhausted(): boolean {
    return this.#left < 0;
  }

  /** Adds the steps that the size of a source allows. */
  grow(characters: number): void {
    this.limit += characters * stepsPerCharacter;
    this.#left += characters * stepsPerCharacter;
  }

  /** Whether there are as many steps left. */
  take(steps: number): boolean {
    this.#left -= steps;
    return this.#left >= 0;
  }

  /** Ends the run of the macro if there are not as many steps left. */
  spend(steps: number): void {
    if (!this.take(steps)) throw new BudgetExhausted();
  }
}
