// What is asked of an execution, and what comes of it.
import type { Account, InstructionAccount } from './bank/account.js';
import type { ExecutionError } from './bank/errors.js';
import type { EngineName } from './engine.js';
import type { Executable } from './executable.js';
import type { Observer } from './interpret.js';

/** Units an instruction has where nothing else is said. */
export const defaultBudget = 200_000;

/** One instruction and the world it meets. Addresses are base58 of 32 bytes. */
export interface Request {
  /** A program file, or what `load` made of one; `execute` verifies files only. */
  readonly program: Executable | Uint8Array;
  /** Absent: `defaultProgramId`. */
  readonly programId?: string;
  /** In the instruction's order. An address may come twice: it is one account, and its rights add up. */
  readonly accounts: readonly InstructionAccount[];
  readonly data: Uint8Array;
  /**
   * Files of programs that it may invoke, by address; each must be among the accounts, where it need not hold anything.
   * Builtin programs are there without a file, and so are programs whose accounts hold them.
   */
  readonly programs?: ReadonlyMap<string, Uint8Array>;
  /** Units. */
  readonly budget?: number;
  /** Bytes of log text beyond which logs are cut off; 10,000 as on Solana unless told otherwise. */
  readonly logLimit?: number;
  readonly slot?: bigint;
  /** Seconds. */
  readonly unixTimestamp?: bigint;
  /** What runs programs; absent: whatever is quicker. */
  readonly engine?: EngineName;
  /** Watches every executed instruction, which only the interpreter lets happen. */
  readonly observe?: Observer;
}

/** What an instruction did. If it failed, the accounts are as they were. */
export interface Outcome {
  readonly status: 'ok' | 'error';
  /** r0; absent if the program did not return. */
  readonly exitCode?: bigint;
  readonly error?: ExecutionError;
  /** What the transaction pays for; all that is left if the machine faulted (SIMD-0182). */
  readonly units: number;
  readonly logs: readonly string[];
  readonly returnData?: Uint8Array;
  /** Each account once, in the order of first mention; one without lamports as `absent` shows it. */
  readonly accounts: readonly Account[];
  /** Executed instructions, a failing one included. */
  readonly instructions: number;
  /** Where the program stopped; absent if it never ran. */
  readonly pc?: number;
}
