// The oracle: litesvm, the real Agave runtime, asked what one instruction does; and how our answer must equal it.
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { address, lamports } from '@solana/kit';
import {
  AccountRole,
  appendTransactionMessageInstruction,
  compileTransaction,
  createTransactionMessage,
  pipe,
  setTransactionMessageFeePayer,
} from '@solana/kit';
import type { TransactionMetadata } from 'litesvm';
import { ComputeBudget, FailedTransactionMetadata, LiteSVM } from 'litesvm';
import { encodeBase58 } from '../grammar/base58.js';
import { defaultProgramId } from '../grammar/fixture.js';
import type { Account, InstructionAccount } from '../runtime/bank/account.js';
import { absent } from '../runtime/bank/account.js';
import { defaultSlot } from '../runtime/bank/sysvars.js';
import type { Outcome, Request } from '../runtime/execute.js';
import { defaultBudget } from '../runtime/execute.js';
import { instructionErrorNames, transactionErrorNames } from './oracle/names.js';

/** Pays the fees; no fixture may name it. */
const payer = address('payer1111111111111111111111111111111111111J');
const payerLamports = 1_000_000_000_000n;

/** What litesvm tells of a run; a part of our Outcome. */
export type Judged = Pick<Outcome, 'status' | 'units' | 'logs' | 'accounts'> & {
  readonly error?: { readonly code: string; readonly custom?: number; readonly message?: string };
  readonly returnData?: Uint8Array;
};

/** A request whose program is still a file. */
export type Case = Omit<Request, 'program' | 'observe'>;

const idOf = ({ programId = defaultProgramId }: Case): string => programId;

/** One litesvm for all runs of a process: a fresh one costs ten milliseconds, a run less than one. */
class Oracle {
  readonly #svm = new LiteSVM().withSigverify(false).withBlockhashCheck(false).withTransactionHistory(0n);
  readonly #programs = new Map<string, Uint8Array>();

  judge(elf: Uint8Array, request: Case): Judged {
    // A program is deployed in the present slot; litesvm refuses to run it in some earlier ones.
    this.#configure(request);
    this.#install(idOf(request), elf);
    const own = firstMentions(request.accounts);
    const held = own.map(({ pubkey }) => this.account(pubkey));
    const added = own.filter((_, index) => held[index]!.lamports === 0n);
    try {
      for (const account of [...added, { ...absent(payer), lamports: payerLamports }]) this.#put(account);
      const sent = this.#svm.sendTransaction(this.#transaction(request));
      return this.#judged(
        sent,
        request,
        own.map(({ pubkey }) => this.account(pubkey)),
      );
    } finally {
      for (const account of held) this.#restore(account);
    }
  }

  #judged(
    sent: TransactionMetadata | FailedTransactionMetadata,
    request: Case,
    accounts: readonly Account[],
  ): Judged {
    const failed = sent instanceof FailedTransactionMetadata;
    const meta = failed ? sent.meta() : sent;
    const data = meta.returnData().data();
    return {
      status: failed ? 'error' : 'ok',
      ...(failed && { error: this.#error(sent, request) }),
      units: Number(meta.computeUnitsConsumed()),
      logs: meta.logs(),
      ...(data.length > 0 && { returnData: new Uint8Array(data) }),
      accounts,
    };
  }

  #restore(before: Account): void {
    if (!isDeepStrictEqual(before, this.account(before.pubkey))) this.#put(before);
  }

  #install(programId: string, elf: Uint8Array): void {
    if (this.#programs.get(programId) === elf) return;
    this.#svm.addProgram(address(programId), elf);
    this.#programs.set(programId, elf);
  }

  #configure({ budget = defaultBudget, slot = defaultSlot, unixTimestamp = 0n }: Case): void {
    const limits = new ComputeBudget();
    limits.computeUnitLimit = BigInt(budget);
    this.#svm.withComputeBudget(limits);
    const clock = this.#svm.getClock();
    clock.slot = slot;
    clock.unixTimestamp = unixTimestamp;
    this.#svm.setClock(clock);
  }

  #put(account: Account): void {
    this.#svm.setAccount({
      address: address(account.pubkey),
      lamports: lamports(account.lamports),
      programAddress: address(account.owner),
      data: account.data,
      executable: account.executable,
      space: BigInt(account.data.length),
    });
  }

  /** An account as litesvm has it. */
  account(pubkey: string): Account {
    const found = this.#svm.getAccount(address(pubkey));
    if (!found.exists) return absent(pubkey);
    return {
      pubkey,
      lamports: found.lamports,
      owner: found.programAddress,
      data: new Uint8Array(found.data),
      executable: found.executable,
    };
  }

  #transaction(request: Case) {
    const { accounts, data } = request;
    const instruction = {
      programAddress: address(idOf(request)),
      accounts: accounts.map((account) => ({ address: address(account.pubkey), role: roleOf(account) })),
      data,
    };
    return pipe(
      createTransactionMessage({ version: 0 }),
      (message) => setTransactionMessageFeePayer(payer, message),
      (message) => this.#svm.setTransactionMessageLifetimeUsingLatestBlockhash(message),
      (message) => appendTransactionMessageInstruction(instruction, message),
      (message) => compileTransaction(message),
    );
  }

  #error(failed: FailedTransactionMetadata, request: Case): NonNullable<Judged['error']> {
    const error = failed.err();
    if (typeof error === 'number')
      return { code: transactionErrorNames[error] ?? `TransactionError ${error}` };
    if (!('err' in error)) return { code: error.constructor.name.replace('TransactionError', '') };
    const inner = error.err();
    const prefix = `Program ${idOf(request)} failed: `;
    const line = failed
      .meta()
      .logs()
      .findLast((text) => text.startsWith(prefix));
    return {
      code:
        typeof inner === 'number' ? (instructionErrorNames[inner] ?? `InstructionError ${inner}`) : 'Custom',
      ...(typeof inner !== 'number' && 'code' in inner && { custom: inner.code }),
      ...(line !== undefined && { message: line.slice(prefix.length) }),
    };
  }
}

