// The curve syscalls over BLS12-381, here and in litesvm: both groups in both byte orders, encodings, pairings.
import type { WeierstrassPoint, WeierstrassPointCons } from '@noble/curves/abstract/weierstrass.js';
import type { IField } from '@noble/curves/abstract/modular.js';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { describe, expect, it } from 'vitest';
import type { Argument, Placed } from './calls.js';
import {
  agreeOnCall,
  agreeOnUnits,
  bigEndian,
  changed,
  heapEnd,
  maximum,
  nowhere,
  placed,
  room,
} from './calls.js';

const validate = 'sol_curve_validate_point';
const operate = 'sol_curve_group_op';
const decompress = 'sol_curve_decompress';
const pairing = 'sol_curve_pairing_map';

const { Fp, Fp2, Fr } = bls12_381.fields;
const prime = Fp.ORDER;
const order = Fr.ORDER;
const scalar32 = (value: bigint): Uint8Array => bigEndian(value, 32);

/** The first point found at an x from `from` on, which on these curves lies outside the group of prime order. */
function strayPoint<T>(
  Point: WeierstrassPointCons<T>,
  field: IField<T>,
  from: number,
  element: (value: bigint) => T,
): WeierstrassPoint<T> {
  for (let value = BigInt(from); ; value++) {
    const x = element(value);
    try {
      const y = field.sqrt(field.add(field.mul(field.sqr(x), x), Point.CURVE().b));
      const point = Point.fromAffine({ x, y });
      if (!point.isTorsionFree()) return point;
    } catch {
      // No point has this x.
    }
  }
}

const G1 = bls12_381.G1.Point;
const G2 = bls12_381.G2.Point;
const uncompressed = (
  point: { is0(): boolean; toAffine(): unknown },
  bytes: () => Uint8Array,
  size: number,
) => (point.is0() ? new Uint8Array(size).fill(0x40, 0, 1) : bytes());

/** Uncompressed bytes of any point on the curve; the library encodes only those of prime order. */
const encode1 = (point: WeierstrassPoint<bigint>): Uint8Array =>
  uncompressed(
    point,
    () => {
      const { x, y } = point.toAffine();
      return new Uint8Array([...bigEndian(x, 48), ...bigEndian(y, 48)]);
    },
    96,
  );
const encode2 = (point: WeierstrassPoint<{ c0: bigint; c1: bigint }>): Uint8Array =>
  uncompressed(
    point,
    () => {
      const { x, y } = point.toAffine();
      return new Uint8Array([x.c1, x.c0, y.c1, y.c0].flatMap((value) => [...bigEndian(value, 48)]));
    },
    192,
  );

const stray1 = strayPoint(G1, Fp, 1, (value) => value);
const stray2 = strayPoint(G2, Fp2, 0, (value) => ({ c0: value, c1: 1n }));
const real2 = strayPoint(G2, Fp2, 0, (value) => ({ c0: value, c1: 0n }));
/** Points of order 3; blst knows their x. */
const third1 = strayPoint(G1, Fp, 0, (value) => value);

interface Side {
  readonly title: string;
  readonly id: number;
  /** Bytes of a coordinate. */
  readonly size: number;
  readonly costs: readonly number[];
  readonly points: Readonly<Record<string, Uint8Array>>;
  readonly compressed: Readonly<Record<string, Uint8Array>>;
}

/** Encodings that are wrong in some way, made from a right one. */
function wrong(bytes: Uint8Array, size: number): Record<string, Uint8Array> {
  const infinity = new Uint8Array(bytes.length).fill(0x40, 0, 1);
  const withFlag = (flag: number) => changed(bytes, 0, (byte) => byte | flag);
  const last = bytes.length - 1;
  const tooLarge = (at: number): Uint8Array => {
    const result = bytes.slice();
    result.set(bigEndian(prime, 48), Math.max(at, 0));
    return changed(result, 0, (byte) => byte | (bytes[0]! & 0xe0));
  };
  return {
    infinity,
    'infinity with a sign': changed(infinity, 0, () => 0x60),
    'infinity compressed': changed(infinity, 0, () => 0xc0),
    'infinity with all flags': changed(infinity, 0, () => 0xe0),
    'infinity and a bit': changed(infinity, 0, () => 0x41),
    'infinity and a last byte': changed(infinity, last, () => 1),
    'all zeros': new Uint8Array(bytes.length),
    'all ones': new Uint8Array(bytes.length).fill(255),
    'the infinity flag': withFlag(0x40),
    'the compression flag': withFlag(0x80),
    'the sign flag': withFlag(0x20),
    'all flags': withFlag(0xe0),
    'x of the prime': tooLarge(0),
    'the last coordinate of the prime': tooLarge(bytes.length - 48),
    'the coordinate before it of the prime': tooLarge(bytes.length - 96),
    'off the curve': changed(bytes, last, (byte) => byte ^ 1),
    'x changed': changed(bytes, size - 1, (byte) => byte ^ 1),
  };
}

