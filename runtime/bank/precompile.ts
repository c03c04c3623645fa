// Precompile: a builtin program that only checks signatures, before any other instruction could see its result.

/** One precompile. It costs no units and writes no log. */
export interface Precompile {
  /** Base58. */
  readonly id: string;
  readonly specification: string;
  /**
   * Throws an InstructionFailure (`failedWith` the number of Agave's PrecompileError) where a signature is wrong.
   * `instructions` holds the data of all instructions of the transaction: a precompile may read from any.
   */
  verify(data: Uint8Array, instructions: readonly Uint8Array[]): void;
}
