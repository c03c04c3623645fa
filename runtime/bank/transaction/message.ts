// Message: what a transaction asks for, as it is written on the wire, and with its looked-up addresses.
import { encodeBase58 } from '../../../grammar/base58.js';
import { keyName } from '../key-name.js';
import { loaders } from '../loaders.js';
import { isReserved } from '../reserved.js';

/** An instruction by indices into the addresses of its transaction. */
export interface CompiledInstruction {
  readonly programIndex: number;
  readonly accounts: readonly number[];
  readonly data: Uint8Array;
}

/** Addresses to be taken from a table that an account holds. */
export interface TableLookup {
  readonly table: Uint8Array;
  readonly writable: readonly number[];
  readonly readonly: readonly number[];
}

export interface Message {
  readonly version: 'legacy' | 0;
  /** How many of the first addresses sign, and how many of those that do and of those that do not are read-only. */
  readonly signers: number;
  readonly readonlySigners: number;
  readonly readonlyOthers: number;
  readonly keys: readonly Uint8Array[];
  readonly blockhash: Uint8Array;
  readonly instructions: readonly CompiledInstruction[];
  readonly lookups: readonly TableLookup[];
}

/** A transaction: signatures of the bytes of its message. */
export interface Transaction {
  readonly signatures: readonly Uint8Array[];
  readonly messageBytes: Uint8Array;
  readonly message: Message;
}

/** A message with all its addresses, and what each of them may be used for. */
export class LoadedMessage {
  readonly keys: readonly Uint8Array[];
  /** The keys in base58. */
  readonly addresses: readonly string[];
  readonly #firstLookedUp: number;
  readonly #invoked: ReadonlySet<number>;
  readonly #named: ReadonlySet<number>;
  readonly #upgrading: boolean;

  constructor(
    readonly message: Message,
    readonly looked: { readonly writable: readonly Uint8Array[]; readonly readonly: readonly Uint8Array[] },
  ) {
    this.#firstLookedUp = message.keys.length;
    this.keys = [...message.keys, ...looked.writable, ...looked.readonly];
    this.addresses = this.keys.map(encodeBase58);
    this.#invoked = new Set(message.instructions.map(({ programIndex }) => programIndex));
    this.#named = new Set(message.instructions.flatMap(({ accounts }) => accounts));
    this.#upgrading = this.addresses.includes(loaders.v3);
  }

  get instructions(): readonly CompiledInstruction[] {
    return this.message.instructions;
  }

  isSigner(index: number): boolean {
    return index < this.message.signers;
  }

  /** Whether an instruction runs the account as a program. */
  isInvoked(index: number): boolean {
    return this.#invoked.has(index);
  }

  /** Whether an instruction names the account. */
  isNamed(index: number): boolean {
    return this.#named.has(index);
  }

  /**
   * Builtin programs and sysvars are never written to, nor are invoked programs unless the loader that upgrades them is
   * at hand. Agave: Message::is_writable.
   */
  isWritable(index: number): boolean {
    if (!this.#requestsWritable(index) || isReserved(this.addresses[index]!)) return false;
    return !this.isInvoked(index) || this.#upgrading;
  }

  #requestsWritable(index: number): boolean {
    const { signers, readonlySigners, readonlyOthers } = this.message;
    const own = this.#firstLookedUp;
    if (index >= own) return index - own < this.looked.writable.length;
    return index < signers ? index < signers - readonlySigners : index < own - readonlyOthers;
  }

  get hasDuplicates(): boolean {
    return new Set(this.keys.map(keyName)).size < this.keys.length;
  }
}
