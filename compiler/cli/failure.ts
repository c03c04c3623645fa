// A command that cannot go on: carries the messages that say why up to the one place that prints it.
import { diagnose, type Diagnostic, type DiagnosticName, type Fill } from '../../grammar/diagnostics.js';

/** Exit status: 0 success, 1 the program failed or has errors, 2 the command was used wrongly. */
export type ExitCode = 0 | 1 | 2;

/** The exit status of several things done one after the other: the worst of theirs. */
export const worstOf = (codes: readonly ExitCode[]): ExitCode =>
  codes.includes(2) ? 2 : codes.includes(1) ? 1 : 0;

export class CommandFailure extends Error {
  constructor(
    /** At least one. */
    readonly diagnostics: readonly Diagnostic[],
    readonly exitCode: ExitCode,
  ) {
    super(diagnostics[0]?.message);
  }
}

/** Ends the command with exit status 2 and the message of row `name`. */
export function refuse<Name extends DiagnosticName>(name: Name, blanks: Fill<Name>): never {
  throw new CommandFailure([diagnose(name, undefined, blanks)], 2);
}
