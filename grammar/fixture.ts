// Fixture: the surroundings of a run, as `grammar/config.ts` makes them of JSON.

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
