// secp256r1: signatures of the curve that passkeys use.
import { p256 } from '@noble/curves/nist.js';
import { bytesToNumberBE } from '@noble/curves/utils.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { Bytes } from './group.js';

const { Point } = p256;
const { Fn } = Point;

function pointOf(bytes: Bytes) {
  try {
    return Point.fromBytes(bytes);
  } catch {
    return undefined;
  }
}

/** Whether the 33 bytes are a compressed point. */
export function isKey(bytes: Bytes): boolean {
  return pointOf(bytes) !== undefined;
}

/** Whether r and s, 32 bytes each, are in their ranges: s in the lower half, so that no signature has a twin. */
export function isSignature(bytes: Bytes): boolean {
  const r = bytesToNumberBE(bytes.subarray(0, 32));
  const s = bytesToNumberBE(bytes.subarray(32, 64));
  return r > 0n && r < Fn.ORDER && s > 0n && s <= Fn.ORDER / 2n;
}

/** Whether the signature, whose r and s are in their ranges, signs the SHA-256 of the message. Source: SEC 1, 4.1.4. */
export function verify(signature: Bytes, message: Bytes, key: Bytes): boolean {
  const point = pointOf(key);
  if (point === undefined) return false;
  const r = bytesToNumberBE(signature.subarray(0, 32));
  const inverse = Fn.inv(bytesToNumberBE(signature.subarray(32, 64)));
  const ofBase = Fn.mul(Fn.create(bytesToNumberBE(sha256(message))), inverse);
  const sum = Point.BASE.multiplyUnsafe(ofBase).add(point.multiplyUnsafe(Fn.mul(r, inverse)));
  return !sum.is0() && Fn.create(sum.toAffine().x) === r;
}
