// Base58, the text form of public keys.
import { base58 } from '@scure/base';

export function encodeBase58(bytes: Uint8Array): string {
  return base58.encode(bytes);
}

/** The 32 bytes of an address, or undefined if `text` is not the base58 of 32 bytes. */
export function decodeAddress(text: string): Uint8Array | undefined {
  try {
    const bytes = base58.decode(text);
    return bytes.length === 32 ? bytes : undefined;
  } catch {
    return undefined;
  }
}
