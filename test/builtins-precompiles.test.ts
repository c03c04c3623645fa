// Precompiles: each says of signatures what it says in litesvm, whatever is wrong with them or their references.
import { ed25519 } from '@noble/curves/ed25519.js';
import { p256 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import { precompileIds } from '../runtime/bank/precompile.js';
import { agree, bytes, send, u16 } from './builtins/case.js';
import { Cluster } from './cluster.js';

const message = new TextEncoder().encode('a message to be signed');
const own = 0xffff;

const u256 = (value: bigint): Uint8Array =>
  Uint8Array.from(Buffer.from(value.toString(16).padStart(64, '0'), 'hex'));
const little = (value: bigint): Uint8Array => u256(value).reverse();

/** Runs the precompile, alone or after other instructions of its own, and tells the number of the error. */
function run(program: string, data: Uint8Array, ...before: Uint8Array[]): number | string | undefined {
  const outcome = agree({
    accounts: [],
    instructions: [...before, data].map((each) => ({ program, accounts: [], data: each })),
  });
  return outcome.error && (outcome.error.custom ?? outcome.error.code);
}

/** References of one signature to parts of the own data, unless said otherwise. */
interface Places {
  readonly signature?: number;
  readonly signatureIn?: number;
  readonly key?: number;
  readonly keyIn?: number;
  readonly message?: number;
  readonly length?: number;
  readonly messageIn?: number;
}

interface Signed {
  readonly signature: Uint8Array;
  readonly key: Uint8Array;
  readonly message: Uint8Array;
}

const references = (
  { signature, key, message: signed }: Signed,
  places: Places = {},
  start = 16,
): Uint8Array =>
  bytes(
    u16(places.signature ?? start),
    u16(places.signatureIn ?? own),
    u16(places.key ?? start + signature.length),
    u16(places.keyIn ?? own),
    u16(places.message ?? start + signature.length + key.length),
    u16(places.length ?? signed.length),
    u16(places.messageIn ?? own),
  );

const dataOf = (signed: Signed, places: Places = {}, count = 1, pad = 0): Uint8Array =>
  bytes([count, pad], references(signed, places), signed.signature, signed.key, signed.message);

/** What can be wrong with the references, in both precompiles that have the same. */
function checkReferences(id: string, good: Signed): void {
  const size = dataOf(good).length;
  it.each<[string, Places, number?]>([
    ['nothing', {}],
    ['itself by number', { signatureIn: 0, keyIn: 0, messageIn: 0 }],
    ['the signature in no instruction', { signatureIn: 1 }, 3],
    ['the key in no instruction', { keyIn: 1 }, 3],
    ['the message in no instruction', { messageIn: 1 }, 3],
    ['instruction 65534', { keyIn: 65534 }, 3],
    ['the signature past the end', { signature: size - 63 }, 3],
    ['the key past the end', { key: size - 31 }, 3],
    ['the message past the end', { length: message.length + 1 }, 3],
    ['a message far away', { message: 65535 }, 3],
    ['a long message', { length: 65535 }, 3],
    ['a shorter message', { length: 3 }, 2],
    ['no message', { length: 0 }, 2],
    ['no message at the end', { length: 0, message: size }, 2],
    ['no message past the end', { length: 0, message: size + 1 }, 3],
    ['another signature', { signature: 17 }],
    ['another key', { key: 18 }],
    ['another message', { message: 2 }, 2],
  ])('%s', (_name, places, error) => {
    const found = run(id, dataOf(good, places));
    if (error !== undefined) expect(found).toBe(error);
  });

  it('takes parts from other instructions', () => {
    const parts = dataOf(good);
    expect(run(id, bytes([1, 0], references(good, { signatureIn: 0, keyIn: 0, messageIn: 0 })), parts)).toBe(
      undefined,
    );
    expect(run(id, bytes([1, 0], references(good, { signatureIn: 0, keyIn: 0, messageIn: 1 })), parts)).toBe(
      3,
    );
  });

  it('looks at each of several signatures', () => {
    const twice = (other: Signed): Uint8Array =>
      bytes(
        [2, 0],
        references(good, {}, 30),
        references(other, {}, 30 + size - 16),
        good.signature,
        good.key,
        good.message,
        other.signature,
        other.key,
        other.message,
      );
    expect(run(id, twice(good))).toBe(undefined);
    expect(run(id, twice({ ...good, message: new Uint8Array(4) }))).toBe(2);
    run(id, twice(good).with(0, 3));
  });

  it.each([0, 1, 2, 3, 5, 15, 16, 17])('%i bytes', (length) => {
    const data = dataOf(good);
    run(id, data.slice(0, length));
    run(id, data.slice(0, length).fill(0));
    run(id, data.slice(0, length).fill(0, 0, 1));
  });

  it.each([0, 1, 2, 4, 7, 8, 9, 100, 255])('%i signatures', (count) => {
    run(id, dataOf(good, {}, count));
    run(
      id,
      bytes([count, 0], ...Array.from({ length: Math.min(count, 40) }, () => references(good)), dataOf(good)),
    );
  });

  it('ignores the second byte', () => {
    expect(run(id, dataOf(good, {}, 1, 77))).toBe(undefined);
  });

  it('fails a transaction before later instructions, and after earlier ones', () => {
    const cluster = new Cluster();
    const wrong = dataOf({ ...good, message: message.slice(1) });
    const instruction = (data: Uint8Array) => ({ program: id, accounts: [], data });
    expect(send(cluster, [instruction(dataOf(good)), instruction(wrong)]).error?.instruction).toBe(1);
    expect(send(cluster, [instruction(wrong), instruction(dataOf(good))]).error?.instruction).toBe(0);
  });

  it('notices every changed byte of signature and key', () => {
    const data = dataOf(good);
    for (let at = 16; at < 16 + good.signature.length + good.key.length; at += 3)
      run(id, data.with(at, data[at]! ^ (1 << (at % 8))));
  });
}

describe('ed25519', () => {
  const id = precompileIds.ed25519;
  const secret = new Uint8Array(32).fill(7);
  const key = ed25519.getPublicKey(secret);
  const good = { signature: ed25519.sign(message, secret), key, message };
  checkReferences(id, good);

  const { n: order, p: prime } = ed25519.Point.CURVE();
  const half = good.signature.slice(0, 32);
  const scalar = (at: bigint): Uint8Array => bytes(half, little(at));
  const s = BigInt(`0x${Buffer.from(good.signature.slice(32)).reverse().toString('hex')}`);
  const identity = little(1n);
  /** A point of order 2, 4, 8 and of the order of a sum with one. */
  const smallOrder = [
    identity,
    little(prime - 1n),
    little(0n),
    little(1n << 255n),
    little((1n << 255n) | 1n),
    little(prime),
    little(prime + 1n),
    Uint8Array.from(Buffer.from('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05', 'hex')),
    Uint8Array.from(Buffer.from('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a', 'hex')),
  ];
  it.each<[string, Partial<Signed>, number?]>([
    ['a scalar too large', { signature: scalar(s + order) }, 2],
    ['a scalar of high bits', { signature: scalar(s | (7n << 253n)) }, 2],
    ['a scalar of zero', { signature: scalar(0n) }, 2],
    ['the order as a scalar', { signature: scalar(order) }, 2],
    ['a key off the curve', { key: little(2n) }, 0],
    ['a point off the curve', { signature: bytes(little(2n), good.signature.slice(32)) }, 2],
    ['a key off the curve and a scalar of high bits', { key: little(2n), signature: scalar(7n << 253n) }],
    ['a key off the curve and a scalar too large', { key: little(2n), signature: scalar(s + order) }],
    ['another message', { message: message.slice(1) }, 2],
    ['an empty message', { message: new Uint8Array(0), signature: ed25519.sign(new Uint8Array(0), secret) }],
  ])('%s', (_name, change, error) => {
    const found = run(id, dataOf({ ...good, ...change }));
    if (error !== undefined) expect(found).toBe(error);
  });

  it('parses the signature before it looks for the key', () => {
    run(id, dataOf({ ...good, signature: scalar(7n << 253n) }, { keyIn: 9 }));
    run(id, dataOf({ ...good, signature: scalar(s + order) }, { keyIn: 9 }));
    run(id, dataOf({ ...good, signature: scalar(s + order) }, { messageIn: 9 }));
    run(id, dataOf({ ...good, key: little(2n) }, { messageIn: 9 }));
  });

  it('takes no point of small order', () => {
    for (const point of smallOrder) {
      run(id, dataOf({ ...good, key: point, signature: bytes(identity, little(0n)) }));
      run(id, dataOf({ ...good, key: point }));
      run(id, dataOf({ ...good, signature: bytes(point, good.signature.slice(32)) }));
      run(id, dataOf({ ...good, signature: bytes(point, little(0n)) }));
    }
  });

  it('takes no point that differs by one of small order', () => {
    const { Point } = ed25519;
    for (const small of smallOrder) {
      const torsion = Point.fromBytes(small, true);
      const mixed = Point.fromBytes(key).add(torsion).toBytes();
      run(id, dataOf({ ...good, key: mixed }));
      run(
        id,
        dataOf({
          ...good,
          signature: bytes(Point.fromBytes(half).add(torsion).toBytes(), good.signature.slice(32)),
        }),
      );
    }
  });
});

describe('secp256r1', () => {
  const id = precompileIds.secp256r1;
  const secret = new Uint8Array(32).fill(7);
  const key = p256.getPublicKey(secret, true);
  const signature = p256.sign(sha256(message), secret, { prehash: false, lowS: true });
  const good = { signature, key, message };
  checkReferences(id, good);

  const { n: order } = p256.Point.CURVE();
  const [r, s] = [signature.slice(0, 32), signature.slice(32)];
  const number = BigInt(`0x${Buffer.from(s).toString('hex')}`);
  it.each<[string, Partial<Signed>, number?]>([
    ['a high s', { signature: bytes(r, u256(order - number)) }, 2],
    ['half the order as s', { signature: bytes(r, u256(order / 2n)) }, 2],
    ['half the order and one as s', { signature: bytes(r, u256(order / 2n + 1n)) }, 2],
    ['no s', { signature: bytes(r, new Uint8Array(32)) }, 2],
    ['no r', { signature: bytes(new Uint8Array(32), s) }, 2],
    ['r of the order', { signature: bytes(u256(order), s) }, 2],
    ['r above the order', { signature: bytes(new Uint8Array(32).fill(255), s) }, 2],
    ['r below the order', { signature: bytes(u256(order - 1n), s) }, 2],
    ['no key', { key: new Uint8Array(33) }],
    ['a key of infinity', { key: Uint8Array.of(0) }],
    ['a key of another form', { key: key.with(0, 4) }],
    ['a key of a hybrid form', { key: key.with(0, 6) }],
    ['a key with the other sign', { key: key.with(0, key[0]! ^ 1) }, 2],
    ['a key off the curve', { key: bytes([2], u256(1n)) }],
    ['a key past the prime', { key: bytes([2], new Uint8Array(32).fill(255)) }],
    [
      'a key off the curve and a high s',
      { key: bytes([2], u256(1n)), signature: bytes(r, u256(order - number)) },
    ],
    ['another message', { message: message.slice(1) }, 2],
  ])('%s', (_name, change, error) => {
    const found = run(id, dataOf({ ...good, ...change }));
    if (error !== undefined) expect(found).toBe(error);
  });

  it('keeps its order of checks', () => {
    run(id, dataOf({ ...good, signature: bytes(r, u256(order - number)) }, { keyIn: 9 }));
    run(id, dataOf({ ...good, signature: bytes(r, u256(order - number)) }, { messageIn: 9 }));
    run(id, dataOf({ ...good, key: new Uint8Array(33) }, { messageIn: 9 }));
  });
});

describe('secp256k1', () => {
  const id = precompileIds.secp256k1;
  const secret = new Uint8Array(32).fill(7);
  const ethereum = keccak_256(secp256k1.getPublicKey(secret, false).subarray(1)).subarray(-20);
  const recovered = secp256k1.sign(keccak_256(message), secret, { prehash: false, format: 'recovered' });
  const signature = bytes(recovered.subarray(1), recovered.subarray(0, 1));

  interface Parts {
    readonly signature: Uint8Array;
    readonly address: Uint8Array;
    readonly message: Uint8Array;
  }
  const good: Parts = { signature, address: ethereum, message };
  const refer = (parts: Parts, places: Places = {}, start = 12): Uint8Array =>
    bytes(
      u16(places.signature ?? start + 20),
      [places.signatureIn ?? 0],
      u16(places.key ?? start),
      [places.keyIn ?? 0],
      u16(places.message ?? start + 20 + parts.signature.length),
      u16(places.length ?? parts.message.length),
      [places.messageIn ?? 0],
    );
  const data = (parts: Parts, places: Places = {}, count = 1): Uint8Array =>
    bytes([count], refer(parts, places), parts.address, parts.signature, parts.message);
  const size = data(good).length;
  const { n: order } = secp256k1.Point.CURVE();
  const s = BigInt(`0x${Buffer.from(signature.slice(32, 64)).toString('hex')}`);
  const with_ = (r: Uint8Array, value: bigint, id_ = signature[64]!): Uint8Array =>
    bytes(r, u256(value), [id_]);
  const r = signature.slice(0, 32);

  it.each<[string, Partial<Parts>, Places, number?]>([
    ['nothing wrong', {}, {}],
    ['the signature in no instruction', {}, { signatureIn: 1 }, 4],
    ['the address in no instruction', {}, { keyIn: 1 }, 3],
    ['the message in no instruction', {}, { messageIn: 1 }, 3],
    ['all in instruction 255', {}, { signatureIn: 255, keyIn: 255, messageIn: 255 }, 4],
    ['the signature at the end', {}, { signature: size - 65 }],
    ['the signature without a recovery id', {}, { signature: size - 64 }, 2],
    ['the signature past the end', {}, { signature: 65535 }, 2],
    ['the address at the end', {}, { key: size - 20 }, 2],
    ['the address past the end', {}, { key: size - 19 }, 2],
    ['the message past the end', {}, { length: message.length + 1 }, 2],
    ['a message far away', {}, { message: 65535 }, 2],
    ['no message', {}, { length: 0 }, 2],
    ['no message at the end', {}, { length: 0, message: size }, 2],
    ['no message past the end', {}, { length: 0, message: size + 1 }, 2],
    ['another message', {}, { message: 1 }, 2],
    ['a high s', { signature: with_(r, order - s, signature[64]! ^ 1) }, {}],
    ['a high s with the old id', { signature: with_(r, order - s) }, {}, 2],
    ['no s', { signature: with_(r, 0n) }, {}, 2],
    ['no r', { signature: with_(new Uint8Array(32), s) }, {}, 2],
    ['r of the order', { signature: with_(u256(order), s) }, {}, 2],
    ['s of the order', { signature: with_(r, order) }, {}, 2],
    ['r of the order and a wrong id', { signature: with_(u256(order), s, 9) }, {}],
    ['no r and a wrong id', { signature: with_(new Uint8Array(32), s, 9) }, {}],
    ['no s and a wrong id', { signature: with_(r, 0n, 9) }, {}],
    ['s of the order and no address', { signature: with_(r, order) }, { keyIn: 3 }],
    ['no s and no address', { signature: with_(r, 0n) }, { keyIn: 3 }],
    ['a wrong id and no address', { signature: with_(r, s, 9) }, { keyIn: 3 }, 1],
    ['an r off the curve', { signature: with_(u256(5n), s) }, {}],
    ['another address', { address: ethereum.with(0, ethereum[0]! ^ 1) }, {}, 2],
    ['an empty message', { message: new Uint8Array(0) }, {}, 2],
  ])('%s', (_name, change, places, error) => {
    const found = run(id, data({ ...good, ...change }, places));
    if (error !== undefined) expect(found).toBe(error);
  });

  it.each([0, 1, 2, 3, 4, 27, 28, 255])('recovery id %i', (recoveryId) => {
    run(id, data({ ...good, signature: with_(r, s, recoveryId) }));
  });

  it.each([0, 1, 2, 3, 11, 12, 13])('%i bytes', (length) => {
    run(id, data(good).slice(0, length));
    run(id, data(good).slice(0, length).fill(0));
  });

  it.each([0, 1, 2, 5, 20, 255])('%i signatures', (count) => {
    run(id, data(good, {}, count));
  });

  it('takes parts from other instructions', () => {
    const parts = data(good);
    expect(run(id, bytes([1], refer(good)), parts)).toBe(undefined);
    expect(run(id, bytes([1], refer(good, { keyIn: 1 })), parts)).toBe(2);
  });

  it('notices every changed byte of signature and address', () => {
    const all = data(good);
    for (let at = 12; at < 12 + 85; at += 3) run(id, all.with(at, all[at]! ^ (1 << (at % 8))));
  });
});
