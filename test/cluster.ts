// A cluster twice: our bank and litesvm with the same accounts, given the same transactions; all they say must be equal.
import assert from 'node:assert/strict';
import type { Address, Instruction } from '@solana/kit';
import {
  address,
  appendTransactionMessageInstructions,
  blockhash,
  compileTransaction,
  compressTransactionMessageUsingAddressLookupTables,
  createTransactionMessage,
  lamports,
  pipe,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
} from '@solana/kit';
import type { AddressesByLookupTableAddress, Transaction } from '@solana/kit';
import type { TransactionMetadata } from 'litesvm';
import { FailedTransactionMetadata, FeatureSet, LiteSVM } from 'litesvm';
import { encodeBase58 } from '../grammar/base58.js';
import type { Account } from '../runtime/bank/account.js';
import { absent, addressBytes, systemProgram } from '../runtime/bank/account.js';
import { Bank } from '../runtime/bank/bank.js';
import type { BankOptions } from '../runtime/bank/bank.js';
import { features } from '../runtime/bank/features.js';
import type { TransactionOutcome } from '../runtime/bank/transaction/outcome.js';
import { instructionErrorNames, transactionErrorNames } from './oracle/names.js';

export const payer = address('payer1111111111111111111111111111111111111J');

/** Programs that litesvm carries, and the accounts that hold their files. */
export const carriedPrograms = {
  token: address('TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA'),
  token2022: address('TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb'),
  associatedToken: address('ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL'),
  memo1: address('Memo1UhkJRfHyvLMcVucJwxXeuD728EqVDDwQDxFMNo'),
  memo: address('MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr'),
  lookupTable: address('AddressLookupTab1e1111111111111111111111111'),
  stake: address('Stake11111111111111111111111111111111111111'),
} as const;

const upgradeableLoader = 'BPFLoaderUpgradeab1e11111111111111111111111';

export interface SendOptions {
  readonly payer?: Address;
  readonly tables?: AddressesByLookupTableAddress;
  readonly version?: 'legacy' | 0;
  readonly blockhash?: string;
}

export class Cluster {
  readonly svm: LiteSVM;
  readonly bank: Bank;
  /** Accounts that were named in a transaction or put here. */
  readonly #known = new Set<string>();

  constructor(options: BankOptions = { history: 0 }) {
    this.svm = litesvmWith(options.features)
      .withSigverify(options.checkSignatures === true)
      .withBlockhashCheck(options.checkBlockhash === true);
    // With any other capacity than its own, litesvm remembers nothing.
    if (options.history === 0) this.svm.withTransactionHistory(0n);
    this.bank = new Bank({ engine: 'wasm', ...options });
    this.fund(payer, 1_000_000_000_000n);
  }

  /** Gives our bank the programs litesvm carries. */
  carry(...names: readonly (keyof typeof carriedPrograms)[]): this {
    for (const name of names) {
      const programId = carriedPrograms[name];
      const program = this.judged(programId);
      if (program.owner === upgradeableLoader)
        this.bank.setAccount(this.judged(encodeBase58(program.data.slice(4, 36))));
      this.bank.setAccount(program);
    }
    return this;
  }

  /** Puts an account into both. */
  put(account: Account): void {
    this.#known.add(account.pubkey);
    this.bank.setAccount(account);
    this.svm.setAccount({
      address: address(account.pubkey),
      lamports: lamports(account.lamports),
      programAddress: address(account.owner),
      data: account.data,
      executable: account.executable,
      space: BigInt(account.data.length),
    });
  }

  fund(pubkey: Address, amount: bigint): void {
    this.put({ ...absent(pubkey), owner: systemProgram, lamports: amount });
  }

  addProgram(programId: Address, file: Uint8Array, loader?: Address): void {
    if (loader === undefined) this.svm.addProgram(programId, file);
    else this.svm.addProgramWithLoader(programId, file, loader);
    this.bank.addProgram(programId, file, loader);
  }

  warpToSlot(slot: bigint): void {
    this.svm.warpToSlot(slot);
    this.bank.warpToSlot(slot);
  }

  /** An account as litesvm has it. */
  judged(pubkey: string): Account {
    const found = this.svm.getAccount(address(pubkey));
    if (!found.exists) return absent(pubkey);
    return {
      pubkey,
      lamports: found.lamports,
      owner: found.programAddress,
      data: new Uint8Array(found.data),
      executable: found.executable,
    };
  }

  compile(instructions: readonly Instruction[], options: SendOptions = {}): Transaction {
    const { tables = {}, version = 0 } = options;
    const lifetime = {
      blockhash: blockhash(options.blockhash ?? this.svm.latestBlockhash()),
      lastValidBlockHeight: 0n,
    };
    if (version === 'legacy')
      return pipe(
        createTransactionMessage({ version }),
        (message) => setTransactionMessageFeePayer(options.payer ?? payer, message),
        (message) => setTransactionMessageLifetimeUsingBlockhash(lifetime, message),
        (message) => appendTransactionMessageInstructions(instructions, message),
        (message) => compileTransaction(message),
      );
    return pipe(
      createTransactionMessage({ version }),
      (message) => setTransactionMessageFeePayer(options.payer ?? payer, message),
      (message) => setTransactionMessageLifetimeUsingBlockhash(lifetime, message),
      (message) => appendTransactionMessageInstructions(instructions, message),
      (message) => compressTransactionMessageUsingAddressLookupTables(message, tables),
      (message) => compileTransaction(message),
    );
  }

