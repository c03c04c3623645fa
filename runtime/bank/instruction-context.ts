// Instruction context: one instruction of a transaction, or of a program, while it runs.
import { sameBytes } from './account.js';
import type { AccountUse } from './borrowed-account.js';
import { BorrowedAccount } from './borrowed-account.js';
import { failed } from './errors.js';
import type { TransactionAccount, TransactionAccounts } from './transaction-accounts.js';

/** An instruction resolved against the accounts of the transaction. Positions count the accounts it names. */
export class InstructionContext {
  /** 1 for an instruction of the transaction, more for one a program invoked; set when it starts. */
  height = 0;
  /** For each position the position of the first mention of the same account. */
  readonly firstMentions: readonly number[];

  constructor(
    readonly accounts: TransactionAccounts,
    /** Where the program's account stands among those of the transaction. */
    readonly programIndex: number,
    readonly uses: readonly AccountUse[],
    readonly data: Uint8Array,
  ) {
    const first = new Map<number, number>();
    this.firstMentions = uses.map(({ index }, position) => {
      if (!first.has(index)) first.set(index, position);
      return first.get(index)!;
    });
  }

  get program(): TransactionAccount {
    return this.accounts.at(this.programIndex);
  }

  get programId(): Uint8Array {
    return this.program.key;
  }

  /** Throws MissingAccount where the instruction names fewer. */
  requireAccounts(count: number): void {
    if (this.uses.length < count) throw failed('MissingAccount');
  }

  use(position: number): AccountUse {
    const use = this.uses[position];
    if (use === undefined) throw failed('MissingAccount');
    return use;
  }

  key(position: number): Uint8Array {
    return this.accounts.at(this.use(position).index).key;
  }

  /** The account at a position, without a claim on it. */
  account(position: number): BorrowedAccount {
    return new BorrowedAccount(this.accounts, this.use(position), this.programId);
  }

  /**
   * Works on an account that nothing else may work on meanwhile: within `work`, a second mention of it is refused with
   * AccountBorrowFailed, as Agave's borrow counters do.
   */
  borrow<Result>(position: number, work: (account: BorrowedAccount) => Result): Result {
    const { index } = this.use(position);
    this.accounts.borrow(index);
    try {
      return work(this.account(position));
    } finally {
      this.accounts.release(index);
    }
  }

  /** The position of the first mention of an account of the transaction. */
  positionOf(index: number): number | undefined {
    const position = this.uses.findIndex((use) => use.index === index);
    return position < 0 ? undefined : position;
  }

  /** Whether an account with this key signed the instruction. */
  isSigner(key: Uint8Array): boolean {
    return this.uses.some(({ index, signer }) => signer && sameBytes(this.accounts.at(index).key, key));
  }

  /** The keys of all accounts that signed, in order. Agave: get_signers. */
  get signers(): readonly Uint8Array[] {
    return this.uses.filter(({ signer }) => signer).map(({ index }) => this.accounts.at(index).key);
  }
}
