// Coordinates of points over a prime field and over its square, as bytes: big-endian, highest coefficient first.
import type { IField } from '@noble/curves/abstract/modular.js';
import type { Fp2, Fp2Bls } from '@noble/curves/abstract/tower.js';
import type { WeierstrassPoint, WeierstrassPointCons } from '@noble/curves/abstract/weierstrass.js';
import { bytesToNumberBE, concatBytes, numberToBytesBE } from '@noble/curves/utils.js';
import type { ByteOrder, Bytes } from './group.js';

export interface Coordinates<T> {
  readonly field: IField<T>;
  /** Bytes of one. */
  readonly size: number;
  /** Gives undefined for numbers that are not below the prime. */
  readonly read: (bytes: Bytes) => T | undefined;
  readonly write: (value: T) => Bytes;
  /** Whether it is the larger of itself and its negative; coefficients compare from the highest on. */
  readonly isLarger: (value: T) => boolean;
}

export function primeCoordinates(field: IField<bigint>): Coordinates<bigint> {
  const size = field.BYTES;
  return {
    field,
    size,
    read: (bytes) => {
      const value = bytesToNumberBE(bytes);
      return value < field.ORDER ? value : undefined;
    },
    write: (value) => numberToBytesBE(value, size),
    isLarger: (value) => value > field.ORDER >> 1n,
  };
}

export function squareCoordinates(field: Fp2Bls, base: Coordinates<bigint>): Coordinates<Fp2> {
  const { size } = base;
  return {
    field,
    size: 2 * size,
    read: (bytes) => {
      const c1 = base.read(bytes.subarray(0, size));
      const c0 = base.read(bytes.subarray(size));
      return c0 === undefined || c1 === undefined ? undefined : { c0, c1 };
    },
    write: ({ c0, c1 }) => concatBytes(base.write(c1), base.write(c0)),
    isLarger: ({ c0, c1 }) => base.isLarger(c1 === 0n ? c0 : c1),
  };
}

/** A curve `y² = x³ + b`. */
export interface Curve<T> {
  readonly Point: WeierstrassPointCons<T>;
  readonly coordinates: Coordinates<T>;
}

/** The right side of the curve's equation. */
export function squareOfY<T>({ Point, coordinates: { field } }: Curve<T>, x: T): T {
  return field.add(field.mul(field.sqr(x), x), Point.CURVE().b);
}

/** The point, if it lies on the curve; it may lie outside the group of prime order. */
export function pointOnCurve<T>(curve: Curve<T>, x: T, y: T): WeierstrassPoint<T> | undefined {
  const { field } = curve.coordinates;
  return field.eql(field.sqr(y), squareOfY(curve, x)) ? curve.Point.fromAffine({ x, y }) : undefined;
}

/** The same coordinates (`size` bytes each) in big-endian order, or back; the order of the coordinates stays. */
export function inOrder(bytes: Bytes, order: ByteOrder, size: number): Bytes {
  if (order === 'big') return bytes;
  const result = bytes.slice();
  for (let at = 0; at < bytes.length; at += size) result.subarray(at, at + size).reverse();
  return result;
}
