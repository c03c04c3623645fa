// The syscalls over BN254, here and in litesvm: groups, pairings, compression, lengths, flags, addresses.
import { bn254 } from '@noble/curves/bn254.js';
import type { WeierstrassPoint } from '@noble/curves/abstract/weierstrass.js';
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

const operate = 'sol_alt_bn128_group_op';
const compression = 'sol_alt_bn128_compression';

const { Fp, Fp2, Fr } = bn254.fields;
const prime = Fp.ORDER;
const order = Fr.ORDER;
const G1 = bn254.G1.Point;
const G2 = bn254.G2.Point;
type Second = WeierstrassPoint<{ c0: bigint; c1: bigint }>;

const join = (...values: readonly bigint[]): Uint8Array =>
  new Uint8Array(values.flatMap((value) => [...bigEndian(value, 32)]));
const encode1 = (point: WeierstrassPoint<bigint>): Uint8Array => {
  const { x, y } = point.toAffine();
  return join(x, y);
};
const encode2 = (point: Second): Uint8Array => {
  const { x, y } = point.toAffine();
  return join(x.c1, x.c0, y.c1, y.c0);
};

/** A point of the curve of G2 outside the group of prime order. */
function strayPoint(): Second {
  for (let value = 0n; ; value++) {
    const x = { c0: value, c1: 3n };
    try {
      const y = Fp2.sqrt(Fp2.add(Fp2.mul(Fp2.sqr(x), x), G2.CURVE().b));
      const point = G2.fromAffine({ x, y });
      if (!point.isTorsionFree()) return point;
    } catch {
      // No point has this x.
    }
  }
}
const stray = strayPoint();

/** Each run of `size` bytes turned around: the other byte order. */
function turned(bytes: Uint8Array, size: number): Uint8Array {
  const result = bytes.slice();
  for (let at = 0; at < bytes.length; at += size) result.subarray(at, at + size).reverse();
  return result;
}

/** Encodings that are wrong, or odd, in some way, made from a right one with coordinates of `size` bytes. */
function odd(bytes: Uint8Array, size: number): Record<string, Uint8Array> {
  const withFlag = (at: number, flag: number) => changed(bytes, at, (byte) => byte | flag);
  const replaced = (at: number, value: bigint): Uint8Array => {
    const result = bytes.slice();
    result.set(bigEndian(value, 32), at);
    return result;
  };
  const infinity = new Uint8Array(bytes.length).fill(0x40, size, size + 1);
  return {
    'all zeros': new Uint8Array(bytes.length),
    'all ones': new Uint8Array(bytes.length).fill(255),
    'the sign flag': withFlag(size, 0x80),
    'the infinity flag': withFlag(size, 0x40),
    'both flags': withFlag(size, 0xc0),
    'infinity by flag': infinity,
    'infinity by flag and a bit': changed(infinity, bytes.length - 1, () => 1),
    'a flag in x': withFlag(0, 0x80),
    'an infinity flag in x': withFlag(0, 0x40),
    'x of the prime': replaced(0, prime),
    'x of 0': replaced(0, 0n),
    'the last number of x of the prime': replaced(size - 32, prime),
    'y of the prime': replaced(size, prime),
    'y of 0': replaced(size, 0n),
    'the last number of the prime': replaced(2 * size - 32, prime),
    'infinity by flag with y of the prime': changed(
      replaced(2 * size - 32, prime),
      size,
      (byte) => byte | 0x40,
    ),
    'off the curve': changed(bytes, bytes.length - 1, (byte) => byte ^ 1),
  };
}

const scalars = [
  0n,
  1n,
  2n,
  9n,
  order - 1n,
  order,
  order + 1n,
  2n * order,
  2n ** 256n - 1n,
  2n ** 200n + 77n,
];

