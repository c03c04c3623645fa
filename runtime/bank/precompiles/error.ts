// Precompile errors: what is wrong with a signature, by number.
import type { InstructionFailure } from '../errors.js';
import { failedWith } from '../errors.js';

/** Agave: PrecompileError. */
const precompileErrors = {
  InvalidPublicKey: 0,
  InvalidRecoveryId: 1,
  InvalidSignature: 2,
  InvalidDataOffsets: 3,
  InvalidInstructionDataSize: 4,
} as const;

export type PrecompileErrorName = keyof typeof precompileErrors;

export function unverified(name: PrecompileErrorName): InstructionFailure {
  return failedWith(precompileErrors[name]);
}
