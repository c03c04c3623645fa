// Signatures: whether a transaction's signatures are those of its signers.
import { ed25519 } from '@noble/curves/ed25519.js';
import type { Transaction } from './message.js';

/** Agave: SanitizedTransaction::verify, which wants signatures in their one canonical form. */
export function areSignaturesValid({ signatures, message, messageBytes }: Transaction): boolean {
  return signatures.every((signature, index) =>
    ed25519.verify(signature, messageBytes, message.keys[index]!, { zip215: false }),
  );
}
