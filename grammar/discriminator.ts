// Discriminators: the bytes that tell instructions, accounts and events apart, as Anchor chooses them.
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';

export type Namespace = 'global' | 'account' | 'event';

/** `increment-by` and `IncrementBy` as `increment_by`. */
export function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase();
}

/** The first eight bytes of the hash of `namespace:name`. */
export function discriminatorOf(namespace: Namespace, name: string): Uint8Array {
  return sha256(new TextEncoder().encode(`${namespace}:${name}`)).slice(0, 8);
}

export const bytesHex = bytesToHex;
export const hexBytes = hexToBytes;