  /** Sends the instructions as one transaction to both and gives our outcome, which equals litesvm's. */
  send(instructions: readonly Instruction[], options: SendOptions = {}): TransactionOutcome {
    this.#know(instructions, options);
    return this.sendTransaction(this.compile(instructions, options));
  }

  sendTransaction(transaction: Transaction): TransactionOutcome {
    // The payer is the first to sign.
    const [feePayer] = Object.keys(transaction.signatures) as [Address];
    const before = this.svm.getBalance(feePayer) ?? 0n;
    const judged = this.svm.sendTransaction(transaction);
    const paid = before - (this.svm.getBalance(feePayer) ?? 0n);
    const outcome = this.bank.send(transaction);
    assert.deepEqual(ourAnswer(outcome), theirAnswer(judged, paid));
    for (const account of outcome.accounts)
      assert.deepEqual(shown(account), shown(this.judged(account.pubkey)));
    for (const pubkey of this.#known) this.expectSameAccount(pubkey);
    return outcome;
  }

  expectSameAccount(pubkey: string): void {
    const ours = this.bank.getAccount(pubkey) ?? absent(pubkey);
    assert.deepEqual(shown(ours), shown(this.judged(pubkey)));
  }

  #know(instructions: readonly Instruction[], options: SendOptions): void {
    this.#known.add(options.payer ?? payer);
    for (const { accounts = [] } of instructions)
      for (const account of accounts) this.#known.add(account.address);
  }
}

/** litesvm with the features that our bank can switch as they are given. */
function litesvmWith(active: BankOptions['features']): LiteSVM {
  const svm = new LiteSVM();
  if (active === undefined) return svm;
  const wanted: ReadonlySet<string> = new Set(active);
  const set = FeatureSet.allEnabled();
  for (const gate of mainnetInactive(set)) set.deactivate(gate);
  for (const { name, gate } of features) {
    if (wanted.has(name)) set.activate(addressBytes(gate), 0n);
    else set.deactivate(addressBytes(gate));
  }
  return svm.withFeatureSet(set).withBuiltins().withSysvars();
}

/** Gates that would change the machine, and that mainnet does not have. */
function mainnetInactive(set: FeatureSet): Uint8Array[] {
  const names = [
    '7VgiehxNxu53KdxgLspGQY8myE6f7UokaWa4jsGcaSz',
    'CR3dVN2Yoo95Y96kLSTaziWDAQT2MNEpiWh5cqVq2pNE',
  ];
  return names.map(addressBytes).filter((gate) => set.isActive(gate));
}

const shown = ({ data, ...rest }: Account) => ({ ...rest, data: Buffer.from(data).toString('hex') });

/** Both answers in one form that a failing test shows well. */
function ourAnswer(outcome: TransactionOutcome) {
  const { status, error, logs, units, fee, returnData, innerInstructions } = outcome;
  const place = error?.instruction ?? error?.accountIndex;
  return {
    status,
    error: error && [error.code, error.custom, place],
    logs,
    units,
    fee,
    returnData: Buffer.from(returnData?.data ?? []).toString('hex'),
    returnProgram: returnData?.programId ?? systemProgram,
    innerInstructions: innerInstructions.map((list) =>
      list.map(({ programIndex, accounts, data, height }) => [
        programIndex,
        [...accounts].join(),
        Buffer.from(data).toString('hex'),
        height,
      ]),
    ),
  };
}

/** The fee of a transaction that succeeded, which litesvm tells only to people. */
function feeOf(meta: TransactionMetadata): bigint {
  const [, fee] = /\bfee: (\d+) \}/.exec(meta.toString())!;
  return BigInt(fee!);
}

/** `paid`: what the payer lost; of a transaction that failed, that is the fee. */
function theirAnswer(
  judged: TransactionMetadata | FailedTransactionMetadata,
  paid: bigint,
): ReturnType<typeof ourAnswer> {
  const failed = judged instanceof FailedTransactionMetadata;
  const meta = failed ? judged.meta() : judged;
  const returned = meta.returnData();
  return {
    status: failed ? 'error' : 'ok',
    error: failed ? theirError(judged) : undefined,
    logs: meta.logs(),
    units: Number(meta.computeUnitsConsumed()),
    fee: failed ? paid : feeOf(meta),
    returnData: Buffer.from(returned.data()).toString('hex'),
    returnProgram: encodeBase58(new Uint8Array(returned.programId())),
    innerInstructions: meta.innerInstructions().map((list) =>
      list.map((inner) => {
        const instruction = inner.instruction();
        return [
          instruction.programIdIndex(),
          [...instruction.accounts()].join(),
          Buffer.from(instruction.data()).toString('hex'),
          inner.stackHeight(),
        ];
      }),
    ),
  };
}

function theirError(failed: FailedTransactionMetadata): [string, number | undefined, number | undefined] {
  const error = failed.err();
  if (typeof error === 'number') return [transactionErrorNames[error] ?? `${error}`, undefined, undefined];
  const name = error.constructor.name.replace('TransactionError', '');
  if (!('err' in error)) return [name, undefined, 'accountIndex' in error ? error.accountIndex : error.index];
  const inner = error.err();
  if (typeof inner === 'number') return [instructionErrorNames[inner] ?? `${inner}`, undefined, error.index];
  return ['Custom', 'code' in inner ? inner.code : undefined, error.index];
}