const sides = [
  {
    title: 'G1',
    size: 32,
    add: 0,
    multiply: 2,
    compress: 0,
    decompress: 1,
    units: [334, 3840, 130, 498],
    points: {
      base: encode1(G1.BASE),
      'minus base': encode1(G1.BASE.negate()),
      'some point': encode1(G1.BASE.multiply(123456789n)),
      ...odd(encode1(G1.BASE), 32),
    } as Record<string, Uint8Array>,
  },
  {
    title: 'G2',
    size: 64,
    add: 4,
    multiply: 6,
    compress: 2,
    decompress: 3,
    units: [535, 15_670, 186, 13_710],
    points: {
      base: encode2(G2.BASE),
      'minus base': encode2(G2.BASE.negate()),
      'some point': encode2(G2.BASE.multiply(123456789n)),
      'outside the group': encode2(stray),
      'outside the group, minus': encode2(stray.negate()),
      ...odd(encode2(G2.BASE), 64),
    } as Record<string, Uint8Array>,
  },
];
const orders = [
  { name: 'big-endian', bit: 0, order: (bytes: Uint8Array) => bytes },
  { name: 'little-endian', bit: 0x80, order: turned },
] as const;
const cases = sides.flatMap((side) => orders.map((one) => ({ ...side, ...one })));

/** The arguments for an input of all these bytes. */
const input = (operation: number, bytes: Uint8Array, result: Argument = room): readonly Argument[] => [
  operation,
  placed(bytes),
  bytes.length,
  result,
];
const concat = (...parts: readonly Uint8Array[]): Uint8Array => placed(...parts).bytes;