const base1 = encode1(G1.BASE);
const base2 = encode2(G2.BASE);
const sides: readonly Side[] = [
  {
    title: 'G1',
    id: 5,
    size: 48,
    costs: [1565, 128, 129, 4627, 2100],
    points: {
      base: base1,
      'minus base': encode1(G1.BASE.negate()),
      'some point': encode1(G1.BASE.multiply(123456789n)),
      'outside the group': encode1(stray1),
      'outside the group, minus': encode1(stray1.negate()),
      'of lower order': encode1(stray1.multiplyUnsafe(order - 1n).add(stray1)),
      'of order 3': encode1(third1),
      'of order 3, minus': encode1(third1.negate()),
      ...wrong(base1, 48),
    },
    compressed: {
      base: G1.BASE.toBytes(true),
      'minus base': G1.BASE.negate().toBytes(true),
      'some point': G1.BASE.multiply(987654321n).toBytes(true),
      ...wrong(G1.BASE.toBytes(true), 48),
      'outside the group': changed(encode1(stray1).slice(0, 48), 0, (byte) => byte | 0x80),
      'outside the group, other sign': changed(encode1(stray1).slice(0, 48), 0, (byte) => byte | 0xa0),
      'of order 3': changed(encode1(third1).slice(0, 48), 0, (byte) => byte | 0x80),
      'no flag': changed(G1.BASE.toBytes(true), 0, (byte) => byte & 0x1f),
      'infinity with a byte': changed(G1.ZERO.toBytes(true), 20, () => 1),
    },
  },
  {
    title: 'G2',
    id: 6,
    size: 96,
    costs: [1968, 203, 204, 8255, 3050],
    points: {
      base: base2,
      'minus base': encode2(G2.BASE.negate()),
      'some point': encode2(G2.BASE.multiply(123456789n)),
      'outside the group': encode2(stray2),
      'outside the group, minus': encode2(stray2.negate()),
      'of lower order': encode2(stray2.multiplyUnsafe(order - 1n).add(stray2)),
      'with a real x': encode2(real2),
      ...wrong(base2, 96),
    },
    compressed: {
      base: G2.BASE.toBytes(true),
      'minus base': G2.BASE.negate().toBytes(true),
      'some point': G2.BASE.multiply(987654321n).toBytes(true),
      ...wrong(G2.BASE.toBytes(true), 96),
      'outside the group': changed(encode2(stray2).slice(0, 96), 0, (byte) => byte | 0x80),
      'outside the group, other sign': changed(encode2(stray2).slice(0, 96), 0, (byte) => byte | 0xa0),
      'no flag': changed(G2.BASE.toBytes(true), 0, (byte) => byte & 0x1f),
      'infinity with a byte': changed(G2.ZERO.toBytes(true), 70, () => 1),
    },
  },
];

/** Each run of `size` bytes turned around: the other byte order. */
function turned(bytes: Uint8Array, size: number): Uint8Array {
  const result = bytes.slice();
  for (let at = 0; at < bytes.length; at += size) result.subarray(at, at + size).reverse();
  return result;
}

const orders = [
  { name: 'big-endian', bit: 0x80, order: (bytes: Uint8Array) => bytes },
  { name: 'little-endian', bit: 0, order: turned },
] as const;

const cases = sides.flatMap((side) => orders.map((one) => ({ ...side, ...one, id: side.id | one.bit })));

