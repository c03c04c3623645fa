// Contenders: the machine of this package and litesvm's, each timed on the same programs.
import { address, lamports } from '@solana/kit';
import {
  AccountRole,
  appendTransactionMessageInstructions,
  compileTransaction,
  createTransactionMessage,
  pipe,
  setTransactionMessageFeePayer,
} from '@solana/kit';
import { ComputeBudget, FailedTransactionMetadata, LiteSVM } from 'litesvm';
import { defaultHeapSize, inputStart } from '../../grammar/memory.js';
import type { InstructionAccount } from '../../runtime/bank/account.js';
import { systemProgram } from '../../runtime/bank/account.js';
import { Bank } from '../../runtime/bank/bank.js';
import { openSession } from '../../runtime/engine.js';
import type { Executable } from '../../runtime/executable.js';
import { load } from '../../runtime/load.js';
import { syscallsByHash } from '../../runtime/syscalls/table.js';

const payer = address('payer1111111111111111111111111111111111111J');
const largeBudget = 1_000_000_000;

export function loaded(file: Uint8Array): Executable {
  const result = load(file, { syscalls: new Set(syscallsByHash.keys()) });
  if (!result.ok) throw new Error(result.error.text);
  return result.executable;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[sorted.length >> 1]!;
}

/** Nanoseconds of one call. */
export function timed(call: () => void): number {
  const start = process.hrtime.bigint();
  call();
  return Number(process.hrtime.bigint() - start);
}

/** One run of a program that needs no syscalls, on the wasm engine alone; gives the units it took. */
export function runWorkload(executable: Executable): number {
  const session = openSession(
    { executable, heapSize: defaultHeapSize, inputLength: 0, aligned: true },
    'wasm',
  );
  try {
    session.registers[1] = inputStart;
    const meter = { remaining: largeBudget };
    const run = session.run({
      memory: session.memory,
      registers: session.registers,
      meter,
      syscall: () => undefined,
    });
    if (!run.ok) throw new Error(run.fault.text);
    return largeBudget - meter.remaining;
  } finally {
    session.close();
  }
}

export interface ToCall {
  readonly programId: string;
  readonly accounts: readonly InstructionAccount[];
  readonly data: Uint8Array;
}

function roleOf({ signer, writable }: InstructionAccount): AccountRole {
  if (signer) return writable ? AccountRole.WRITABLE_SIGNER : AccountRole.READONLY_SIGNER;
  return writable ? AccountRole.WRITABLE : AccountRole.READONLY;
}

/** litesvm, with a budget that ends nothing and no checks of signatures. */
export class Agave {
  readonly #svm = new LiteSVM()
    .withSigverify(false)
    .withBlockhashCheck(false)
    .withTransactionHistory(0n)
    .withLogBytesLimit(0n);

  constructor() {
    const limits = new ComputeBudget();
    limits.computeUnitLimit = BigInt(largeBudget);
    this.#svm.withComputeBudget(limits);
    this.#svm.setAccount({
      address: payer,
      lamports: lamports(1_000_000_000_000_000n),
      programAddress: address(systemProgram),
      data: new Uint8Array(0),
      executable: false,
      space: 0n,
    });
  }

  addProgram(programId: string, file: Uint8Array): void {
    this.#svm.addProgram(address(programId), file);
  }

  put(account: InstructionAccount): void {
    this.#svm.setAccount({
      address: address(account.pubkey),
      lamports: lamports(account.lamports),
      programAddress: address(account.owner),
      data: account.data,
      executable: account.executable,
      space: BigInt(account.data.length),
    });
  }

  /** A transaction of these instructions, ready to be sent any number of times; a send gives the units it took. */
  prepare(calls: readonly ToCall[]): () => number {
    const instructions = calls.map(({ programId, accounts, data }) => ({
      programAddress: address(programId),
      accounts: accounts.map((account) => ({ address: address(account.pubkey), role: roleOf(account) })),
      data,
    }));
    const transaction = pipe(
      createTransactionMessage({ version: 0 }),
      (message) => setTransactionMessageFeePayer(payer, message),
      (message) => this.#svm.setTransactionMessageLifetimeUsingLatestBlockhash(message),
      (message) => appendTransactionMessageInstructions(instructions, message),
      (message) => compileTransaction(message),
    );
    return () => {
      const sent = this.#svm.sendTransaction(transaction);
      if (sent instanceof FailedTransactionMetadata) throw new Error(sent.toString());
      return Number(sent.computeUnitsConsumed());
    };
  }
}

/** A bank with programs, which it runs on the wasm engine. */
export function bankWith(programs: readonly (readonly [string, Uint8Array])[]): Bank {
  const bank = new Bank({ engine: 'wasm' });
  for (const [programId, file] of programs) bank.addProgram(programId, file);
  return bank;
}
