// sol_secp256k1_recover, here and in litesvm: keys, recovery ids, signatures that are none, addresses.
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { describe, expect, it } from 'vitest';
import type { Argument, Call } from './calls.js';
import { agreeOnCall, agreeOnUnits, bigEndian, heapEnd, maximum, nowhere, placed, room } from './calls.js';

const name = 'sol_secp256k1_recover';
const { Point } = secp256k1;
const { n: order, p: prime } = Point.CURVE();

const secretKey = new Uint8Array(32).fill(7);
const publicKey = secp256k1.getPublicKey(secretKey, false).slice(1);
const hash = keccak_256(new TextEncoder().encode('a message'));
const signed = secp256k1.sign(hash, secretKey, { prehash: false, format: 'recovered' });
const recoveryId = signed[0]!;
const signature = signed.slice(1);
const r = signature.slice(0, 32);
const s = BigInt(`0x${Buffer.from(signature.slice(32)).toString('hex')}`);

const pair = (first: bigint, second: bigint) => placed(bigEndian(first, 32), bigEndian(second, 32));
const call = (title: string, ...values: Argument[]): Call => ({ title, values });
const good = [placed(hash), recoveryId, placed(signature), room] as const;
const [goodHash, , goodSignature] = good;

/** An x at which there is no point. */
const offCurve = 5n;
/** The x of the base point, which is also a nonce that makes the key at infinity with the right hash. */
const baseX = Point.BASE.x;

const calls: readonly Call[] = [
  call('the key', ...good),
  call('the other key', goodHash, recoveryId ^ 1, goodSignature, room),
  call('a high s', goodHash, recoveryId ^ 1, placed(r, bigEndian(order - s, 32)), room),
  ...[2, 3, 4, 5, 255, 256, 257, 2n ** 32n, 2n ** 63n, maximum].map((id) =>
    call(`recovery id ${id}`, goodHash, id, goodSignature, room),
  ),
  call('r of 0', goodHash, 0, pair(0n, s), room),
  call('s of 0', goodHash, 0, pair(baseX, 0n), room),
  call('r of 1', goodHash, 0, pair(1n, s), room),
  call('r without a point', goodHash, 0, pair(offCurve, s), room),
  call('r just below the order', goodHash, 0, pair(order - 1n, s), room),
  call('r of the order', goodHash, 0, pair(order, s), room),
  call('s just below the order', goodHash, 1, pair(baseX, order - 1n), room),
  call('s of the order', goodHash, 0, pair(baseX, order), room),
  call('all ones', goodHash, 0, placed(new Uint8Array(64).fill(255)), room),
  ...[0n, 1n, 2n, 3n, 4n, prime - order - 1n, prime - order, prime - order + 1n].map((low) =>
    call(`r of ${low} plus the order`, goodHash, 2, pair(low, s), room),
  ),
  call('r plus the order, the other y', goodHash, 3, pair(2n, s), room),
  call('a hash of 0', placed(new Uint8Array(32)), recoveryId, goodSignature, room),
  call('a hash of the order', placed(bigEndian(order, 32)), recoveryId, goodSignature, room),
  call('a hash above the order', placed(new Uint8Array(32).fill(255)), recoveryId, goodSignature, room),
  // R is the base point and s is the hash: the key is (s R - hash G) / r, nothing.
  call('a key at infinity', placed(bigEndian(9n, 32)), 0, pair(baseX, 9n), room),
  call('a hash outside', nowhere, 0, goodSignature, room),
  call('a signature outside', goodHash, 0, nowhere, room),
  call('a key outside', goodHash, 0, goodSignature, nowhere),
  call('a key at the end of the heap', goodHash, 0, goodSignature, heapEnd - 64n),
  call('a key past the heap', goodHash, 0, goodSignature, heapEnd - 63n),
  call('a hash past the heap', heapEnd - 31n, 0, goodSignature, room),
  call('a key in constants', goodHash, 0, goodSignature, placed(new Uint8Array(64))),
  call('everything outside', nowhere, 9, nowhere + 1n, nowhere + 2n),
  call('a bad id and a hash outside', nowhere, 9, goodSignature, room),
  call('unaligned', placed(Uint8Array.of(1), hash), 0, goodSignature, room + 3n),
  call('the key over its own hash', room, recoveryId, goodSignature, room),
  call('the key across the signature', goodHash, recoveryId, room + 8n, room),
];

describe(name, () => {
  it.each(calls)('$title', ({ values }) => {
    agreeOnCall(name, values);
  });

  it('finds the key that signed', () => {
    expect(agreeOnCall(name, good).slice(0, 64)).toEqual(publicKey);
  });

  it('costs the same whether it succeeds or not', () => {
    expect(agreeOnUnits(name, good)).toBe(25_000);
    expect(agreeOnUnits(name, [goodHash, 4, goodSignature, room])).toBe(25_000);
    expect(agreeOnUnits(name, [goodHash, 0, pair(0n, 0n), room])).toBe(25_000);
  });
});
