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

/** Their addresses; programs cannot invoke them. */
export const precompileIds = {
  ed25519: 'Ed25519SigVerify111111111111111111111111111',
  secp256k1: 'KeccakSecp256k11111111111111111111111111111',
  secp256r1: 'Secp256r1SigVerify1111111111111111111111111',
} as const;
