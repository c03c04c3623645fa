// Random calls of the syscalls that compute with points: points, nearly points and noise, here and in litesvm.
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { bn254 } from '@noble/curves/bn254.js';
import { ed25519, ristretto255 } from '@noble/curves/ed25519.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { numberToBytesBE } from '@noble/curves/utils.js';
import { describe, it } from 'vitest';
import { randomOf } from '../random.js';
import type { Argument } from './calls.js';
import { agreeOnCall, changed, placed, room } from './calls.js';

type Random = (limit: number) => number;

const rounds = Number(process.env['ROUNDS'] ?? 15);

const pick = <Item>(random: Random, list: readonly Item[]): Item => list[random(list.length)]!;
const noise = (random: Random, size: number): Uint8Array =>
  Uint8Array.from({ length: size }, () => random(256));
const number = (random: Random): bigint =>
  noise(random, 8).reduce((value, byte) => (value << 8n) | BigInt(byte), 1n) ** 3n;

/** Mostly the bytes as they are; else with a bit of the first, the last or another byte turned, or noise. */
function bent(random: Random, bytes: Uint8Array): Uint8Array {
  const turn = (at: number) => changed(bytes, at, (byte) => byte ^ (1 << random(8)));
  switch (random(9)) {
    case 0:
      return turn(0);
    case 1:
      return turn(bytes.length - 1);
    case 2:
      return turn(random(bytes.length));
    case 3:
      return random(4) === 0 ? noise(random, bytes.length) : turn(bytes.length >> 1);
    default:
      return bytes;
  }
}

function turned(bytes: Uint8Array, size: number, little: boolean): Uint8Array {
  const result = bytes.slice();
  if (little) for (let at = 0; at < bytes.length; at += size) result.subarray(at, at + size).reverse();
  return result;
}

/** Random arguments for each syscall. */
const calls: Readonly<Record<string, (random: Random) => readonly Argument[]>> = {
  sol_secp256k1_recover: (random) => {
    const signed = secp256k1.sign(noise(random, 32), new Uint8Array(32).fill(1 + random(200)), {
      prehash: false,
    });
    const hash = noise(random, 32);
    return [placed(bent(random, hash)), random(5), placed(bent(random, signed)), room];
  },
  sol_curve_group_op: (random) => {
    const id = pick(random, [0, 1, 5, 6, 0x85, 0x86]);
    const operation = random(3);
    const little = id < 0x80;
    const point = (): Uint8Array => {
      const scalar = number(random);
      if (id === 0) return ed25519.Point.BASE.multiply(scalar).toBytes();
      if (id === 1) return ristretto255.Point.BASE.multiply(scalar).toBytes();
      const second = (id & 7) === 6;
      const { Point } = second ? bls12_381.G2 : bls12_381.G1;
      return turned(Point.BASE.multiply(scalar).toBytes(false), second ? 96 : 48, little);
    };
    const scalar = turned(numberToBytesBE(number(random), 32), 32, little);
    const left = operation === 2 ? scalar : point();
    return [id, operation, placed(bent(random, left)), placed(bent(random, point())), room];
  },
  sol_curve_decompress: (random) => {
    const id = pick(random, [5, 6, 0x85, 0x86]);
    const { Point } = (id & 7) === 6 ? bls12_381.G2 : bls12_381.G1;
    const bytes = Point.BASE.multiply(number(random)).toBytes(true);
    return [id, placed(bent(random, turned(bytes, bytes.length, id < 0x80))), room];
  },
  sol_curve_multiscalar_mul: (random) => {
    const id = random(2);
    const count = 1 + random(5);
    const list = Array.from({ length: count }, () => number(random));
    const points = list.map((scalar) =>
      (id === 0 ? ed25519.Point : ristretto255.Point).BASE.multiply(scalar).toBytes(),
    );
    const scalars = list.map(() => turned(numberToBytesBE(number(random), 32), 32, true));
    return [id, placed(...scalars), placed(...points.map((bytes) => bent(random, bytes))), count, room];
  },
  sol_curve_pairing_map: (random) => {
    const id = pick(random, [4, 0x84]);
    const count = 1 + random(2);
    const list = Array.from({ length: count }, () => number(random));
    const firsts = list.map((scalar) => bls12_381.G1.Point.BASE.multiply(scalar).toBytes(false));
    const seconds = list.map((scalar) => bls12_381.G2.Point.BASE.multiply(scalar + 1n).toBytes(false));
    return [
      id,
      count,
      placed(...firsts.map((bytes) => turned(bytes, 48, id === 4))),
      placed(...seconds.map((bytes) => bent(random, turned(bytes, 96, id === 4)))),
      room,
    ];
  },
  sol_alt_bn128_group_op: (random) => {
    const operation = pick(random, [0, 2, 3, 4, 6]);
    const little = random(2) === 0;
    const first = (): Uint8Array => {
      const { x, y } = bn254.G1.Point.BASE.multiply(number(random)).toAffine();
      return turned(placed(numberToBytesBE(x, 32), numberToBytesBE(y, 32)).bytes, 32, little);
    };
    const second = (): Uint8Array => {
      const { x, y } = bn254.G2.Point.BASE.multiply(number(random)).toAffine();
      const parts = [x.c1, x.c0, y.c1, y.c0].map((value) => numberToBytesBE(value, 32));
      return turned(placed(...parts).bytes, 64, little);
    };
    const scalar = () => noise(random, 32);
    const input = {
      0: [first, first],
      2: [first, scalar],
      3: [first, second],
      4: [second, second],
      6: [second, scalar],
    }[operation]!.map((part) => bent(random, part()));
    const { bytes } = placed(...input);
    return [operation | (little ? 0x80 : 0), placed(bytes), bytes.length - (random(9) === 0 ? 1 : 0), room];
  },
  sol_alt_bn128_compression: (random) => {
    const operation = random(4);
    const bytes = noise(random, [64, 32, 128, 64][operation]!);
    // Noise below the prime, mostly, with flags.
    for (let at = 0; at < bytes.length; at += 32) bytes[at]! &= 0x1f;
    const flagged = changed(
      bytes,
      operation === 0 ? 32 : operation === 2 ? 64 : 0,
      (byte) => byte | (random(4) << 6),
    );
    const little = random(2) === 0;
    const size = operation < 2 ? 32 : 64;
    return [operation | (little ? 0x80 : 0), placed(turned(flagged, size, little)), bytes.length, room];
  },
};

describe.each(Object.entries(calls))('%s', (name, argumentsOf) => {
  it(`agrees ${rounds} times`, () => {
    for (let seed = 0; seed < rounds; seed++) agreeOnCall(name, argumentsOf(randomOf(seed)));
  });
});
