// Transaction accounts: everything a transaction has loaded, shared by all its instructions.
import type { InstructionErrorName } from './errors.js';
import { failed } from './errors.js';
import { keyName } from './key-name.js';

/** An account while a transaction runs. Change it through `BorrowedAccount`, which checks what Agave checks. */
export interface TransactionAccount {
  /** Base58. */
  readonly pubkey: string;
  readonly key: Uint8Array;
  lamports: bigint;
  owner: Uint8Array;
  /** Never changed in place: other transactions may hold the same bytes. */
  data: Uint8Array;
  executable: boolean;
}

/** Bytes an account can hold. Agave: MAX_ACCOUNT_DATA_LEN. */
export const maximumDataLength = 10 * 1024 * 1024;

/** Bytes all accounts of a transaction together may grow. Agave: MAX_ACCOUNT_DATA_GROWTH_PER_TRANSACTION. */
const maximumGrowth = 2 * maximumDataLength;

/** The accounts in the order of the transaction, with what their changes add up to. */
export class TransactionAccounts {
  /** Lamports that instructions have made, less those they have lost; 0 where they are balanced. */
  lamportsDelta = 0n;
  #growth = 0;
  readonly #indices = new Map<string, number>();
  /** Those in use right now. Agave: BorrowCounter. */
  readonly #borrowed = new Set<number>();

  constructor(readonly list: readonly TransactionAccount[]) {
    list.forEach(({ key }, index) => {
      if (!this.#indices.has(keyName(key))) this.#indices.set(keyName(key), index);
    });
  }

  /** The first account with this key. */
  indexOf(key: Uint8Array): number | undefined {
    return this.#indices.get(keyName(key));
  }

  at(index: number): TransactionAccount {
    const account = this.list[index];
    if (account === undefined) throw failed('MissingAccount');
    return account;
  }

  borrow(index: number): void {
    if (this.#borrowed.has(index)) throw failed('AccountBorrowFailed', this.at(index).pubkey);
    this.#borrowed.add(index);
  }

  release(index: number): void {
    this.#borrowed.delete(index);
  }

  /** Why data of one length may not be replaced by data of another. Agave: TransactionAccounts::can_data_be_resized. */
  resizeRefusal(before: number, after: number): InstructionErrorName | undefined {
    if (after > maximumDataLength) return 'InvalidRealloc';
    return this.#growth + after - before > maximumGrowth ? 'MaxAccountsDataAllocationsExceeded' : undefined;
  }

  resized(before: number, after: number): void {
    this.#growth += after - before;
  }
}
