// The world of a test: a bank with the accounts the test makes, in which the program of the file is called.
import { sha256 } from '@noble/hashes/sha2.js';
import { encodeBase58 } from '../../../grammar/base58.js';
import type { Diagnostic } from '../../../grammar/diagnostics.js';
import { defaultPayer, type AccountMention } from '../../../grammar/fixture.js';
import {
  absent,
  systemProgram,
  type Account,
  type InstructionAccount,
} from '../../../runtime/bank/account.js';
import { Bank } from '../../../runtime/bank/bank.js';
import { firstBlockhash } from '../../../runtime/bank/sysvars.js';
import type { TransactionOutcome } from '../../../runtime/bank/transaction/outcome.js';
import { writeTransaction } from '../../../runtime/bank/transaction/write.js';
import type { ProgramSubject } from '../run/subject.js';
import { describeFailure } from '../transaction/failure.js';
import type { Watch } from '../transaction/prepare-bank.js';

const payerBalance = 1_000_000_000_000n;

/** Accounts that are there without being made, by the names that tests call them. */
const wellKnown: Readonly<Record<string, string>> = {
  'system-program': systemProgram,
  clock: 'SysvarC1ock11111111111111111111111111111111',
  rent: 'SysvarRent111111111111111111111111111111111',
};

/** The address of an account that is given none: the same in every run. */
export const addressOf = (name: string): string =>
  encodeBase58(sha256(new TextEncoder().encode(`osvm test account ${name}`)));

/** What came of a call. */
export interface Called {
  readonly outcome: TransactionOutcome;
  /** Why it failed, at its place in the program. */
  readonly failure: Diagnostic | undefined;
}

export class World {
  readonly #watch: Watch = {};
  readonly #accounts = new Map<string, string>();
  readonly bank = new Bank({ observe: (programId, height) => this.#watch.start?.(programId, height) });

  constructor(
    private readonly program: ProgramSubject,
    readonly programId: string,
  ) {
    this.bank.airdrop(defaultPayer, payerBalance);
    // Deployed before all time, so that a test may set the clock to whatever slot it likes.
    const { slot } = this.bank;
    this.bank.warpToSlot(0n);
    this.bank.addProgram(programId, program.elf);
    this.bank.warpToSlot(slot);
  }

  /** Makes an account that the test calls `name`. */
  add(name: string, account: Account): void {
    this.#accounts.set(name, account.pubkey);
    this.bank.setAccount(account);
  }

  /** Lets the test call what is at an address, or will be, by a name. */
  name(name: string, pubkey: string): void {
    if (this.addressNamed(name) === undefined) this.#accounts.set(name, pubkey);
  }

  /** Every name that may stand for an account. */
  get names(): readonly string[] {
    return [...this.#accounts.keys(), 'program', ...Object.keys(wellKnown)];
  }

  addressNamed(name: string): string | undefined {
    if (name === 'program') return this.programId;
    return this.#accounts.get(name) ?? wellKnown[name];
  }

  /** The accounts the test made, in that order, as code may read them. */
  get accounts(): readonly { readonly name: string; readonly account: InstructionAccount }[] {
    return [...this.#accounts].map(([name, pubkey]) => {
      const account = this.bank.getAccount(pubkey) ?? absent(pubkey);
      return { name, account: { ...account, signer: false, writable: false } };
    });
  }

  /** Calls the program in a transaction of its own, and keeps what it did. */
  call(accounts: readonly AccountMention[], data: Uint8Array): Called {
    const { program, programId } = this;
    const wire = writeTransaction(defaultPayer, [{ programId, accounts, data }], firstBlockhash);
    const before = this.bank.toBytes();
    const outcome = this.bank.send(wire);
    if (outcome.error === undefined) return { outcome, failure: undefined };
    const again = Bank.fromBytes(before, { observe: (id, height) => this.#watch.start?.(id, height) });
    const rerun = (start: Watch['start']): void => {
      this.#watch.start = start;
      again.simulate(wire);
      this.#watch.start = undefined;
    };
    const subjectAt = (id: string) => (id === programId ? program : undefined);
    return { outcome, failure: describeFailure(outcome, () => programId, subjectAt, rerun) };
  }

  warp({ slot, unixTimestamp }: { readonly slot?: bigint; readonly unixTimestamp?: bigint }): void {
    const clock = this.bank.getClock();
    this.bank.setClock({
      ...clock,
      slot: slot ?? clock.slot,
      unixTimestamp: unixTimestamp ?? clock.unixTimestamp,
    });
  }
}
