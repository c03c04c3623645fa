// Snapshot: the whole state of a bank as bytes, and back.
import { encodeBase58 } from '../../grammar/base58.js';
import type { Account } from './account.js';
import { addressBytes } from './account.js';
import type { FeatureName, FeatureSet } from './features.js';
import { features } from './features.js';

/** Everything a bank is besides its options. */
export interface BankState {
  readonly blockhash: Uint8Array;
  readonly features: FeatureSet;
  readonly accounts: readonly Account[];
  /** From which slot on a program can be called, by address. */
  readonly effectiveSlots: ReadonlyMap<string, bigint>;
  /** Base58, the oldest first. */
  readonly signatures: readonly string[];
}

const magic = new TextEncoder().encode('osvmbank');
const format = 1;

class Writer {
  readonly #parts: Uint8Array[] = [];

  raw(bytes: Uint8Array): this {
    this.#parts.push(bytes);
    return this;
  }

  number(value: bigint | number): this {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(value), true);
    return this.raw(bytes);
  }

  sized(bytes: Uint8Array): this {
    return this.number(bytes.length).raw(bytes);
  }

  text(text: string): this {
    return this.sized(new TextEncoder().encode(text));
  }

  list<Item>(items: readonly Item[], write: (item: Item) => void): this {
    this.number(items.length);
    items.forEach(write);
    return this;
  }

  finish(): Uint8Array {
    const bytes = new Uint8Array(this.#parts.reduce((size, part) => size + part.length, 0));
    let at = 0;
    for (const part of this.#parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }
}

class Reader {
  #at = 0;

  constructor(readonly bytes: Uint8Array) {}

  raw(length: number): Uint8Array {
    if (length > this.bytes.length - this.#at) throw broken();
    const start = this.#at;
    this.#at += length;
    return this.bytes.slice(start, this.#at);
  }

  number(): bigint {
    const bytes = this.raw(8);
    return new DataView(bytes.buffer).getBigUint64(0, true);
  }

  /** A count of things that each take at least one byte. */
  count(): number {
    const count = this.number();
    if (count > BigInt(this.bytes.length)) throw broken();
    return Number(count);
  }

  sized(): Uint8Array {
    return this.raw(this.count());
  }

  text(): string {
    return new TextDecoder().decode(this.sized());
  }

  list<Item>(read: () => Item): Item[] {
    return Array.from({ length: this.count() }, read);
  }

  get atEnd(): boolean {
    return this.#at === this.bytes.length;
  }
}

const broken = () => new RangeError('these bytes are no snapshot of a bank');

/** Equal states give equal bytes. */
export function writeSnapshot(state: BankState): Uint8Array {
  const writer = new Writer().raw(magic).number(format).raw(state.blockhash);
  const byAddress = (left: string, right: string): number => (left < right ? -1 : 1);
  writer.list([...state.features].sort(byAddress), (name) => writer.text(name));
  const accounts = [...state.accounts].sort((left, right) => byAddress(left.pubkey, right.pubkey));
  writer.list(accounts, ({ pubkey, lamports, owner, data, executable }) =>
    writer
      .raw(addressBytes(pubkey))
      .number(lamports)
      .raw(addressBytes(owner))
      .number(executable ? 1 : 0)
      .sized(data),
  );
  const slots = [...state.effectiveSlots].sort(([left], [right]) => byAddress(left, right));
  writer.list(slots, ([pubkey, slot]) => writer.raw(addressBytes(pubkey)).number(slot));
  writer.list(state.signatures, (signature) => writer.text(signature));
  return writer.finish();
}

/** Throws a RangeError where the bytes are no snapshot. */
export function readSnapshot(bytes: Uint8Array): BankState {
  const reader = new Reader(bytes);
  const begins = reader.raw(magic.length).every((byte, index) => byte === magic[index]);
  if (!begins || reader.number() !== BigInt(format)) throw broken();
  const address = (): string => encodeBase58(reader.raw(32));
  const blockhash = reader.raw(32);
  const names = reader.list(() => featureName(reader.text()));
  const accounts = reader.list((): Account => {
    const [pubkey, lamports, owner] = [address(), reader.number(), address()];
    const executable = reader.number() === 1n;
    return { pubkey, lamports, owner, data: reader.sized(), executable };
  });
  const effectiveSlots = new Map(reader.list(() => [address(), reader.number()] as const));
  const signatures = reader.list(() => reader.text());
  if (!reader.atEnd) throw broken();
  return { blockhash, features: new Set(names), accounts, effectiveSlots, signatures };
}

function featureName(text: string): FeatureName {
  const found = features.find(({ name }) => name === text);
  if (found === undefined) throw new RangeError(`the snapshot has an unknown feature \`${text}\``);
  return found.name;
}
