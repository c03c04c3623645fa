// LiteSVM: a bank behind the methods of the npm package litesvm, so that tests written for that run here.
import type { Account } from '../account.js';
import { absent, systemProgram } from '../account.js';
import type { BankOptions, WireTransaction } from '../bank.js';
import { Bank } from '../bank.js';
import type { TransactionOutcome } from '../transaction/outcome.js';
import type { EncodedAccount } from './results.js';
import {
  encodedAccount,
  FailedTransactionMetadata,
  SimulatedTransactionInfo,
  TransactionMetadata,
} from './results.js';
import type { ComputeBudget } from './values.js';
import { Clock, EpochRewards, EpochSchedule, Rent } from './values.js';

/** What litesvm does where nothing else is said. */
const defaults = { checkBlockhash: true, checkSignatures: true, history: 32 } as const satisfies BankOptions;

/** Units of a transfer. */
const transferUnits = 150;

/**
 * Programs of Solana that litesvm carries (tokens, memos...) must be added here with `addProgram`. Addresses, lamports
 * and blockhashes are plain strings and bigints. Features, and the sysvars that hold lists, cannot be changed.
 */
export class LiteSVM {
  readonly bank: Bank;
  /** What became of the last transactions, by signature. */
  readonly #sent = new Map<string, TransactionMetadata | FailedTransactionMetadata>();
  #capacity: number = defaults.history;

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
    this.#capacity = Number(capacity);
    return this.#with({ history: this.#capacity });
  }

  /** Without a limit, logs are never cut off. */
  withLogBytesLimit(limit?: bigint): this {
    return this.#with({ logLimit: limit === undefined ? Infinity : Number(limit) });
  }

  withComputeBudget({ computeUnitLimit }: ComputeBudget): this {
    return this.#with({ units: Number(computeUnitLimit) });
  }

  /** Sysvars, builtin programs and precompiles are there from the start. */
  withSysvars(): this {
    return this;
  }

  withBuiltins(): this {
    return this;
  }

  withPrecompiles(): this {
    return this;
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

  getProgramAccounts(programAddress: string): EncodedAccount[] {
    return this.bank.getProgramAccounts(programAddress).map(encodedAccount);
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
    const least = this.bank.minimumBalanceForRentExemption(Number(dataLength));
    return least > 0n ? least : 1n;
  }

  sendTransaction(transaction: WireTransaction): TransactionMetadata | FailedTransactionMetadata {
    const outcome = this.bank.send(transaction);
    const result = resultOf(outcome, () => new TransactionMetadata(outcome));
    // Transactions that were refused pay no fee, and are not remembered.
    if (outcome.fee > 0n) this.#remember(outcome.signature, result);
    return result;
  }

  /** The result of a transaction that was sent not too long ago; `signature` is base58. */
  getTransaction(signature: string): TransactionMetadata | FailedTransactionMetadata | null {
    return this.#sent.get(signature) ?? null;
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

  getClock(): Clock {
    return Clock.of(this.bank.getClock());
  }

  setClock(clock: Clock): void {
    this.bank.setClock(Clock.of(clock));
  }

  getRent(): Rent {
    return Rent.of(this.bank.getSysvar('rent'));
  }

  setRent(rent: Rent): void {
    this.bank.setSysvar('rent', Rent.toSysvar(rent));
  }

  getEpochSchedule(): EpochSchedule {
    return EpochSchedule.of(this.bank.getSysvar('epochSchedule'));
  }

  setEpochSchedule(schedule: EpochSchedule): void {
    this.bank.setSysvar('epochSchedule', EpochSchedule.of(schedule));
  }

  getEpochRewards(): EpochRewards {
    return EpochRewards.of(this.bank.getSysvar('epochRewards'));
  }

  setEpochRewards(rewards: EpochRewards): void {
    this.bank.setSysvar('epochRewards', EpochRewards.toSysvar(rewards));
  }

  getLastRestartSlot(): bigint {
    return this.bank.getSysvar('lastRestartSlot');
  }

  setLastRestartSlot(slot: bigint): void {
    this.bank.setSysvar('lastRestartSlot', slot);
  }

  #remember(signature: string, result: TransactionMetadata | FailedTransactionMetadata): void {
    if (this.#capacity === 0) return;
    this.#sent.set(signature, result);
    const [oldest] = this.#sent.keys();
    if (this.#sent.size > this.#capacity && oldest !== undefined) this.#sent.delete(oldest);
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
