// Builtin: a program that is part of the runtime, and what it is given.
import type { InstructionContext } from './instruction-context.js';
import type { FeatureName } from './features.js';
import type { Sysvars } from './sysvars.js';

/** An account as an instruction to be invoked names it. */
export interface AccountMeta {
  readonly key: Uint8Array;
  readonly signer: boolean;
  readonly writable: boolean;
}

/** An instruction for another program. */
export interface Invocation {
  readonly programId: Uint8Array;
  readonly accounts: readonly AccountMeta[];
  readonly data: Uint8Array;
}

/** What stands behind the instruction that runs. */
export interface BuiltinContext {
  readonly instruction: InstructionContext;
  readonly sysvars: Sysvars;
  /** The blockhash of the transaction's bank and what a signature costs, in lamports; a durable nonce stores both. */
  readonly blockhash: Uint8Array;
  readonly lamportsPerSignature: bigint;
  has(feature: FeatureName): boolean;
  /** Writes a line to the log of the transaction. Agave: ic_msg. */
  log(line: string): void;
  /** Takes more units than the program's flat price; throws ComputationalBudgetExceeded. */
  consume(units: number): void;
  /** Runs an instruction; the program signs for the addresses its seeds give. Agave: native_invoke_signed. */
  invoke(invocation: Invocation, seeds?: readonly (readonly Uint8Array[])[]): void;
  readonly programs: DeployedPrograms;
}

/**
 * The programs that the transaction sees. What a loader deploys or closes is hidden from its own transaction and slot.
 * `deploy` throws where Agave's deploy_program refuses the file, after writing its words to the log.
 */
export interface DeployedPrograms {
  deploy(programId: Uint8Array, file: Uint8Array, context: BuiltinContext): void;
  close(programId: Uint8Array): void;
}

/**
 * One builtin program. `run` works on `context.instruction` and throws an InstructionFailure (`failed`, `failedWith`)
 * where the instruction fails; the log lines around it, and taking `units`, are the caller's.
 */
export interface Builtin {
  /** Base58. */
  readonly id: string;
  /** What its account holds as data. */
  readonly name: string;
  /** Taken before it runs. */
  readonly units: number;
  readonly specification: string;
  run(context: BuiltinContext): void;
}
