// BLS12-381: the groups G1 and G2 and their pairing, in the encodings of Zcash and in their little-endian mirror.
import type { Fp2, Fp12, Fp6 } from '@noble/curves/abstract/tower.js';
import type { WeierstrassPoint } from '@noble/curves/abstract/weierstrass.js';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { bytesToNumberBE, concatBytes } from '@noble/curves/utils.js';
import type { Curve } from './coordinates.js';
import { inOrder, pointOnCurve, primeCoordinates, squareCoordinates } from './coordinates.js';
import type { ByteOrder, Bytes, Group } from './group.js';

export interface DecompressingGroup extends Group {
  /** The point of a compressed encoding, uncompressed. */
  readonly decompress: (compressed: Bytes) => Bytes | undefined;
}

const { G1, G2, fields } = bls12_381;
const base = primeCoordinates(fields.Fp);
const curve1: Curve<bigint> = { Point: G1.Point, coordinates: base };
const curve2: Curve<Fp2> = { Point: G2.Point, coordinates: squareCoordinates(fields.Fp2, base) };

/** The flags in the first byte of an encoding. */
const infinityFlag = 0x40;
const otherFlags = 0xa0;

/** An uncompressed point in big-endian order; it may lie outside the group of prime order. */
function decode<T>(curve: Curve<T>, bytes: Bytes): WeierstrassPoint<T> | undefined {
  if ((bytes[0]! & otherFlags) !== 0) return undefined;
  if ((bytes[0]! & infinityFlag) !== 0) {
    const bare = bytes[0] === infinityFlag && bytes.subarray(1).every((byte) => byte === 0);
    return bare ? curve.Point.ZERO : undefined;
  }
  const { size, read } = curve.coordinates;
  const x = read(bytes.subarray(0, size));
  const y = read(bytes.subarray(size));
  // blst refuses x = 0 in G1, where points of order 3 lie.
  if (x === 0n) return undefined;
  return x === undefined || y === undefined ? undefined : pointOnCurve(curve, x, y);
}

function encode<T>({ coordinates: { size, write } }: Curve<T>, point: WeierstrassPoint<T>): Bytes {
  if (point.is0()) return new Uint8Array(2 * size).fill(infinityFlag, 0, 1);
  const { x, y } = point.toAffine();
  return concatBytes(write(x), write(y));
}

/** A compressed point of the group of prime order, in big-endian order. */
function decompress<T>({ Point, coordinates }: Curve<T>, bytes: Bytes): WeierstrassPoint<T> | undefined {
  if (bytes.length !== coordinates.size) return undefined;
  try {
    return Point.fromBytes(bytes);
  } catch {
    return undefined;
  }
}

function scalarOf(bytes: Bytes, order: ByteOrder): bigint | undefined {
  const value = bytesToNumberBE(inOrder(bytes, order, bytes.length));
  return value < fields.Fr.ORDER ? value : undefined;
}

/** A point of the group of prime order. */
function member<T>(curve: Curve<T>, bytes: Bytes, order: ByteOrder): WeierstrassPoint<T> | undefined {
  const point = decode(curve, inOrder(bytes, order, curve.coordinates.size));
  return point?.isTorsionFree() ? point : undefined;
}

function groupOf<T>(curve: Curve<T>, order: ByteOrder): DecompressingGroup {
  type P = WeierstrassPoint<T>;
  const { size } = curve.coordinates;
  const write = (point: P | undefined): Bytes | undefined =>
    point && inOrder(encode(curve, point), order, size);
  /** Sums are not held to the group of prime order (SIMD-0388). */
  const combine = (left: Bytes, right: Bytes, operation: (left: P, right: P) => P): Bytes | undefined => {
    const one = decode(curve, inOrder(left, order, size));
    const other = one && decode(curve, inOrder(right, order, size));
    return other && write(operation(one, other));
  };
  return {
    isMember: (point) => member(curve, point, order) !== undefined,
    add: (left, right) => combine(left, right, (one, other) => one.add(other)),
    subtract: (left, right) => combine(left, right, (one, other) => one.subtract(other)),
    multiply: (scalar, point) => {
      const factor = scalarOf(scalar, order);
      if (factor === undefined) return undefined;
      return write(member(curve, point, order)?.multiplyUnsafe(factor));
    },
    decompress: (compressed) => write(decompress(curve, inOrder(compressed, order, size))),
  };
}

const groups = {
  little: { first: groupOf(curve1, 'little'), second: groupOf(curve2, 'little') },
  big: { first: groupOf(curve1, 'big'), second: groupOf(curve2, 'big') },
};

export const firstGroup = (order: ByteOrder): DecompressingGroup => groups[order].first;
export const secondGroup = (order: ByteOrder): DecompressingGroup => groups[order].second;

/** An element of the target group: little-endian from the lowest coefficient on, or all of that turned around. */
function encodeTarget({ c0, c1 }: Fp12, order: ByteOrder): Bytes {
  const coefficients = [c0, c1].flatMap((sixth: Fp6) => [sixth.c0, sixth.c1, sixth.c2]);
  const numbers = coefficients.flatMap((second: Fp2) => [second.c0, second.c1]);
  const bytes = concatBytes(...numbers.map((number) => base.write(number).reverse()));
  return order === 'big' ? bytes.reverse() : bytes;
}

/**
 * The 576 bytes of the product of the pairings of the points at the same places of two lists, or undefined if one of
 * them is no member of its group.
 */
export function pairing(firsts: Bytes, seconds: Bytes, order: ByteOrder): Bytes | undefined {
  const size1 = 2 * curve1.coordinates.size;
  const size2 = 2 * curve2.coordinates.size;
  const pairs = [];
  for (let index = 0; index * size1 < firsts.length; index++) {
    const g1 = member(curve1, firsts.subarray(index * size1, (index + 1) * size1), order);
    const g2 = g1 && member(curve2, seconds.subarray(index * size2, (index + 1) * size2), order);
    if (!g2) return undefined;
    // A pairing with infinity is one.
    if (!g1.is0() && !g2.is0()) pairs.push({ g1, g2 });
  }
  return encodeTarget(bls12_381.pairingBatch(pairs), order);
}
