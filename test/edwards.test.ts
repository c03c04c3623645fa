// The curve test of program addresses against an implementation of the whole curve.
import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';
import { isOnCurve } from '../runtime/syscalls/edwards.js';
import { randomOf } from './random.js';

/** RFC 8032 leaves these encodings out, curve25519-dalek and so Solana take them; noble's `zip215` does too. */
function decodes(bytes: Uint8Array): boolean {
  try {
    ed25519.Point.fromBytes(bytes, true);
    return true;
  } catch {
    return false;
  }
}

function littleEndian(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, at) => Number((value >> BigInt(8 * at)) & 0xffn));
}

describe('isOnCurve', () => {
  it('tells points from other bytes', () => {
    const random = randomOf(1);
    for (let round = 0; round < 300; round++) {
      const bytes = Uint8Array.from({ length: 32 }, () => random(256));
      expect(isOnCurve(bytes), Buffer.from(bytes).toString('hex')).toBe(decodes(bytes));
    }
  });

  it('agrees where y is small, near the prime or above it, with either sign', () => {
    const prime = 2n ** 255n - 19n;
    const values = Array.from({ length: 19 }, (_, step) => [
      BigInt(step),
      prime - BigInt(step),
      prime + BigInt(step),
    ]);
    for (const y of values.flat()) {
      for (const sign of [0n, 1n << 255n]) {
        const bytes = littleEndian(y + sign);
        expect(isOnCurve(bytes), Buffer.from(bytes).toString('hex')).toBe(decodes(bytes));
      }
    }
  });
});
