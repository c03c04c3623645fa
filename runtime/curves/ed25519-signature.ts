// Ed25519 signatures, with the strictness of ed25519-dalek's verify_strict.
import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToNumberLE } from '@noble/curves/utils.js';
import { sha512 } from '@noble/hashes/sha2.js';
import type { Bytes } from './group.js';

const { Point } = ed25519;
const order = Point.Fn.ORDER;

/** A compressed point; as in curve25519-dalek, y may be above the prime and the sign of x = 0 is ignored. */
function pointOf(bytes: Bytes) {
  try {
    return Point.fromBytes(bytes, true);
  } catch {
    return undefined;
  }
}

export function isKey(bytes: Bytes): boolean {
  return pointOf(bytes) !== undefined;
}

/**
 * Whether the 64 bytes sign the message. The scalar must be reduced; neither the key nor the point of the signature
 * may be of small order; the equation is the one without cofactor. Source: RFC 8032, 5.1.7.
 */
export function verifyStrict(signature: Bytes, message: Bytes, key: Bytes): boolean {
  const nonceBytes = signature.subarray(0, 32);
  const scalar = bytesToNumberLE(signature.subarray(32, 64));
  const nonce = pointOf(nonceBytes);
  const point = pointOf(key);
  if (scalar >= order || nonce === undefined || point === undefined) return false;
  if (nonce.isSmallOrder() || point.isSmallOrder()) return false;
  const hash = sha512.create().update(nonceBytes).update(key).update(message).digest();
  const challenge = Point.Fn.create(bytesToNumberLE(hash));
  const expected = Point.BASE.multiplyUnsafe(scalar).subtract(point.multiplyUnsafe(challenge));
  return expected.equals(nonce);
}
