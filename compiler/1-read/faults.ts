// The faults of one text: the first hundred in full, the others as a number.
import { diagnose, Diagnostics, type Diagnostic, type Note } from '../../grammar/diagnostics.js';
import type { DiagnosticName, Fill } from '../../grammar/diagnostics.js';
import type { Span } from '../../grammar/source.js';

const limit = 100;

/** A text that is no program at all has a fault in every place; telling each takes time and helps nobody. */
export class Faults extends Diagnostics {
  #beyond = 0;

  override report<Name extends DiagnosticName>(
    name: Name,
    span: Span | undefined,
    blanks: Fill<Name>,
    notes: readonly Note[] = [],
  ): void {
    if (this.list.length < limit) super.report(name, span, blanks, notes);
    else this.#beyond++;
  }

  /** What was reported, in the order of the places. */
  inOrder(): readonly Diagnostic[] {
    const told = this.list.toSorted((left, right) => (left.span?.start ?? 0) - (right.span?.start ?? 0));
    if (this.#beyond > 0) told.push(diagnose('moreFaults', told.at(-1)?.span, { count: this.#beyond }));
    return told;
  }
}
