// BN254: the groups G1 and G2 and their pairing, in the encodings of EIP-197 and of arkworks.
import type { Fp2 } from '@noble/curves/abstract/tower.js';
import type { WeierstrassPoint } from '@noble/curves/abstract/weierstrass.js';
import { bn254 } from '@noble/curves/bn254.js';
import { bytesToNumberBE, concatBytes } from '@noble/curves/utils.js';
import type { Coordinates, Curve } from './coordinates.js';
import { inOrder, pointOnCurve, primeCoordinates, squareCoordinates, squareOfY } from './coordinates.js';
import type { ByteOrder, Bytes } from './group.js';

/** Operations on points of one group; every one gives undefined for bytes that are no point of it. */
export interface BnGroup {
  readonly add: (left: Bytes, right: Bytes) => Bytes | undefined;
  /** Takes any number of 32 bytes as scalar. */
  readonly multiply: (point: Bytes, scalar: Bytes) => Bytes | undefined;
  readonly compress: (point: Bytes) => Bytes | undefined;
  readonly decompress: (compressed: Bytes) => Bytes | undefined;
}

const { G1, G2, fields } = bn254;
const base = primeCoordinates(fields.Fp);
const curve1: Curve<bigint> = { Point: G1.Point, coordinates: base };
const curve2: Curve<Fp2> = { Point: G2.Point, coordinates: squareCoordinates(fields.Fp2, base) };

/** The flags in the first byte of a big-endian coordinate. Source: SWFlags of arkworks. */
const largerFlag = 0x80;
const infinityFlag = 0x40;
const bothFlags = largerFlag | infinityFlag;

const isZero = (bytes: Bytes): boolean => bytes.every((byte) => byte === 0);

/** A coordinate that may carry flags, of which at most one may be set. */
function readFlagged<T>(
  { read }: Coordinates<T>,
  bytes: Bytes,
): { value: T; larger: boolean; infinite: boolean } | undefined {
  const flags = bytes[0]! & bothFlags;
  if (flags === bothFlags) return undefined;
  const bare = bytes.slice();
  bare[0]! &= ~bothFlags;
  const value = read(bare);
  return value === undefined
    ? undefined
    : { value, larger: flags === largerFlag, infinite: flags === infinityFlag };
}

/** The coordinates of an uncompressed point in big-endian order, which need not fulfil the equation; null for infinity. */
function readPair<T>({ coordinates }: Curve<T>, bytes: Bytes): { x: T; y: T } | null | undefined {
  if (isZero(bytes)) return null;
  const x = coordinates.read(bytes.subarray(0, coordinates.size));
  const y = readFlagged(coordinates, bytes.subarray(coordinates.size));
  if (x === undefined || y === undefined) return undefined;
  return y.infinite ? null : { x, y: y.value };
}

/** A point of the curve; it may lie outside the group of prime order. */
function decode<T>(curve: Curve<T>, bytes: Bytes): WeierstrassPoint<T> | undefined {
  const pair = readPair(curve, bytes);
  if (pair === undefined) return undefined;
  return pair === null ? curve.Point.ZERO : pointOnCurve(curve, pair.x, pair.y);
}

/** A point of the group of prime order. */
function decodeMember<T>(curve: Curve<T>, bytes: Bytes): WeierstrassPoint<T> | undefined {
  const point = decode(curve, bytes);
  return point?.isTorsionFree() ? point : undefined;
}

function encode<T>({ coordinates: { write } }: Curve<T>, point: WeierstrassPoint<T>): Bytes {
  const { x, y } = point.toAffine();
  return concatBytes(write(x), write(y));
}

/** Compressed bytes; whether the coordinates lie on the curve is not looked at (arkworks: Validate::No). */
function compress<T>(curve: Curve<T>, bytes: Bytes): Bytes | undefined {
  const { size, write, isLarger } = curve.coordinates;
  if (isZero(bytes)) return new Uint8Array(size);
  const pair = readPair(curve, bytes);
  if (pair === undefined) return undefined;
  if (pair === null) return new Uint8Array(size).fill(infinityFlag, 0, 1);
  const result = write(pair.x);
  if (isLarger(pair.y)) result[0]! |= largerFlag;
  return result;
}

function rootOf<T>({ field }: Coordinates<T>, square: T): T | undefined {
  try {
    return field.sqrt(square);
  } catch {
    return undefined;
  }
}

/** An uncompressed point; it may lie outside the group of prime order. */
function decompress<T>(curve: Curve<T>, bytes: Bytes): Bytes | undefined {
  const { coordinates } = curve;
  const { field, size, write, isLarger } = coordinates;
  if (isZero(bytes)) return new Uint8Array(2 * size);
  const x = readFlagged(coordinates, bytes);
  if (x === undefined) return undefined;
  if (x.infinite) return new Uint8Array(2 * size);
  const root = rootOf(coordinates, squareOfY(curve, x.value));
  if (root === undefined) return undefined;
  return concatBytes(write(x.value), write(isLarger(root) === x.larger ? root : field.neg(root)));
}

function groupOf<T>(curve: Curve<T>, order: ByteOrder): BnGroup {
  const { size } = curve.coordinates;
  const turned = (bytes: Bytes | undefined) => bytes && inOrder(bytes, order, size);
  const write = (point: WeierstrassPoint<T>) => inOrder(encode(curve, point), order, size);
  return {
    // Sums are not held to the group of prime order (SIMD-0302).
    add: (left, right) => {
      const one = decode(curve, inOrder(left, order, size));
      const other = one && decode(curve, inOrder(right, order, size));
      return other && write(one.add(other));
    },
    multiply: (point, scalar) => {
      const factor = bytesToNumberBE(inOrder(scalar, order, scalar.length)) % fields.Fr.ORDER;
      const member = decodeMember(curve, inOrder(point, order, size));
      return member && write(member.multiplyUnsafe(factor));
    },
    compress: (point) => turned(compress(curve, inOrder(point, order, size))),
    decompress: (compressed) => turned(decompress(curve, inOrder(compressed, order, size))),
  };
}

const groups = {
  little: { first: groupOf(curve1, 'little'), second: groupOf(curve2, 'little') },
  big: { first: groupOf(curve1, 'big'), second: groupOf(curve2, 'big') },
};

export const firstGroup = (order: ByteOrder): BnGroup => groups[order].first;
export const secondGroup = (order: ByteOrder): BnGroup => groups[order].second;

/**
 * Whether the product of the pairings is one, or undefined if one of the points is no member of its group. The bytes
 * are pairs of a point of G1 and one of G2.
 */
export function pairsToOne(bytes: Bytes, order: ByteOrder): boolean | undefined {
  const { coordinates: first } = curve1;
  const { coordinates: second } = curve2;
  const pairSize = 2 * (first.size + second.size);
  const pairs = [];
  for (let at = 0; at < bytes.length; at += pairSize) {
    const pair = bytes.subarray(at, at + pairSize);
    const g1 = decodeMember(curve1, inOrder(pair.subarray(0, 2 * first.size), order, first.size));
    const g2 = g1 && decodeMember(curve2, inOrder(pair.subarray(2 * first.size), order, second.size));
    if (!g2) return undefined;
    // A pairing with infinity is one.
    if (!g1.is0() && !g2.is0()) pairs.push({ g1, g2 });
  }
  return fields.Fp12.eql(bn254.pairingBatch(pairs), fields.Fp12.ONE);
}
