// Bank programs: the deployed programs of a bank, each loaded once for its file.
import { encodeBase58 } from '../../grammar/base58.js';
import type { Account } from './account.js';
import { addressBytes } from './account.js';
import type { BuiltinContext } from './builtin.js';
import { keyName } from './key-name.js';
import { loaders } from './loaders.js';
import { checkDeployable, programEntry, programFile } from './programs-in-accounts.js';
import type { ProgramEntry } from './programs.js';

/** A program, and from which slot on it can be called. */
interface Cached {
  readonly entry: ProgramEntry;
  readonly effectiveSlot: bigint;
}

export class BankPrograms {
  readonly #cached = new Map<string, Cached>();

  /** Takes note of a program's account, or of any other account at its address. */
  refresh(account: Account, accountAt: (pubkey: string) => Account | undefined, effectiveSlot: bigint): void {
    const { pubkey, owner, data, executable } = account;
    if (!executable) return;
    const holder = { key: addressBytes(pubkey), owner: addressBytes(owner), data };
    const found = programFile(holder, (address) => accountAt(encodeBase58(address))?.data);
    // A program whose file is gone was closed; that leaves a mark. Agave: ProgramCacheEntryType::Closed.
    if (found === undefined && owner === loaders.v3)
      this.#cached.set(pubkey, { entry: { aligned: true }, effectiveSlot });
    else if (found === undefined) this.#cached.delete(pubkey);
    else this.#cached.set(pubkey, { entry: programEntry(found.file, found.loader), effectiveSlot });
  }

  find(pubkey: string, slot: bigint): ProgramEntry | undefined {
    const cached = this.#cached.get(pubkey);
    if (cached === undefined) return undefined;
    const { entry, effectiveSlot } = cached;
    return slot >= effectiveSlot ? entry : { aligned: entry.aligned };
  }

  /** From which slot on each program can be called. */
  get effectiveSlots(): ReadonlyMap<string, bigint> {
    return new Map([...this.#cached].map(([pubkey, { effectiveSlot }]) => [pubkey, effectiveSlot]));
  }
}

/** The programs as one transaction sees them: what it deploys or closes is out of its own reach. */
export class TransactionPrograms {
  readonly #hidden = new Set<string>();

  constructor(
    readonly programs: BankPrograms,
    readonly slot: bigint,
  ) {}

  find(programId: Uint8Array): ProgramEntry | undefined {
    if (this.#hidden.has(keyName(programId))) return { aligned: true };
    return this.programs.find(encodeBase58(programId), this.slot);
  }

  deploy(programId: Uint8Array, file: Uint8Array, context: BuiltinContext): void {
    checkDeployable(file, context);
    this.close(programId);
  }

  close(programId: Uint8Array): void {
    this.#hidden.add(keyName(programId));
  }
}
