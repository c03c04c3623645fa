// LiteSVM: a bank behind the methods of the npm package litesvm, so that tests written for that run here.
import type { Account } from '../account.js';
import { absent, systemProgram } from '../account.js';
import type { BankOptions, WireTransaction } from '../bank.js';
import { Bank } from '../bank.js';
import type { Clock } from '../sysvars.js';
import type { TransactionOutcome } from '../transaction/outcome.js';
import type { EncodedAccount } from './results.js';
import {
  encodedAccount,
  FailedTransactionMetadata,
  SimulatedTransactionInfo,
  TransactionMetadata,
} from './results.js';

/** The clock as litesvm gives it: a copy that may be changed and set again. */
type ChangeableClock = { -readonly [Field in keyof Clock]: Clock[Field] };

/** What litesvm does where nothing else is said. */
const defaults = { checkBlockhash: true, checkSignatures: true, history: 32 } as const satisfies BankOptions;

/** Units of a transfer. */
const transferUnits = 150;

/**
 * Programs of Solana that litesvm carries (tokens, memos...) must be added here with `addProgram`. Addresses, lamports
 * and blockhashes are plain strings and bigints.
 */
export class LiteSVM {
  readonly bank: Bank;

  constructor(bank: Bank = new Bank(defaults)) {
    this.bank = bank;
  }

  static fromBytes(bytes: Uint8Array): LiteSVM {
    return new LiteSVM(Bank.fromBytes(bytes, defaults));
  }

  toBytes(): Uint8Array {
    return this.bank.toBytes();
  }

  withSigverify(checkSignatures: boolean): this {
    return this.#with({ checkSignatures });
  }

  withBlockhashCheck(checkBlockhash: boolean): this {
    return this.#with({ checkBlockhash });
  }

  withTransactionHistory(capacity: bigint): this {
    return this.#with({ history: Number(capacity) });
  }

  /** Without a limit, logs are never cut off. */
  withLogBytesLimit(limit?: bigint): this {
    return this.#with({ logLimit: limit === undefined ? Infinity : Number(limit) });
  }

  withComputeBudget({ computeUnitLimit }: { readonly computeUnitLimit: bigint }): this {
    return this.#with({ units: Number(computeUnitLimit) });
  }

  airdrop(address: string, lamports: bigint): TransactionMetadata {
    this.bank.airdrop(address, lamports);
    return new TransactionMetadata({
      status: 'ok',
      signature: '1'.repeat(64),
      logs: [`Program ${systemProgram} invoke [1]`, `Program ${systemProgram} success`],
      units: transferUnits,
      fee: 0n,
      innerInstructions: [[]],
      invocations: [],
      accounts: [],
    });
  }

  getAccount(address: string): (EncodedAccount & { exists: true }) | { address: string; exists: false } {
    const account = this.bank.getAccount(address);
    return account === undefined ? { address, exists: false } : { ...encodedAccount(account), exists: true };
  }

  setAccount({ address, data, executable, lamports, programAddress }: Omit<EncodedAccount, 'space'>): void {
    const account: Account = { pubkey: address, data, executable, lamports, owner: programAddress };
    this.bank.setAccount(lamports === 0n ? absent(address) : account);
  }

  getBalance(address: string): bigint | null {
    return this.bank.getAccount(address)?.lamports ?? null;
  }

  addProgram(programId: string, programBytes: Uint8Array): void {
    this.bank.addProgram(programId, programBytes);
  }

  addProgramWithLoader(programId: string, programBytes: Uint8Array, loaderId: string): void {
    this.bank.addProgram(programId, programBytes, loaderId);
  }

  minimumBalanceForRentExemption(dataLength: bigint): bigint {
    return this.bank.minimumBalanceForRentExemption(Number(dataLength));
  }

  sendTransaction(transaction: WireTransaction): TransactionMetadata | FailedTransactionMetadata {
    return resultOf(this.bank.send(transaction), (outcome) => new TransactionMetadata(outcome));
  }

  simulateTransaction(transaction: WireTransaction): SimulatedTransactionInfo | FailedTransactionMetadata {
    return resultOf(this.bank.simulate(transaction), (outcome) => new SimulatedTransactionInfo(outcome));
  }

  latestBlockhash(): string {
    return this.bank.latestBlockhash();
  }

  expireBlockhash(): void {
    this.bank.expireBlockhash();
  }

  /** The message with the latest blockhash as its lifetime. */
  setTransactionMessageLifetimeUsingLatestBlockhash<Message extends object>(message: Message) {
    const lifetimeConstraint = { blockhash: this.latestBlockhash(), lastValidBlockHeight: 0n };
    return Object.freeze({ ...message, lifetimeConstraint: Object.freeze(lifetimeConstraint) });
  }

  warpToSlot(slot: bigint): void {
    this.bank.warpToSlot(slot);
  }

  getClock(): ChangeableClock {
    return { ...this.bank.getClock() };
  }

  setClock(clock: Clock): void {
    const { slot, epochStartTimestamp, epoch, leaderScheduleEpoch, unixTimestamp } = clock;
    this.bank.setClock({ slot, epochStartTimestamp, epoch, leaderScheduleEpoch, unixTimestamp });
  }

  #with(options: Omit<BankOptions, 'features'>): this {
    this.bank.configure(options);
    return this;
  }
}

function resultOf<Result>(
  outcome: TransactionOutcome,
  succeeded: (outcome: TransactionOutcome) => Result,
): Result | FailedTransactionMetadata {
  return outcome.error === undefined
    ? succeeded(outcome)
    : new FailedTransactionMetadata(outcome.error, outcome);
}
