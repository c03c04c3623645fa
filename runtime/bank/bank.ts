// Bank: a cluster in memory, one slot at a time: accounts, programs, sysvars, and transactions that change them.
import { sha256 } from '@noble/hashes/sha2.js';
import { decodeAddress, encodeBase58 } from '../../grammar/base58.js';
import { defaultHeapSize } from '../../grammar/memory.js';
import type { EngineName } from '../engine.js';
import { translatedPrograms } from '../engine.js';
import type { Observer } from '../interpret.js';
import type { Meter } from '../machine.js';
import type { Outcome } from '../outcome.js';
import { defaultBudget } from '../outcome.js';
import type { Account, InstructionAccount } from './account.js';
import { absent, addressBytes, systemProgram } from './account.js';
import { BankPrograms, TransactionPrograms } from './bank-programs.js';
import type { BatchCall, BatchWorkers } from './batch.js';
import type { DeployOptions } from './deployment.js';
import { bufferAccount, bufferSize, deployment, programAccountSize } from './deployment.js';
import type { FeatureName, FeatureSet } from './features.js';
import { mainnetFeatures } from './features.js';
import type { ExecutionError } from './errors.js';
import { failed } from './errors.js';
import { genesisAccounts } from './genesis.js';
import { gatherInstruction, notAnAddress } from './instruction.js';
import type { InstructionContext } from './instruction-context.js';
import type { Environment, InvokeContext } from './invoke-context.js';
import { loaders, nativeLoader } from './loaders.js';
import { LogCollector, logLimit } from './logs.js';
import { programAccounts } from './program-accounts.js';
import { begun, PreparedCall } from './prepared-call.js';
import { prepareProgram } from './programs.js';
import { refusedInstruction, runInstruction } from './run-instruction.js';
import { recentBlockhashesAccount } from './recent-blockhashes.js';
import { minimumBalance } from './rent.js';
import { readSnapshot, writeSnapshot } from './snapshot.js';
import {
  slotHashesAddress,
  stakeHistoryAddress,
  sysvarAccountData,
  sysvarAddresses,
  sysvarNamed,
} from './sysvar-bytes.js';
import { sysvarReaders } from './sysvar-reader.js';
import type { Clock, SysvarName, Sysvars } from './sysvars.js';
import { firstBlockhash, lamportsPerSignature, sysvarsAt } from './sysvars.js';
import type { TransactionOutcome } from './transaction/outcome.js';
import { outcomeOf, refusedOutcome } from './transaction/outcome.js';
import type { Prepared } from './transaction/prepare.js';
import { prepareTransaction } from './transaction/prepare.js';
import type { BankView } from './transaction/process.js';
import { processTransaction } from './transaction/process.js';
import { decodeTransaction, transactionOf } from './transaction/wire.js';
import type { Transaction } from './transaction/message.js';

/** A transaction as `@solana/kit` compiles it, or as bytes. */
export type WireTransaction =
  | Uint8Array
  | {
      readonly messageBytes: ArrayLike<number>;
      readonly signatures: Readonly<Record<string, ArrayLike<number> | null>>;
    };

export interface BankOptions {
  /** The features that are active; absent: those of mainnet. */
  readonly features?: Iterable<FeatureName>;
  /** Whether a transaction must name the latest blockhash, or a nonce. */
  readonly checkBlockhash?: boolean;
  readonly checkSignatures?: boolean;
  /** How many transactions are remembered, so that none is processed twice; only where signatures are checked. */
  readonly history?: number;
  /** Bytes of log lines a transaction may write. */
  readonly logLimit?: number;
  /** Units each transaction may use, whatever its instructions ask for. */
  readonly units?: number;
  /** What runs programs; absent: whatever is quicker. */
  readonly engine?: EngineName;
  /** Watches every executed instruction of deployed programs, which the interpreter runs then. */
  readonly observe?: (programId: string, height: number) => Observer | undefined;
}

const defaultHistory = 32;

export class Bank {
  readonly #accounts = new Map<string, Account>();
  readonly #programs = new BankPrograms();
  readonly #features: FeatureSet;
  #options: Omit<BankOptions, 'features'>;
  /** Signatures of processed transactions, the oldest first. */
  readonly #history = new Set<string>();
  #sysvars: Sysvars = sysvarsAt();
  #blockhash: Uint8Array = firstBlockhash;

