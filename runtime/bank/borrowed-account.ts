// Borrowed account: one account as an instruction may use it; every change is checked as Agave does.
import { sameBytes } from './account.js';
import type { InstructionErrorName } from './errors.js';
import { failed } from './errors.js';
import { minimumBalance } from './rent.js';
import type { Rent } from './sysvars.js';
import type { TransactionAccount, TransactionAccounts } from './transaction-accounts.js';

/** An account of the transaction as an instruction names it. */
export interface AccountUse {
  /** Its place among the accounts of the transaction. */
  readonly index: number;
  readonly signer: boolean;
  readonly writable: boolean;
}

const greatestBalance = (1n << 64n) - 1n;

/** Setters throw an InstructionFailure where the rules forbid the change. Agave: BorrowedInstructionAccount. */
export class BorrowedAccount {
  readonly #account: TransactionAccount;

  constructor(
    readonly accounts: TransactionAccounts,
    readonly use: AccountUse,
    /** The program whose instruction this is. */
    readonly program: Uint8Array,
  ) {
    this.#account = accounts.at(use.index);
  }

  get pubkey(): string {
    return this.#account.pubkey;
  }

  get key(): Uint8Array {
    return this.#account.key;
  }

  get lamports(): bigint {
    return this.#account.lamports;
  }

  get owner(): Uint8Array {
    return this.#account.owner;
  }

  /** To be read only; to change it, set it. */
  get data(): Uint8Array {
    return this.#account.data;
  }

  get executable(): boolean {
    return this.#account.executable;
  }

  get signer(): boolean {
    return this.use.signer;
  }

  get writable(): boolean {
    return this.use.writable;
  }

  get ownedByProgram(): boolean {
    return sameBytes(this.owner, this.program);
  }

  setLamports(lamports: bigint): void {
    if (!this.ownedByProgram && lamports < this.lamports) throw this.#failed('ExternalAccountLamportSpend');
    if (!this.writable) throw this.#failed('ReadonlyLamportChange');
    this.accounts.lamportsDelta += lamports - this.lamports;
    this.#account.lamports = lamports;
  }

  addLamports(lamports: bigint): void {
    if (this.lamports + lamports > greatestBalance) throw this.#failed('ArithmeticOverflow');
    this.setLamports(this.lamports + lamports);
  }

  subtractLamports(lamports: bigint): void {
    if (lamports > this.lamports) throw this.#failed('ArithmeticOverflow');
    this.setLamports(this.lamports - lamports);
  }

  /** Only the owner gives an account away, and only without data. */
  setOwner(owner: Uint8Array): void {
    const empty = this.data.every((byte) => byte === 0);
    if (!this.ownedByProgram || !this.writable || !empty) throw this.#failed('ModifiedProgramId');
    this.#account.owner = owner.slice();
  }

  /** Why the data may not be changed, its length included. Agave: can_data_be_changed. */
  get dataRefusal(): InstructionErrorName | undefined {
    if (!this.writable) return 'ReadonlyDataModified';
    return this.ownedByProgram ? undefined : 'ExternalAccountDataModified';
  }

  /** Why the data may not be replaced by `length` bytes. Agave: can_data_be_resized. */
  resizeRefusal(length: number): InstructionErrorName | undefined {
    return this.accounts.resizeRefusal(this.data.length, length) ?? this.dataRefusal;
  }

  /** Replaces the data by a copy of these bytes, of any length. */
  setData(data: Uint8Array): void {
    this.#require(this.resizeRefusal(data.length));
    this.#replace(data.slice());
  }

  /** Overwrites bytes, which must lie inside the data. */
  write(offset: number, bytes: Uint8Array): void {
    this.#require(this.dataRefusal);
    if (offset + bytes.length > this.data.length) throw this.#failed('AccountDataTooSmall');
    const data = this.data.slice();
    data.set(bytes, offset);
    this.#replace(data);
  }

  /** Cuts the data or adds zeros to it. */
  setDataLength(length: number): void {
    this.#require(this.resizeRefusal(length));
    if (length === this.data.length) return;
    const data = new Uint8Array(length);
    data.set(this.data.subarray(0, length));
    this.#replace(data);
  }

  setExecutable(executable: boolean, rent: Rent): void {
    if (this.lamports < minimumBalance(rent, this.data.length))
      throw this.#failed('ExecutableAccountNotRentExempt');
    if (!this.ownedByProgram || !this.writable) throw this.#failed('ExecutableModified');
    this.#account.executable = executable;
  }

  #replace(data: Uint8Array): void {
    this.accounts.resized(this.data.length, data.length);
    this.#account.data = data;
  }

  #require(refusal: InstructionErrorName | undefined): void {
    if (refusal !== undefined) throw this.#failed(refusal);
  }

  #failed(name: InstructionErrorName) {
    return failed(name, this.pubkey);
  }
}
