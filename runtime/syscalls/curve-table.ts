// The curves that the curve syscalls know: their numbers, the sizes of their points, prices, and where the work is done.
import type { Choice, ElementsCost } from '../../grammar/costs.js';
import { elements, flat } from '../../grammar/costs.js';
import * as bls12381 from '../curves/bls12-381.js';
import type { SummingGroup } from '../curves/curve25519.js';
import { edwards, ristretto } from '../curves/curve25519.js';
import type { ByteOrder, Bytes, Group } from '../curves/group.js';
import { isOnCurve } from './edwards.js';

export interface CurveRow {
  readonly id: bigint;
  readonly name: string;
  /** Bytes of a point. */
  readonly size: number;
  readonly units: {
    readonly validate: number;
    readonly add: number;
    readonly subtract: number;
    readonly multiply: number;
  };
  /** A function, because the mathematics is loaded where it is first used. */
  readonly group: () => Pick<Group, 'add' | 'subtract' | 'multiply'>;
  readonly isMember: (point: Bytes) => boolean;
  readonly sum?: { readonly cost: ElementsCost; readonly group: () => SummingGroup };
  readonly decompress?: {
    readonly units: number;
    /** Bytes of a compressed point. */
    readonly size: number;
    readonly run: (compressed: Bytes) => Bytes | undefined;
  };
}

/** SIMD-0388: this bit in the number of a curve says that its bytes are big-endian. */
const bigEndian = 0x80n;
const orders: readonly (readonly [ByteOrder, bigint])[] = [
  ['little', 0n],
  ['big', bigEndian],
];

const blsRows = orders.flatMap(([order, bit]): CurveRow[] => [
  {
    id: 5n | bit,
    name: 'G1 of BLS12-381',
    size: 96,
    units: { validate: 1565, add: 128, subtract: 129, multiply: 4627 },
    group: () => bls12381.firstGroup(order),
    isMember: (point) => bls12381.firstGroup(order).isMember(point),
    decompress: { units: 2100, size: 48, run: (bytes) => bls12381.firstGroup(order).decompress(bytes) },
  },
  {
    id: 6n | bit,
    name: 'G2 of BLS12-381',
    size: 192,
    units: { validate: 1968, add: 203, subtract: 204, multiply: 8255 },
    group: () => bls12381.secondGroup(order),
    isMember: (point) => bls12381.secondGroup(order).isMember(point),
    decompress: { units: 3050, size: 96, run: (bytes) => bls12381.secondGroup(order).decompress(bytes) },
  },
]);

export const curves: readonly CurveRow[] = [
  {
    id: 0n,
    name: 'Ed25519',
    size: 32,
    units: { validate: 159, add: 473, subtract: 475, multiply: 2177 },
    group: () => edwards,
    isMember: isOnCurve,
    sum: { cost: elements('count', { first: 2273, further: 758 }), group: () => edwards },
  },
  {
    id: 1n,
    name: 'ristretto255',
    size: 32,
    units: { validate: 169, add: 521, subtract: 519, multiply: 2208 },
    group: () => ristretto,
    isMember: (point) => ristretto.isMember(point),
    sum: { cost: elements('count', { first: 2303, further: 788 }), group: () => ristretto },
  },
  ...blsRows,
];

/** The pairing of BLS12-381 by its numbers, which are not those of its groups. */
export const pairingOrders: ReadonlyMap<bigint, ByteOrder> = new Map(
  orders.map(([order, bit]) => [4n | bit, order]),
);

/** The numbers and names of the operations of a group. */
export const operations = [
  { number: 0n, name: 'add' },
  { number: 1n, name: 'subtract' },
  { number: 2n, name: 'multiply' },
] as const;

/** The curves by name, which a curve in two byte orders has once. */
const namedCurves = [...new Map(curves.map((curve) => [curve.name, curve])).values()].map((curve) => ({
  curve,
  ids: curves.filter(({ name }) => name === curve.name).map(({ id }) => id),
}));

/** What the curves that have a price have to pay. */
export function choicesByCurve(priceOf: (curve: CurveRow) => Choice['cost'] | undefined): readonly Choice[] {
  return namedCurves.flatMap(({ curve, ids }) => {
    const cost = priceOf(curve);
    return cost === undefined ? [] : [{ when: [ids], meaning: curve.name, cost }];
  });
}

export const operationChoices: readonly Choice[] = namedCurves.flatMap(({ curve, ids }) =>
  operations.map((operation) => ({
    when: [ids, [operation.number]],
    meaning: `${operation.name} in ${curve.name}`,
    cost: flat(curve.units[operation.name]),
  })),
);