  constructor(options: BankOptions = {}) {
    this.#options = options;
    this.#features = options.features === undefined ? mainnetFeatures : new Set(options.features);
    for (const account of genesisAccounts(this.#sysvars)) this.#accounts.set(account.pubkey, account);
  }

  /** Changes options; those that are not named stay as they are. */
  configure(options: Omit<BankOptions, 'features'>): void {
    this.#options = { ...this.#options, ...options };
  }

  getAccount(pubkey: string): Account | undefined {
    return this.#accounts.get(pubkey);
  }

  /** The accounts that a program owns, in no particular order. */
  getProgramAccounts(owner: string): Account[] {
    return [...this.#accounts.values()].filter((account) => account.owner === owner);
  }

  /** Lamports; 0 where there is no account. */
  getBalance(pubkey: string): bigint {
    return this.#accounts.get(pubkey)?.lamports ?? 0n;
  }

  /** Puts an account in place of the one at its address, whatever the rules; one without lamports goes away. */
  setAccount(account: Account): void {
    const { pubkey, owner, data } = account;
    addressBytes(pubkey);
    addressBytes(owner);
    this.#store({ ...account, data: data.slice() }, this.slot);
    const name = sysvarNamed(pubkey);
    if (name !== undefined) this.#sysvars = { ...this.#sysvars, [name]: sysvarReaders[name](data) };
    if (pubkey === slotHashesAddress || pubkey === stakeHistoryAddress) {
      const histories = new Map([...(this.#sysvars.histories ?? []), [pubkey, data.slice()]]);
      this.#sysvars = { ...this.#sysvars, histories };
    }
  }

  /** Gives lamports that come from nowhere. */
  airdrop(pubkey: string, lamports: bigint): void {
    const account = this.getAccount(pubkey) ?? absent(pubkey);
    this.setAccount({ ...account, lamports: account.lamports + lamports });
  }

  /** The fewest lamports that keep an account of so many bytes. */
  minimumBalanceForRentExemption(dataLength: number): bigint {
    return minimumBalance(this.#sysvars.rent, dataLength);
  }

  /**
   * Puts a program where it can be called at once, without deploying it. Throws a RangeError with the words of the
   * runtime where the file is no program.
   */
  addProgram(programId: string, file: Uint8Array, loader: string = loaders.v3): void {
    const prepared = prepareProgram(file);
    if ('error' in prepared) throw new RangeError(prepared.error.text);
    if (loader !== loaders.v3) {
      const lamports = this.minimumBalanceForRentExemption(file.length);
      this.setAccount({ pubkey: programId, lamports, owner: loader, data: file, executable: true });
      return;
    }
    const { program, programData } = programAccounts(programId, file, this.slot, this.#sysvars.rent);
    this.setAccount(programData);
    this.setAccount(program);
  }

  /**
   * Deploys a program by loader v3, which checks it as a cluster does. As in litesvm it can be called at once; a cluster
   * waits for the next slot. The buffer is put in place without transactions; its lamports go to the payer.
   */
  deploy(programId: string, file: Uint8Array, options: DeployOptions): TransactionOutcome {
    const buffer = encodeBase58(sha256(addressBytes(programId)));
    const { payer, authority = payer } = options;
    const kept = this.minimumBalanceForRentExemption(bufferSize(file));
    this.setAccount(bufferAccount(buffer, file, authority, kept));
    const lamports = this.minimumBalanceForRentExemption(programAccountSize);
    const transaction = deployment(programId, buffer, file.length, options, lamports);
    const outcome = this.#run(transaction, { keeping: true, trusting: true });
    if (outcome.status === 'error') this.setAccount(absent(buffer));
    return outcome;
  }

  /** Processes a transaction and keeps what it did. Never throws: what is wrong with it is in the outcome. */
  send(wire: WireTransaction): TransactionOutcome {
    return this.#run(readTransaction(wire), { keeping: true });
  }

  /** Processes a transaction and forgets it. */
  simulate(wire: WireTransaction): TransactionOutcome {
    return this.#run(readTransaction(wire), { keeping: false });
  }

  /** Executes one instruction by itself, outside of any transaction, and forgets what it did. Never throws. */
  run(call: BatchCall): Outcome {
    const instruction = this.#gather(call);
    if ('code' in instruction) return refusedInstruction([], instruction);
    const { budget = defaultBudget } = call;
    return runInstruction(instruction, this.#environment(), budget, this.#options.logLimit);
  }

  /**
   * Executes instructions that have nothing to do with each other: each as `run` does. The outcomes come in the order of
   * the calls, and do not depend on whether other threads work on them.
   */
  runBatch(calls: readonly BatchCall[], workers?: BatchWorkers): Promise<readonly Outcome[]> {
    if (workers === undefined) return Promise.resolve(calls.map((call) => this.run(call)));
    const { engine, logLimit } = this.#options;
    const job = {
      bank: this.toBytes(),
      programs: translatedPrograms(),
      ...(engine && { engine }),
      ...(logLimit !== undefined && { logLimit }),
    };
    return workers.run(job, calls);
  }

  /** Lays out an instruction, to run its program alone any number of times; or says what is wrong with it. */
  prepareCall(call: BatchCall): PreparedCall | ExecutionError {
    const instruction = this.#gather(call);
    if ('code' in instruction) return instruction;
    const environment = this.#environment();
    const entry = environment.programs.find(instruction.programId);
    if (entry?.executable === undefined) return failed('UnsupportedProgramId', call.programId).error;
    const { budget = defaultBudget } = call;
    const { engine = 'auto' } = this.#options;
    const begin = (meter: Meter): InvokeContext =>
      begun(this.#gather(call) as InstructionContext, environment, meter);
    return new PreparedCall(entry.executable, budget, engine, entry.aligned, begin);
  }

  #gather({ programId, accounts, data }: BatchCall): InstructionContext | ExecutionError {
    const key = decodeAddress(programId);
    if (key === undefined) return notAnAddress(programId);
    const mentions = accounts.map(({ signer = false, writable = false, ...given }): InstructionAccount => {
      const { pubkey } = given;
      return { ...(this.getAccount(pubkey) ?? absent(pubkey)), ...given, signer, writable };
    });
    return gatherInstruction(mentions, { id: programId, key }, data, {
      sysvars: this.#sysvars,
      programs: new Map(),
      called: this.getAccount(programId),
    });
  }

  #environment(): Environment {
    const { engine, observe } = this.#options;
    return {
      sysvars: this.#sysvars,
      features: this.#features,
      blockhash: this.#blockhash,
      lamportsPerSignature,
      heapSize: defaultHeapSize,
      programs: new TransactionPrograms(this.#programs, this.slot),
      ...(engine && { engine }),
      ...(observe && { observe }),
    };
  }

  /** The whole state, without the options. Equal states give equal bytes. */
  toBytes(): Uint8Array {
    return writeSnapshot({
      blockhash: this.#blockhash,
      features: this.#features,
      accounts: [...this.#accounts.values()],
      effectiveSlots: this.#programs.effectiveSlots,
      signatures: [...this.#history],
    });
  }

  /** The bank that `toBytes` told of. Throws a RangeError where the bytes are of no bank. */
  static fromBytes(bytes: Uint8Array, options: Omit<BankOptions, 'features'> = {}): Bank {
    const { blockhash, features, accounts, effectiveSlots, signatures } = readSnapshot(bytes);
    const bank = new Bank({ ...options, features });
    bank.#accounts.clear();
    for (const account of accounts) bank.setAccount(account);
    for (const [pubkey, slot] of effectiveSlots) {
      const account = bank.getAccount(pubkey);
      if (account !== undefined) bank.#programs.refresh(account, (at) => bank.getAccount(at), slot);
    }
    for (const signature of signatures) bank.#history.add(signature);
    bank.#blockhash = blockhash;
    return bank;
  }

  get slot(): bigint {
    return this.#sysvars.clock.slot;
  }

  getClock(): Clock {
    return this.#sysvars.clock;
  }

  setClock(clock: Clock): void {
    this.setSysvar('clock', clock);
  }

  getSysvar<Name extends SysvarName>(name: Name): Sysvars[Name] {
    return this.#sysvars[name];
  }

  /** Changes what syscalls tell of the cluster, and the account that says the same. */
  setSysvar<Name extends SysvarName>(name: Name, value: Sysvars[Name]): void {
    this.#sysvars = { ...this.#sysvars, [name]: value };
    const pubkey = sysvarAddresses[name];
    this.#accounts.set(pubkey, {
      ...this.#accounts.get(pubkey)!,
      data: sysvarAccountData(this.#sysvars, pubkey)!,
    });
  }

  /** Moves the clock's slot, and nothing else of it. */
  warpToSlot(slot: bigint): void {
    this.setClock({ ...this.getClock(), slot });
  }

  /** Base58. */
  latestBlockhash(): string {
    return encodeBase58(this.#blockhash);
  }

  /** Moves to another blockhash; transactions that name the present one are refused from now on. */
  expireBlockhash(): void {
    this.#blockhash = sha256(this.#blockhash);
    this.setAccount(recentBlockhashesAccount(this.#blockhash, lamportsPerSignature));
  }

  /** `trusting`: the bank's own transactions need no signatures and no blockhash, and may come again. */
  #run(
    transaction: Transaction | undefined,
    { keeping, trusting = false }: { keeping: boolean; trusting?: boolean },
  ): TransactionOutcome {
    const { checkBlockhash = false, checkSignatures = false } = this.#options;
    const prepared = prepareTransaction(transaction, {
      accountAt: (pubkey) => this.getAccount(pubkey),
      sysvars: this.#sysvars,
      lamportsPerSignature,
      blockhash: checkBlockhash && !trusting ? this.#blockhash : undefined,
      checkSignatures: checkSignatures && !trusting,
      processed: checkSignatures && !trusting ? this.#history : new Set(),
    });
    if ('code' in prepared) return refusedOutcome(transaction, prepared);
    const logs = new LogCollector(this.#options.logLimit ?? logLimit);
    const { message, fee } = prepared;
    const { units = prepared.budget.units } = this.#options;
    const budget = { ...prepared.budget, units };
    const processed = processTransaction(message, budget, fee, this.#view(), logs);
    const outcome = outcomeOf(transaction!, prepared, processed, logs.lines);
    if (keeping && processed.charged) this.#keep(prepared, outcome, !trusting);
    return outcome;
  }

  #view(): BankView {
    const { observe, engine } = this.#options;
    return {
      sysvars: this.#sysvars,
      features: this.#features,
      lamportsPerSignature,
      accountAt: (pubkey) => this.getAccount(pubkey),
      programs: () => new TransactionPrograms(this.#programs, this.slot),
      ...(engine && { engine }),
      ...(observe && { observe }),
    };
  }

  #keep({ message, fee }: Prepared, outcome: TransactionOutcome, remembering: boolean): void {
    if (remembering) this.#remember(outcome.signature);
    if (outcome.error !== undefined) {
      const payer = this.getAccount(message.addresses[0]!);
      if (payer !== undefined) this.#store({ ...payer, lamports: payer.lamports - fee }, this.slot);
      return;
    }
    // A program is loaded from the account of its file, which must be there before.
    const last = outcome.accounts.filter(({ executable }) => executable);
    const first = outcome.accounts.filter(({ executable }) => !executable);
    for (const account of [...first, ...last]) this.#store(account, this.slot);
  }

  #remember(signature: string): void {
    const { history = defaultHistory } = this.#options;
    if (history === 0) return;
    this.#history.add(signature);
    const [oldest] = this.#history;
    if (this.#history.size > history && oldest !== undefined) this.#history.delete(oldest);
  }

  #store(account: Account, effectiveSlot: bigint): void {
    const { pubkey, lamports, owner, executable } = account;
    if (lamports === 0n) this.#accounts.delete(pubkey);
    else this.#accounts.set(pubkey, account);
    // The file may have changed in another account, so that the program's own does not tell.
    if (executable && owner !== nativeLoader && pubkey !== systemProgram)
      this.#programs.refresh(account, (address) => this.getAccount(address), effectiveSlot);
  }
}

function readTransaction(wire: WireTransaction): Transaction | undefined {
  if (wire instanceof Uint8Array) return decodeTransaction(wire);
  const signatures = Object.values(wire.signatures).map(
    (signature) => signature && Uint8Array.from(signature),
  );
  return transactionOf(Uint8Array.from(wire.messageBytes), signatures);
}