describe.each(cases)('$title $name', ({ size, bit, order: orderOf, points, units, ...numbers }) => {
  const add = numbers.add | bit;
  const multiply = numbers.multiply | bit;
  const compress = numbers.compress | bit;
  const decompress = numbers.decompress | bit;
  const give = (bytes: Uint8Array): Uint8Array => orderOf(bytes, size);
  const scalar = (value: bigint): Uint8Array => orderOf(bigEndian(value, 32), 32);
  const base = give(points['base']!);
  const point = give(points['some point']!);

  it.each(Object.entries(points))('%s', (_, bytes) => {
    agreeOnCall(operate, input(add, concat(give(bytes), point)));
    agreeOnCall(operate, input(add, concat(give(bytes), give(bytes))));
    agreeOnCall(operate, input(add, concat(point, give(bytes))));
    agreeOnCall(operate, input(multiply, concat(give(bytes), scalar(3n))));
    agreeOnCall(operate, input(multiply, concat(give(bytes), scalar(0n))));
    agreeOnCall(compression, input(compress, give(bytes)));
    // Its first coordinate, with the flags it may have.
    agreeOnCall(compression, input(decompress, give(bytes.slice(0, size))));
  });

  it.each(scalars)('scalar %s', (value) => {
    agreeOnCall(operate, input(multiply, concat(point, scalar(value))));
    agreeOnCall(operate, input(multiply, concat(give(points['all zeros']!), scalar(value))));
  });

  it('turns what it compresses back', () => {
    for (const name of ['base', 'minus base', 'some point']) {
      const bytes = give(points[name]!);
      const small = agreeOnCall(compression, input(compress, bytes)).slice(0, size);
      expect(agreeOnCall(compression, input(decompress, small)).slice(0, 2 * size)).toEqual(bytes);
    }
  });

  it.each([0x80, 0x40, 0xc0])('flag %s on compressed bytes', (flag) => {
    for (const name of ['base', 'some point', 'all zeros', 'x of the prime'])
      agreeOnCall(
        compression,
        input(decompress, give(changed(points[name]!.slice(0, size), 0, (byte) => byte | flag))),
      );
  });

  it.each([1n, 2n, 3n, 4n, 5n, 6n, 7n, prime - 1n, prime, 2n ** 253n])('x of %s decompressed', (value) => {
    agreeOnCall(
      compression,
      input(decompress, give(concat(new Uint8Array(size - 32), bigEndian(value, 32)))),
    );
    if (size === 64)
      agreeOnCall(compression, input(decompress, give(concat(bigEndian(value, 32), bigEndian(1n, 32)))));
  });

  it('inputs of every length', () => {
    const sum = concat(base, point, new Uint8Array(40));
    const product = concat(point, scalar(5n), new Uint8Array(40));
    for (const length of [0, 1, 31, 32, size, size + 1, 2 * size - 1, 2 * size, 2 * size + 1, 2 * size + 31])
      for (const [operation, bytes] of [
        [add, sum],
        [multiply, product],
      ] as const) {
        agreeOnCall(operate, input(operation, bytes.slice(0, length)));
        agreeOnCall(operate, [operation, placed(bytes), length, room]);
      }
    for (const length of [2 * size + 32, 2 * size + 33, 4 * size - 1, 4 * size, 4 * size + 1]) {
      agreeOnCall(operate, input(add, sum.slice(0, length)));
      agreeOnCall(operate, input(multiply, product.slice(0, length)));
    }
    for (const operation of [compress, decompress])
      for (const length of [0, 1, size - 1, size, size + 1, 2 * size - 1, 2 * size, 2 * size + 1])
        agreeOnCall(compression, input(operation, base.slice(0, length)));
  });

  const end = (bytes: number): bigint => heapEnd - BigInt(bytes);
  it.each<readonly [string, string, readonly Argument[]]>([
    ['input outside', operate, [add, nowhere, 4 * size, room]],
    ['input past the heap', operate, [multiply, end(2 * size + 31), 2 * size + 32, room]],
    ['no input, anywhere', operate, [add, nowhere, 0, room]],
    ['result outside', operate, input(add, concat(base, point), nowhere)],
    ['result past the heap', operate, input(multiply, concat(base, scalar(2n)), end(2 * size - 1))],
    ['result at the end of the heap', operate, input(multiply, concat(base, scalar(2n)), end(2 * size))],
    [
      'result outside, no sum',
      operate,
      input(add, concat(base, new Uint8Array(2 * size).fill(255)), nowhere),
    ],
    ['both outside', operate, [add, nowhere, 4 * size, nowhere + 512n]],
    ['a huge length', operate, [add, room, maximum, room]],
    ['half of all', operate, [multiply, room, 1n << 63n, room]],
    ['unaligned', operate, input(add, concat(base, point), room + 3n)],
    ['over itself', operate, [add, room, 4 * size, room]],
    ['zeros over themselves', operate, [add, 0x3_0000_1000n, 4 * size, 0x3_0000_1000n]],
    ['input outside', compression, [compress, nowhere, 2 * size, room]],
    ['input past the heap', compression, [decompress, end(size - 1), size, room]],
    ['result outside', compression, input(compress, base, nowhere)],
    ['result past the heap', compression, input(compress, base, end(size - 1))],
    ['result at the end of the heap', compression, input(compress, base, end(size))],
    ['result past the heap', compression, input(decompress, base.slice(0, size), end(2 * size - 1))],
    ['both outside', compression, [decompress, nowhere, size, nowhere + 512n]],
    ['a huge length', compression, [compress, room, maximum, room]],
    ['over itself', compression, [decompress, room, size, room]],
  ])('%s: %s', (_, name, values) => {
    agreeOnCall(name, values);
  });

  it('costs', () => {
    expect([
      agreeOnUnits(operate, input(add, concat(base, point))),
      agreeOnUnits(operate, input(multiply, concat(base, scalar(2n)))),
      agreeOnUnits(compression, input(compress, base)),
      agreeOnUnits(compression, input(decompress, base.slice(0, size))),
    ]).toEqual(units);
    expect(agreeOnUnits(operate, input(add, base.slice(0, 5)))).toBe(units[0]);
    expect(agreeOnUnits(compression, input(compress, base.slice(0, 5)))).toBe(units[2]);
  });
});

