// System errors: how the system program numbers what it refuses.
import type { InstructionFailure } from '../../errors.js';
import { failedWith } from '../../errors.js';

/** Agave: SystemError. Only those that its processor still returns. */
const systemErrors = {
  AccountAlreadyInUse: 0,
  ResultWithNegativeLamports: 1,
  InvalidAccountDataLength: 3,
  AddressWithSeedMismatch: 5,
  NonceBlockhashNotExpired: 7,
} as const;

export function refused(name: keyof typeof systemErrors): InstructionFailure {
  return failedWith(systemErrors[name]);
}