describe.each(cases)('$title $name', ({ id, size, costs, points, compressed, order: orderOf }) => {
  const give = (bytes: Uint8Array): Placed => placed(orderOf(bytes, size));
  const scalar = (value: bigint): Placed => placed(orderOf(scalar32(value), 32));
  const base = give(points['base']!);
  const point = give(points['some point']!);

  it.each(Object.entries(points))('%s', (_, bytes) => {
    agreeOnCall(validate, [id, give(bytes)]);
    agreeOnCall(operate, [id, 0, give(bytes), point, room]);
    agreeOnCall(operate, [id, 0, give(bytes), give(bytes), room]);
    agreeOnCall(operate, [id, 1, point, give(bytes), room]);
    agreeOnCall(operate, [id, 1, give(bytes), give(bytes), room]);
    agreeOnCall(operate, [id, 2, scalar(3n), give(bytes), room]);
  });

  it.each(Object.entries(compressed))('%s, compressed', (_, bytes) => {
    agreeOnCall(decompress, [id, give(bytes), room]);
  });

  it.each([0n, 1n, 2n, order - 1n, order, order + 1n, 2n ** 255n, 2n ** 256n - 1n, 2n ** 200n + 77n])(
    'scalar %s',
    (value) => {
      agreeOnCall(operate, [id, 2, scalar(value), point, room]);
      agreeOnCall(operate, [id, 2, scalar(value), give(points['infinity']!), room]);
      agreeOnCall(operate, [id, 2, scalar(value), give(points['outside the group']!), room]);
    },
  );

  const end = heapEnd - BigInt(2 * size);
  it.each<readonly [string, string, readonly Argument[]]>([
    ['left outside', operate, [id, 0, nowhere, base, room]],
    ['right outside', operate, [id, 0, base, nowhere, room]],
    ['scalar outside', operate, [id, 2, heapEnd - 31n, base, room]],
    ['right past the heap', operate, [id, 1, base, end + 1n, room]],
    ['result past the heap', operate, [id, 1, base, point, end + 1n]],
    ['result at the end of the heap', operate, [id, 1, base, point, end]],
    ['result outside, no sum', operate, [id, 0, base, give(points['all ones']!), nowhere]],
    ['all outside', operate, [id, 0, nowhere, nowhere + 512n, nowhere + 1024n]],
    ['operation 3', operate, [id, 3, nowhere, nowhere, nowhere]],
    ['operation 256', operate, [id, 256, base, base, room]],
    ['the largest operation', operate, [id, maximum, base, base, room]],
    ['unaligned', operate, [id, 0, placed(Uint8Array.of(7), base.bytes), base, room + 3n]],
    ['over itself', operate, [id, 0, room, room, room]],
    ['point outside', validate, [id, nowhere]],
    ['point past the heap', validate, [id, end + 1n]],
    ['zeros at the end of the heap', validate, [id, end]],
    ['compressed outside', decompress, [id, nowhere, room]],
    ['compressed past the heap', decompress, [id, heapEnd - BigInt(size) + 1n, room]],
    ['point past the heap', decompress, [id, give(compressed['base']!), end + 1n]],
    ['point at the end of the heap', decompress, [id, give(compressed['base']!), end]],
    ['point outside, nothing to write', decompress, [id, give(compressed['no flag']!), nowhere]],
  ])('%s: %s', (_, name, values) => {
    agreeOnCall(name, values);
  });

  it('costs', () => {
    const two = scalar(2n);
    const spent = [
      agreeOnUnits(validate, [id, base]),
      agreeOnUnits(operate, [id, 0, base, point, room]),
      agreeOnUnits(operate, [id, 1, base, point, room]),
      agreeOnUnits(operate, [id, 2, two, point, room]),
      agreeOnUnits(decompress, [id, give(compressed['base']!), room]),
    ];
    expect(spent).toEqual(costs);
  });
});

describe.each(orders)('low orders $name', ({ bit, order: orderOf }) => {
  it('come out of sums', () => {
    const give = (point: WeierstrassPoint<bigint>): Placed => placed(orderOf(encode1(point), 48));
    for (const operation of [0, 1]) {
      agreeOnCall(operate, [5 | bit, operation, give(third1.add(G1.BASE)), give(G1.BASE), room]);
      agreeOnCall(operate, [5 | bit, operation, give(G1.BASE), give(third1.subtract(G1.BASE)), room]);
    }
  });
});