describe.each(orders)('pairing $name', ({ bit, order: orderOf }) => {
  const operation = 3 | bit;
  const pair = (first: WeierstrassPoint<bigint>, second: Second): Uint8Array =>
    concat(orderOf(encode1(first), 32), orderOf(encode2(second), 64));
  const raw = (first: Uint8Array, second: Uint8Array): Uint8Array =>
    concat(orderOf(first, 32), orderOf(second, 64));
  const one = pair(G1.BASE, G2.BASE);

  it.each<readonly [string, readonly Argument[]]>([
    ['nothing', [operation, nowhere, 0, room]],
    ['one pair', input(operation, one)],
    ['pairs that cancel', input(operation, concat(one, pair(G1.BASE.negate(), G2.BASE)))],
    ['pairs that do not', input(operation, concat(one, one))],
    [
      'three pairs that cancel',
      input(
        operation,
        concat(
          pair(G1.BASE.multiply(2n), G2.BASE.multiply(3n)),
          pair(G1.BASE.multiply(4n), G2.BASE),
          pair(G1.BASE, G2.BASE.multiply(order - 10n)),
        ),
      ),
    ],
    ['infinity in G1', input(operation, pair(G1.ZERO, G2.BASE))],
    ['infinity in G2', input(operation, pair(G1.BASE, G2.ZERO))],
    ['infinity in both', input(operation, pair(G1.ZERO, G2.ZERO))],
    ['infinity and a pair', input(operation, concat(pair(G1.ZERO, G2.BASE), one))],
    ['a stray point', input(operation, pair(G1.BASE, stray))],
    ['a stray point beside infinity', input(operation, pair(G1.ZERO, stray))],
    ['a bad point', input(operation, raw(join(1n, 3n), encode2(G2.BASE)))],
    ['a bad second point', input(operation, raw(encode1(G1.BASE), join(1n, 2n, 3n, 4n)))],
    ['a number of the prime', input(operation, raw(join(prime, 2n), encode2(G2.BASE)))],
    ['a bad pair at the end', input(operation, concat(one, raw(join(1n, 3n), encode2(G2.BASE))))],
    ['a flagged point', input(operation, raw(join(1n, 2n + 2n ** 255n), encode2(G2.BASE)))],
    ['191 bytes', input(operation, one.slice(0, 191))],
    ['193 bytes', input(operation, concat(one, Uint8Array.of(0)))],
    ['1 byte', input(operation, Uint8Array.of(1))],
    ['383 bytes', input(operation, concat(one, one.slice(0, 191)))],
    ['outside', [operation, nowhere, 192, room]],
    ['result outside', input(operation, one, nowhere)],
    ['result past the heap', input(operation, one, heapEnd - 31n)],
    ['result at the end of the heap', input(operation, one, heapEnd - 32n)],
    ['a huge length', [operation, room, maximum, room]],
    ['over itself', [operation, 0x3_0000_1000n, 384, 0x3_0000_1000n]],
  ])('%s', (_, values) => {
    agreeOnCall(operate, values);
  });

  it('costs', () => {
    const zeros = 0x3_0000_1000n;
    const unitsOf = (length: number) => agreeOnUnits(operate, [operation, zeros, length, room]);
    const costs = [0, 1, 191, 192, 193, 383, 384, 576].map(unitsOf);
    const expected = [0, 1, 191, 192, 193, 383, 384, 576].map(
      (length) => 36_481 + 12_121 * Math.max(Math.floor(length / 192) - 1, 0) + length,
    );
    expect(costs).toEqual(expected);
  });
});

describe('operations that are none', () => {
  const some: Placed = placed(encode1(G1.BASE), encode1(G1.BASE));

  it.each([1, 5, 7, 8, 0x81, 0x85, 0x87, 0x100, 0x103, 2n ** 32n, maximum])('%s', (operation) => {
    agreeOnCall(operate, [operation, some, 128, room]);
    agreeOnCall(operate, [operation, nowhere, maximum, nowhere]);
  });

  it.each([4, 5, 0x84, 0x88, 0x100, 2n ** 32n, maximum])('%s in compression', (operation) => {
    agreeOnCall(compression, [operation, some, 64, room]);
    agreeOnCall(compression, [operation, nowhere, maximum, nowhere]);
  });
});
