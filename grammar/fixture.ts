// Fixture: the surroundings of a run, as `grammar/config.ts` makes them of JSON.
import type { Span } from './source.js';

/** The program's address where nobody names one. */
export const defaultProgramId = 'ovsm111111111111111111111111111111111111111';

/** `pubkey` and `owner` are base58 of 32 bytes. */
export interface FixtureAccount {
  readonly pubkey: string;
  readonly lamports: bigint;
  readonly owner: string;
  readonly data: Uint8Array;
  readonly executable: boolean;
  readonly signer: boolean;
  readonly writable: boolean;
}

/** All that `execute` wants to know besides the program. Units, slots and seconds; absent: the machine's defaults. */
export interface Fixture {
  readonly programId?: string;
  readonly accounts: readonly FixtureAccount[];
  readonly data: Uint8Array;
  readonly budget?: number;
  readonly slot?: bigint;
  readonly unixTimestamp?: bigint;
}

/** Who pays for a transaction where nobody is named. */
export const defaultPayer = 'payer11111111111111111111111111111111111111';

/** An account as an instruction of a transaction names it. */
export interface AccountMention {
  readonly pubkey: string;
  readonly signer: boolean;
  readonly writable: boolean;
}

export interface FixtureInstruction {
  readonly programId: string;
  readonly accounts: readonly AccountMention[];
  readonly data: Uint8Array;
}

/** A program that is in a file, and where the fixture says so. */
export interface FixtureProgram {
  readonly programId: string;
  /** Relative to the fixture. */
  readonly file: string;
  readonly span: Span;
}

/** A transaction and what is there before it. */
export interface TransactionFixture extends Omit<Fixture, 'data' | 'programId'> {
  /** Where a program runs that the fixture does not name. */
  readonly programId: string;
  /** Absent: `defaultPayer`. */
  readonly payer?: string;
  readonly instructions: readonly FixtureInstruction[];
  /** Each address once. */
  readonly programs: readonly FixtureProgram[];
}
