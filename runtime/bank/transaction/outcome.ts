// Transaction outcome: what a bank tells of a transaction.
import { encodeBase58 } from '../../../grammar/base58.js';
import type { Account } from '../account.js';
import { absent } from '../account.js';
import type { ExecutionError } from '../errors.js';
import type { TransactionAccount } from '../transaction-accounts.js';
import type { Transaction } from './message.js';
import type { Prepared } from './prepare.js';
import { signatureOf } from './prepare.js';
import type { Processed } from './process.js';

/** An instruction that a program invoked, by indices into the addresses of the transaction. */
export interface InnerInstruction {
  readonly programIndex: number;
  readonly accounts: readonly number[];
  readonly data: Uint8Array;
  /** 2 for one that an instruction of the transaction invoked, more for deeper ones. */
  readonly height: number;
}

/** One instruction of the tree that a transaction is. */
export interface InvocationOutcome {
  /** Base58. */
  readonly programId: string;
  readonly height: number;
  /** Units it took, those of the programs it invoked among them. */
  readonly units: number;
  readonly error?: ExecutionError;
}

export interface TransactionOutcome {
  readonly status: 'ok' | 'error';
  /** `instruction` names the failed instruction, if one failed. */
  readonly error?: ExecutionError;
  /** Base58. */
  readonly signature: string;
  readonly logs: readonly string[];
  /** Of all instructions together. */
  readonly units: number;
  /** Lamports the payer paid. */
  readonly fee: bigint;
  /** Of the last program that ran, even if it set none. */
  readonly returnData?: { readonly programId: string; readonly data: Uint8Array };
  /** For each instruction of the transaction what it invoked, in order. */
  readonly innerInstructions: readonly (readonly InnerInstruction[])[];
  /** All that ran, in order; the tree is in the heights. */
  readonly invocations: readonly InvocationOutcome[];
  /** The accounts it could write to, as they are after it; if it failed, as they were. */
  readonly accounts: readonly Account[];
}

/** The outcome of a transaction that was not processed. */
export function refusedOutcome(
  transaction: Transaction | undefined,
  error: ExecutionError,
): TransactionOutcome {
  return {
    status: 'error',
    error,
    signature: transaction === undefined ? encodeBase58(new Uint8Array(64)) : signatureOf(transaction),
    logs: [],
    units: 0,
    fee: 0n,
    innerInstructions: [],
    invocations: [],
    accounts: [],
  };
}

export function outcomeOf(
  transaction: Transaction,
  { message, fee }: Prepared,
  { error, units, accounts = [], returnData, records, trace, charged }: Processed,
  logs: readonly string[],
): TransactionOutcome {
  return {
    status: error === undefined ? 'ok' : 'error',
    ...(error && { error }),
    signature: signatureOf(transaction),
    logs,
    units,
    fee: charged ? fee : 0n,
    ...(returnData && {
      returnData: { programId: encodeBase58(returnData.programId), data: returnData.data },
    }),
    innerInstructions: charged ? innerInstructions(message.instructions.length, trace) : [],
    invocations: records.map(({ instruction, units: taken, error: failure }) => ({
      programId: instruction.program.pubkey,
      height: instruction.height,
      units: taken,
      ...(failure && { error: failure }),
    })),
    accounts: accounts.filter((_, index) => message.isWritable(index)).map(shown),
  };
}

function shown({ pubkey, lamports, owner, data, executable }: TransactionAccount): Account {
  return lamports === 0n
    ? absent(pubkey)
    : { pubkey, lamports, owner: encodeBase58(owner), data, executable };
}

function innerInstructions(
  count: number,
  trace: Processed['trace'],
): readonly (readonly InnerInstruction[])[] {
  const lists = Array.from({ length: count }, (): InnerInstruction[] => []);
  let top = -1;
  for (const { programIndex, uses, data, height } of trace) {
    if (height === 1) top++;
    else lists[top]!.push({ programIndex, accounts: uses.map(({ index }) => index), data, height });
  }
  return lists;
}