describe.each(orders)('pairing $name', ({ bit, order: orderOf }) => {
  const id = 4 | bit;
  const first = (...list: readonly WeierstrassPoint<bigint>[]): Placed =>
    placed(...list.map((point) => orderOf(encode1(point), 48)));
  const second = (...list: readonly WeierstrassPoint<{ c0: bigint; c1: bigint }>[]): Placed =>
    placed(...list.map((point) => orderOf(encode2(point), 96)));
  const one1 = first(G1.BASE);
  const one2 = second(G2.BASE);

  it.each<readonly [string, readonly Argument[]]>([
    ['nothing', [id, 0, nowhere, nowhere, room]],
    ['nothing, nowhere to', [id, 0, nowhere, nowhere, nowhere]],
    ['one pair', [id, 1, one1, one2, room]],
    ['another pair', [id, 1, first(G1.BASE.multiply(5n)), second(G2.BASE.multiply(order - 7n)), room]],
    ['two pairs that cancel', [id, 2, first(G1.BASE, G1.BASE.negate()), second(G2.BASE, G2.BASE), room]],
    [
      'three pairs',
      [
        id,
        3,
        first(G1.BASE, G1.BASE.double(), G1.BASE.multiply(9n)),
        second(G2.BASE.multiply(4n), G2.BASE, G2.BASE.negate()),
        room,
      ],
    ],
    ['infinity in G1', [id, 1, first(G1.ZERO), one2, room]],
    ['infinity in G2', [id, 1, one1, second(G2.ZERO), room]],
    ['infinity and a pair', [id, 2, first(G1.ZERO, G1.BASE), second(G2.BASE, G2.BASE), room]],
    ['a stray point of G1', [id, 1, first(stray1), one2, room]],
    ['a stray point of G2', [id, 1, one1, second(stray2), room]],
    ['a stray point beside infinity', [id, 1, first(G1.ZERO), second(stray2), room]],
    ['no points', [id, 1, placed(new Uint8Array(96)), one2, room]],
    ['G1 outside', [id, 1, nowhere, one2, room]],
    ['G2 outside', [id, 1, one1, nowhere, room]],
    ['both outside', [id, 1, nowhere, nowhere + 512n, nowhere + 1024n]],
    ['result outside', [id, 1, one1, one2, nowhere]],
    ['result past the heap', [id, 1, one1, one2, heapEnd - 575n]],
    ['result at the end of the heap', [id, 1, one1, one2, heapEnd - 576n]],
    ['result outside, no pairing', [id, 1, first(stray1), one2, nowhere]],
    ['8 pairs of zeros', [id, 8, heapEnd - 4096n, heapEnd - 4096n, room]],
    ['9 pairs of zeros', [id, 9, heapEnd - 4096n, heapEnd - 4096n, room]],
    ['9 pairs outside', [id, 9, nowhere, nowhere, room]],
    ['too many pairs', [id, 1_000_000, one1, one2, room]],
    ['the most pairs', [id, maximum, one1, one2, room]],
  ])('%s', (_, values) => {
    agreeOnCall(pairing, values);
  });

  it('8 pairs, and 9', () => {
    const eight = Array.from({ length: 8 }, () => G1.BASE);
    const others = Array.from({ length: 8 }, () => G2.BASE);
    agreeOnCall(pairing, [id, 8, first(...eight), second(...others), room]);
    agreeOnCall(pairing, [id, 9, first(...eight, G1.BASE), second(...others, G2.BASE), nowhere]);
  });

  it('costs', () => {
    const zeros = heapEnd - 4096n;
    expect([0, 1].map((count) => agreeOnUnits(pairing, [id, count, one1, one2, room]))).toEqual([
      25_445, 25_445,
    ]);
    expect([2, 8, 9].map((count) => agreeOnUnits(pairing, [id, count, zeros, zeros, room]))).toEqual([
      38_468, 116_606, 129_629,
    ]);
  });
});

describe('other curves', () => {
  it.each([0, 1, 2, 3, 4, 7, 0x80, 0x84, 256, 2n ** 32n, maximum])('%s', (id) => {
    agreeOnCall(decompress, [id, placed(G1.BASE.toBytes(true)), room]);
    agreeOnCall(decompress, [id, nowhere, nowhere]);
  });

  it.each([0, 1, 2, 3, 5, 6, 7, 0x80, 0x85, 256, 2n ** 32n, maximum])('%s has no pairing', (id) => {
    agreeOnCall(pairing, [id, 1, placed(base1), placed(base2), room]);
    agreeOnCall(pairing, [id, maximum, nowhere, nowhere, nowhere]);
  });
});
