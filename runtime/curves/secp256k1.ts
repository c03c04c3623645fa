// secp256k1: the public key that made a signature.
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { bytesToNumberBE } from '@noble/curves/utils.js';

const { Point } = secp256k1;
const { Fn } = Point;
const { p: prime, n: order } = Point.CURVE();

function scalarOf(bytes: Uint8Array): bigint | undefined {
  const value = bytesToNumberBE(bytes);
  return value > 0n && value < order ? value : undefined;
}

/** Whether r and s, 32 bytes each, are less than the order. Source: libsecp256k1, Signature::parse_standard. */
export function isSignature(bytes: Uint8Array): boolean {
  return bytesToNumberBE(bytes.subarray(0, 32)) < order && bytesToNumberBE(bytes.subarray(32, 64)) < order;
}

/** The point whose x is r, or r + n where the bit 2 of the recovery id says so; bit 1 says which y. */
function noncePoint(r: bigint, recoveryId: number) {
  const x = (recoveryId & 2) === 0 ? r : r + order;
  if (x >= prime) return undefined;
  try {
    return Point.fromBytes(Uint8Array.of(2 | (recoveryId & 1), ...Point.Fp.toBytes(x)));
  } catch {
    return undefined;
  }
}

/**
 * The 64 bytes x and y, big-endian, of the key that signed a 32-byte hash, or undefined if there is none. Signatures
 * with a high s count, as in libsecp256k1. Source: SEC 1, 4.1.6.
 */
export function recoverKey(
  hash: Uint8Array,
  recoveryId: number,
  signature: Uint8Array,
): Uint8Array | undefined {
  const r = scalarOf(signature.subarray(0, 32));
  const s = scalarOf(signature.subarray(32));
  if (r === undefined || s === undefined) return undefined;
  const nonce = noncePoint(r, recoveryId);
  if (nonce === undefined) return undefined;
  const inverse = Fn.inv(r);
  const ofBase = Fn.mul(Fn.neg(Fn.create(bytesToNumberBE(hash))), inverse);
  const key = Point.BASE.multiplyUnsafe(ofBase).add(nonce.multiplyUnsafe(Fn.mul(s, inverse)));
  return key.is0() ? undefined : key.toBytes(false).subarray(1);
}
