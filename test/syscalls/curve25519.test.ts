// The curve syscalls over Ed25519 and ristretto255, here and in litesvm: points, no points, scalars, sums, addresses.
import { ed25519, ristretto255 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';
import type { Argument } from './calls.js';
import {
  agreeOnCall,
  agreeOnUnits,
  changed,
  heapEnd,
  hex,
  littleEndian,
  maximum,
  nowhere,
  placed,
  room,
} from './calls.js';

const validate = 'sol_curve_validate_point';
const operate = 'sol_curve_group_op';
const sum = 'sol_curve_multiscalar_mul';

const prime = 2n ** 255n - 19n;
const order = ed25519.Point.Fn.ORDER;
const bytes32 = (value: bigint): Uint8Array => littleEndian(value, 32);
const negative = (bytes: Uint8Array): Uint8Array => changed(bytes, 31, (byte) => byte ^ 0x80);

const { BASE } = ed25519.Point;
const multipleOf = (scalar: bigint): Uint8Array => BASE.multiply(scalar).toBytes();
const ristrettoMultiple = (scalar: bigint): Uint8Array => ristretto255.Point.BASE.multiply(scalar).toBytes();
const zero = new Uint8Array(32);

/** A point of order 8, whose multiples are all the points of low order. */
const torsion = ed25519.Point.fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a');

const edwardsPoints: Readonly<Record<string, Uint8Array>> = {
  base: BASE.toBytes(),
  'minus base': BASE.negate().toBytes(),
  'some point': multipleOf(123456789123456789n),
  identity: bytes32(1n),
  'identity with a sign': negative(bytes32(1n)),
  'order 2': bytes32(prime - 1n),
  'order 2 with a sign': negative(bytes32(prime - 1n)),
  'order 4': zero,
  'order 4 with a sign': negative(zero),
  'order 8': torsion.toBytes(),
  'another of order 8': torsion.multiplyUnsafe(3n).toBytes(),
  'base and torsion': BASE.add(torsion).toBytes(),
  'y of the prime': bytes32(prime),
  'y of the prime and 1': bytes32(prime + 1n),
  'y of the prime and 1, with a sign': negative(bytes32(prime + 1n)),
  'the largest y': bytes32(2n ** 255n - 1n),
  'all ones': new Uint8Array(32).fill(255),
  'no root': bytes32(2n),
  'y of 3': bytes32(3n),
  'y of 4': bytes32(4n),
};

const ristrettoPoints: Readonly<Record<string, Uint8Array>> = {
  base: ristretto255.Point.BASE.toBytes(),
  'some point': ristrettoMultiple(987654321987654321n),
  identity: zero,
  one: bytes32(1n),
  'not reduced': bytes32(prime),
  'the prime and 2': bytes32(prime + 2n),
  'high bit': negative(zero),
  'all ones': new Uint8Array(32).fill(255),
  odd: bytes32(3n),
  'minus one': bytes32(prime - 1n),
  two: bytes32(2n),
  four: bytes32(4n),
  'no square': hex('26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371'),
  'negative xy': hex('3eb858e78f5a7254d8c9731174a94f76755fd3941c0ac93735c07ba14579630e'),
  'y of zero': hex('ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'),
  'base of Ed25519': BASE.toBytes(),
};

const scalars: Readonly<Record<string, Uint8Array>> = {
  '0': zero,
  '1': bytes32(1n),
  '2': bytes32(2n),
  '8': bytes32(8n),
  'some scalar': bytes32(2n ** 251n + 12345678901234567890n),
  'order less 1': bytes32(order - 1n),
  order: bytes32(order),
  'order and 1': bytes32(order + 1n),
  '2^253': bytes32(2n ** 253n),
  'all ones': new Uint8Array(32).fill(255),
};

const curves = [
  { id: 0, title: 'Ed25519', points: edwardsPoints },
  { id: 1, title: 'ristretto255', points: ristrettoPoints },
];
/** A call of a table: the values come last, so that titles read well. */
const at = (...values: readonly Argument[]): readonly Argument[] => values;

describe.each(curves)('$title', ({ id, points }) => {
  const base = points['base']!;
  const point = points['some point']!;
  const two = bytes32(2n);

  it.each(Object.entries(points))('%s is a point or none, and a summand', (_, bytes) => {
    agreeOnCall(validate, [id, placed(bytes)]);
    agreeOnCall(operate, [id, 0, placed(bytes), placed(base), room]);
    agreeOnCall(operate, [id, 0, placed(bytes), placed(bytes), room]);
    agreeOnCall(operate, [id, 1, placed(point), placed(bytes), room]);
    agreeOnCall(operate, [id, 1, placed(bytes), placed(bytes), room]);
    agreeOnCall(operate, [id, 2, placed(bytes32(12345678910n)), placed(bytes), room]);
  });

  it.each(Object.entries(scalars))('%s as a scalar', (_, scalar) => {
    for (const of of [point, points['order 8'] ?? base, points['base and torsion'] ?? base])
      agreeOnCall(operate, [id, 2, placed(scalar), placed(of), room]);
    agreeOnCall(operate, [id, 2, placed(scalar), placed(bytes32(2n)), room]);
    agreeOnCall(sum, [id, placed(scalar), placed(point), 1, room]);
    agreeOnCall(sum, [id, placed(two, scalar), placed(base, points['order 8'] ?? point), 2, room]);
  });

  it.each([
    ['left outside', at(id, 0, nowhere, placed(base), room)],
    ['right outside', at(id, 0, placed(base), nowhere, room)],
    ['left past the heap', at(id, 1, heapEnd - 31n, placed(base), room)],
    ['right past the heap', at(id, 2, placed(two), heapEnd - 31n, room)],
    ['result outside', at(id, 0, placed(base), placed(base), nowhere)],
    ['result past the heap', at(id, 1, placed(base), placed(point), heapEnd - 31n)],
    ['result at the end of the heap', at(id, 1, placed(base), placed(point), heapEnd - 32n)],
    ['result in constants', at(id, 2, placed(two), placed(base), placed(zero))],
    ['result outside, no sum', at(id, 0, placed(base), placed(points['all ones']!), nowhere)],
    ['all outside', at(id, 2, nowhere, nowhere + 64n, nowhere + 128n)],
    ['unaligned', at(id, 0, placed(Uint8Array.of(9), base), placed(base), room + 1n)],
    ['the pattern of the room', at(id, 0, room, room, room + 16n)],
    ['operation 3', at(id, 3, placed(base), placed(base), room)],
    ['operation 3, outside', at(id, 3, nowhere, nowhere, nowhere)],
    ['operation 2^32', at(id, 2n ** 32n, placed(base), placed(base), room)],
    ['the largest operation', at(id, maximum, placed(base), placed(base), room)],
  ])('%s', (_, values) => {
    agreeOnCall(operate, values);
  });

  it.each([
    ['nothing', at(id, nowhere, nowhere, 0, room)],
    ['nothing, nowhere to', at(id, nowhere, nowhere, 0, nowhere)],
    ['scalars outside', at(id, nowhere, placed(base), 1, room)],
    ['points outside', at(id, placed(two), nowhere, 1, room)],
    ['result outside', at(id, placed(two), placed(base), 1, nowhere)],
    ['result outside, no sum', at(id, placed(two), placed(points['all ones']!), 1, nowhere)],
    ['scalars past the heap', at(id, heapEnd - 63n, placed(base, base), 2, room)],
    ['all outside', at(id, nowhere, nowhere + 64n, 2, nowhere + 128n)],
    ['a bad point last', at(id, placed(two, two), placed(base, points['all ones']!), 2, room)],
    ['a bad scalar last', at(id, placed(two, bytes32(order)), placed(base, point), 2, room)],
    ['points that cancel', at(id, placed(bytes32(1n), bytes32(order - 1n)), placed(base, base), 2, room)],
    ['scalars of zero', at(id, placed(zero, zero, zero), placed(base, point, base), 3, room)],
    ['unaligned', at(id, placed(Uint8Array.of(1), two), placed(base), 1, room + 5n)],
    ['512 points', at(id, 0x3_0000_2000n, nowhere, 512, room)],
    ['513 points', at(id, placed(two), placed(base), 513, room)],
    ['the most points', at(id, nowhere, nowhere, maximum, nowhere)],
  ])('a sum of %s', (_, values) => {
    agreeOnCall(sum, values);
  });

  it('sums of 20 and of 200 points', () => {
    for (const count of [20, 200]) {
      const list = Array.from({ length: count }, (_, index) => BigInt(index + 1) ** 20n + 1n);
      const multiples = id === 0 ? list.map(multipleOf) : list.map(ristrettoMultiple);
      agreeOnCall(sum, [
        id,
        placed(...list.map((n) => bytes32(order - n))),
        placed(...multiples),
        count,
        room,
      ]);
    }
  });

  it('costs', () => {
    const costs = { 0: [159, 473, 475, 2177, 2273, 758], 1: [169, 521, 519, 2208, 2303, 788] }[id]!;
    const [validation, addition, subtraction, product, first, further] = costs as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    expect(agreeOnUnits(validate, [id, placed(base)])).toBe(validation);
    expect(agreeOnUnits(operate, [id, 0, placed(base), placed(base), room])).toBe(addition);
    expect(agreeOnUnits(operate, [id, 1, placed(base), placed(base), room])).toBe(subtraction);
    expect(agreeOnUnits(operate, [id, 2, placed(two), placed(base), room])).toBe(product);
    const summed = [0, 1, 2, 3].map((count) =>
      agreeOnUnits(sum, [id, placed(two, two, two), placed(base, base, base), count, room]),
    );
    expect(summed).toEqual([first, first, first + further, first + 2 * further]);
    expect(agreeOnUnits(sum, [id, 0x3_0000_0000n, 0x3_0000_4000n, 512, room])).toBe(first + 511 * further);
  });
});

describe('other curves', () => {
  it.each([2, 3, 4, 7, 0x80, 0x81, 0x84, 256, 2n ** 32n, maximum])('%s', (id) => {
    agreeOnCall(validate, [id, placed(BASE.toBytes())]);
    agreeOnCall(validate, [id, nowhere]);
    agreeOnCall(operate, [id, 0, placed(BASE.toBytes()), placed(BASE.toBytes()), room]);
    agreeOnCall(operate, [id, 9, nowhere, nowhere, nowhere]);
    agreeOnCall(sum, [id, placed(bytes32(1n)), placed(BASE.toBytes()), 1, room]);
    agreeOnCall(sum, [id, nowhere, nowhere, 513, nowhere]);
  });

  it.each([5, 6, 0x85, 0x86])('%s has no sums', (id) => {
    agreeOnCall(sum, [id, placed(bytes32(1n)), placed(BASE.toBytes()), 1, room]);
  });
});

describe('validation', () => {
  it.each([0, 1])('looks at 32 bytes of curve %s', (id) => {
    for (const address of [nowhere, heapEnd - 31n, heapEnd - 32n, room + 1n, 0n])
      agreeOnCall(validate, [id, address]);
    agreeOnCall(validate, [id, placed(Uint8Array.of(1), BASE.toBytes())]);
  });
});
