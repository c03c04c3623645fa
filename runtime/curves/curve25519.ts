// Curve25519: the groups of Ed25519 and ristretto255.
import type { CurvePoint } from '@noble/curves/abstract/curve.js';
import { pippenger } from '@noble/curves/abstract/curve.js';
import { ed25519, ristretto255 } from '@noble/curves/ed25519.js';
import { bytesToNumberLE } from '@noble/curves/utils.js';
import type { Bytes, Group } from './group.js';

export interface SummingGroup extends Group {
  /** The sum of the points, each times its scalar; both are lists of 32 bytes each, without gaps. */
  readonly sumOfProducts: (scalars: Bytes, points: Bytes) => Bytes | undefined;
}

const size = 32;
const order = ed25519.Point.Fn.ORDER;

/** Agave takes reduced scalars only: Scalar::from_canonical_bytes. */
function scalarOf(bytes: Bytes): bigint | undefined {
  const value = bytesToNumberLE(bytes);
  return value < order ? value : undefined;
}

/** What `read` makes of each 32 bytes, or undefined if one of them is nothing. */
function readAll<Item>(bytes: Bytes, read: (bytes: Bytes) => Item | undefined): Item[] | undefined {
  const items: Item[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    const item = read(bytes.subarray(at, at + size));
    if (item === undefined) return undefined;
    items.push(item);
  }
  return items;
}

function groupOf<P extends CurvePoint<bigint, P>>(
  decode: (bytes: Bytes) => P,
  sum: (points: P[], scalars: bigint[]) => P,
): SummingGroup {
  const read = (bytes: Bytes): P | undefined => {
    try {
      return decode(bytes);
    } catch {
      return undefined;
    }
  };
  const combine = (left: Bytes, right: Bytes, operation: (left: P, right: P) => P): Bytes | undefined => {
    const one = read(left);
    const other = one && read(right);
    return one && other && operation(one, other).toBytes();
  };
  return {
    isMember: (point) => read(point) !== undefined,
    add: (left, right) => combine(left, right, (one, other) => one.add(other)),
    subtract: (left, right) => combine(left, right, (one, other) => one.subtract(other)),
    multiply: (scalar, point) => {
      const factor = scalarOf(scalar);
      if (factor === undefined) return undefined;
      return read(point)?.multiplyUnsafe(factor).toBytes();
    },
    sumOfProducts: (scalars, points) => {
      const factors = readAll(scalars, scalarOf);
      const members = factors && readAll(points, read);
      return factors && members && sum(members, factors).toBytes();
    },
  };
}

/** Points as RFC 8032 encodes them; curve25519-dalek also takes y above the prime and either sign of x = 0. */
export const edwards: SummingGroup = groupOf(
  (bytes) => ed25519.Point.fromBytes(bytes, true),
  (points, scalars) => pippenger(ed25519.Point, points, scalars),
);

/** Points as RFC 9496 encodes them. */
export const ristretto: SummingGroup = groupOf(
  (bytes) => ristretto255.Point.fromBytes(bytes),
  (points, scalars) => pippenger(ristretto255.Point, points, scalars),
);
