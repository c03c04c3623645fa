// Sanitize: whether the numbers in a message fit together.
import type { Message, Transaction } from './message.js';

/** Addresses a transaction can have: indices are bytes. */
const maximumAddresses = 256;
/** Agave: static_instruction_limit, limit_instruction_accounts. */
const maximumInstructions = 64;
const maximumInstructionAccounts = 255;

/** Source: solana-message, `sanitize`, and solana-transaction, `sanitize_signatures`. */
export function isSane({ signatures, message }: Transaction): boolean {
  const { signers, readonlySigners, readonlyOthers, keys, lookups } = message;
  return (
    signatures.length === signers &&
    signers + readonlyOthers <= keys.length &&
    readonlySigners < signers &&
    lookups.every(({ writable, readonly }) => writable.length + readonly.length > 0) &&
    addressCount(message) <= maximumAddresses &&
    hasSaneInstructions(message)
  );
}

function addressCount({ keys, lookups }: Message): number {
  return lookups.reduce(
    (count, { writable, readonly }) => count + writable.length + readonly.length,
    keys.length,
  );
}

function hasSaneInstructions(message: Message): boolean {
  const { instructions, keys } = message;
  const addresses = addressCount(message);
  return (
    instructions.length <= maximumInstructions &&
    instructions.every(
      ({ programIndex, accounts }) =>
        // The payer is no program, and programs cannot be looked up.
        programIndex > 0 &&
        programIndex < keys.length &&
        accounts.length <= maximumInstructionAccounts &&
        accounts.every((index) => index < addresses),
    )
  );
}