function roleOf({ signer, writable }: InstructionAccount): AccountRole {
  if (signer) return writable ? AccountRole.WRITABLE_SIGNER : AccountRole.READONLY_SIGNER;
  return writable ? AccountRole.WRITABLE : AccountRole.READONLY;
}

function firstMentions(accounts: readonly InstructionAccount[]): readonly InstructionAccount[] {
  return accounts.filter(
    ({ pubkey }, position) => accounts.findIndex((other) => other.pubkey === pubkey) === position,
  );
}

let shared: Oracle | undefined;
const oracle = (): Oracle => (shared ??= new Oracle());

/** What litesvm holds at an address: builtin programs, sysvars and token programs keep their accounts there. */
export function presetAccount(pubkey: string): Account {
  return oracle().account(pubkey);
}

/** What litesvm makes of the instruction. Accounts it has itself stay as they are (see `presetAccount`). Pass the same ELF object again to keep the program installed. */
export function judge(elf: Uint8Array, request: Case): Judged {
  return oracle().judge(elf, request);
}

const shownAccount = ({ data, ...rest }: Account) => ({ ...rest, data: Buffer.from(data).toString('hex') });

/** Both answers in one form that a failing test shows well. */
function comparable(outcome: Judged, message: string | undefined) {
  return {
    status: outcome.status,
    code: outcome.error?.code,
    custom: outcome.error?.custom,
    message,
    units: outcome.units,
    logs: outcome.logs,
    returnData: outcome.returnData && Buffer.from(outcome.returnData).toString('hex'),
    accounts: outcome.accounts.map(shownAccount),
  };
}

/** Asserts that our outcome equals litesvm's: status, error, units, logs, return data, account bytes. */
export function expectSame(ours: Outcome, judged: Judged): void {
  // Errors found after the program ended have no line in the log, and litesvm does not tell their words.
  const message = judged.error?.message;
  const own = message === undefined ? undefined : ours.error?.message;
  assert.deepEqual(comparable(ours, own), comparable(judged, message));
}

/** An address that is easy to tell from others. */
export function testAddress(seed: number): string {
  return encodeBase58(new Uint8Array(32).fill(seed));
}
