// Batch: many instructions that have nothing to do with each other, run against one bank, on one thread or several.
import type { Outcome } from '../outcome.js';
import type { SharedProgram } from '../wasm/program.js';
import type { Account } from './account.js';

/** An account that an instruction names; what it holds is as the bank has it, unless given here. */
export interface BatchAccount extends Partial<Omit<Account, 'pubkey'>> {
  readonly pubkey: string;
  readonly signer?: boolean;
  readonly writable?: boolean;
}

/** One instruction. It does not change the bank. */
export interface BatchCall {
  readonly programId: string;
  readonly accounts: readonly BatchAccount[];
  readonly data: Uint8Array;
  /** Units; absent: `defaultBudget`. */
  readonly budget?: number;
}

/** What a thread needs to know of a bank, in a form that can be sent to it. */
export interface BatchJob {
  /** The bank as `Bank.toBytes` tells it. */
  readonly bank: Uint8Array;
  readonly engine?: 'auto' | 'interpreter' | 'wasm';
  readonly logLimit?: number;
  readonly programs: readonly SharedProgram[];
}

/** Threads that run batches. */
export interface BatchWorkers {
  /** The outcomes in the order of the calls. */
  run(job: BatchJob, calls: readonly BatchCall[]): Promise<readonly Outcome[]>;
}
