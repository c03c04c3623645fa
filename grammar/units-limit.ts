// Bounds on units: what `(declare (max-units n))` says of a program, an instruction or a function.
import type { Span } from './source.js';

export interface UnitsLimit {
  readonly units: number;
  /** Tests hold runs against it; otherwise it is proven when the program is compiled. */
  readonly measured: boolean;
  /** Where it stands. */
  readonly span: Span;
}

/** A bound on the runs of a program, or of one of its instructions. */
export interface RunLimit extends UnitsLimit {
  readonly name: string;
  /** What the instruction data of these runs begins with. */
  readonly data: Uint8Array;
}
