// Wire: transactions as bytes, read into their parts.
import type { CompiledInstruction, Message, TableLookup, Transaction } from './message.js';

/** Thrown inside this file only: the bytes end too early, or say what cannot be. */
class Malformed {}

/** Reads parts one after the other. */
class Reader {
  #at = 0;

  constructor(readonly bytes: Uint8Array) {}

  byte(): number {
    return this.take(1)[0]!;
  }

  take(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.bytes.length) throw new Malformed();
    const part = this.bytes.slice(this.#at, end);
    this.#at = end;
    return part;
  }

  /** Seven bits in each byte, low first; at most 16 bits, and no byte more than needed. Source: solana-short-vec. */
  compactLength(): number {
    let value = 0;
    for (let index = 0; index < 3; index++) {
      const byte = this.byte();
      if (index > 0 && byte === 0) throw new Malformed();
      value |= (byte & 0x7f) << (7 * index);
      if (byte < 0x80) {
        if (value > 0xffff) throw new Malformed();
        return value;
      }
    }
    throw new Malformed();
  }

  list<Item>(read: () => Item): Item[] {
    return Array.from({ length: this.compactLength() }, read);
  }

  get rest(): Uint8Array {
    return this.bytes.subarray(this.#at);
  }

  get atEnd(): boolean {
    return this.#at === this.bytes.length;
  }
}

const versioned = 0x80;

function readMessage(bytes: Uint8Array): Message {
  const reader = new Reader(bytes);
  const indices = (): number[] => [...reader.take(reader.compactLength())];
  const first = reader.byte();
  if (first > versioned) throw new Malformed();
  const signers = first === versioned ? reader.byte() : first;
  const [readonlySigners, readonlyOthers] = [reader.byte(), reader.byte()];
  const keys = reader.list(() => reader.take(32));
  const blockhash = reader.take(32);
  const instructions = reader.list((): CompiledInstruction => ({
    programIndex: reader.byte(),
    accounts: indices(),
    data: reader.take(reader.compactLength()),
  }));
  const lookups =
    first === versioned
      ? reader.list((): TableLookup => ({ table: reader.take(32), writable: indices(), readonly: indices() }))
      : [];
  if (!reader.atEnd) throw new Malformed();
  const version = first === versioned ? 0 : 'legacy';
  return { version, signers, readonlySigners, readonlyOthers, keys, blockhash, instructions, lookups };
}

function orUndefined<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof Malformed) return undefined;
    throw thrown;
  }
}

/** The transaction of these bytes, or undefined if they are none. Versions: legacy and 0. */
export function decodeTransaction(bytes: Uint8Array): Transaction | undefined {
  return orUndefined(() => {
    const reader = new Reader(bytes);
    const signatures = reader.list(() => reader.take(64));
    const messageBytes = reader.rest.slice();
    return { signatures, messageBytes, message: readMessage(messageBytes) };
  });
}

/** A transaction whose signatures are apart from the bytes of its message; a missing signature is 64 zeros. */
export function transactionOf(
  messageBytes: Uint8Array,
  signatures: readonly (Uint8Array | null)[],
): Transaction | undefined {
  return orUndefined(() => ({
    signatures: signatures.map((signature) => signature ?? new Uint8Array(64)),
    messageBytes,
    message: readMessage(messageBytes),
  }));
}
