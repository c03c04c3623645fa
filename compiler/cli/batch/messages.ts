// Messages: what the threads of a batch are told, and what they answer.
import type { BatchCall, BatchJob } from '../../../runtime/bank/batch.js';
import type { Outcome } from '../../../runtime/outcome.js';
import type { SharedProgram } from '../../../runtime/wasm/program.js';
import type { Repeated, Repetition } from './repeat.js';

export type ToWorker =
  | { readonly kind: 'job'; readonly job: BatchJob }
  /** Some of the calls; `first` is the place of the first one among all. */
  | { readonly kind: 'calls'; readonly first: number; readonly calls: readonly BatchCall[] }
  | { readonly kind: 'repeat'; readonly repetition: Repetition; readonly programs: readonly SharedProgram[] };

export type FromWorker =
  | { readonly kind: 'outcomes'; readonly first: number; readonly outcomes: readonly Outcome[] }
  | { readonly kind: 'repeated'; readonly repeated: Repeated };
