// Messages: what the threads of a batch are told, and what they answer.
import type { BatchCall, BatchJob } from '../../../runtime/bank/batch.js';
import type { Outcome } from '../../../runtime/outcome.js';

export type ToWorker =
  | { readonly kind: 'job'; readonly job: BatchJob }
  /** Some of the calls; `first` is the place of the first one among all. */
  | { readonly kind: 'calls'; readonly first: number; readonly calls: readonly BatchCall[] }
  /** One call, whose program alone is run so many times, after as many times `warmUp`. */
  | { readonly kind: 'repeat'; readonly call: BatchCall; readonly times: number; readonly warmUp: number };

export type FromWorker =
  | { readonly kind: 'outcomes'; readonly first: number; readonly outcomes: readonly Outcome[] }
  | {
      readonly kind: 'repeated';
      readonly nanoseconds: number;
      readonly units: number;
      readonly alike: boolean;
    };
