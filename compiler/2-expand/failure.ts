// How the run of a macro ends early: caught where the expansion began and reported there, never let out of this stage.
import type { Span } from '../../grammar/source.js';

/** The macro's code is wrong, at a place in that code. */
export class MacroFailure extends Error {
  constructor(
    readonly problem: string,
    readonly span: Span,
    readonly hint = 'look at what the macro is given here',
  ) {
    super(problem);
  }
}

/** The macro's code refuses what it is given, by `(error ...)`. */
export class MacroRefusal extends Error {
  constructor(
    override readonly message: string,
    /** The piece of code that is refused; of the whole call if undefined. */
    readonly span: Span | undefined,
  ) {
    super(message);
  }
}

/** A form inside macro code that has already been reported. */
export class MacroMalformed extends Error {}

/** All macros together took too long. */
export class BudgetExhausted extends Error {}
