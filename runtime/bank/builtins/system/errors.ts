// System errors: how the system program numbers what it refuses.
import type { InstructionFailure } from '../../errors.js';
import { failedWith } from '../../errors.js';

/** Agave: SystemError; the errors of a seed are PubkeyError's, whose numbers Agave passes on as if they were its own. */
const systemErrors = {
  AccountAlreadyInUse: 0,
  ResultWithNegativeLamports: 1,
  InvalidAccountDataLength: 3,
  AddressWithSeedMismatch: 5,
  NonceNoRecentBlockhashes: 6,
  NonceBlockhashNotExpired: 7,
  SeedTooLong: 0,
  IllegalSeedOwner: 2,
} as const;

export function refused(name: keyof typeof systemErrors): InstructionFailure {
  return failedWith(systemErrors[name]);
}
