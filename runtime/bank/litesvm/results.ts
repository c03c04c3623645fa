// Results: outcomes of transactions in the form that litesvm gives them.
import { base58 } from '@scure/base';
import type { Account } from '../account.js';
import { addressBytes } from '../account.js';
import type { ExecutionError } from '../errors.js';
import type { InnerInstruction, TransactionOutcome } from '../transaction/outcome.js';
import { instructionErrorNumbers, transactionErrorNumbers } from './error-numbers.js';

const noProgram = new Uint8Array(32);

/** Like litesvm's class of the same name. */
export class TransactionMetadata {
  readonly #outcome: TransactionOutcome;

  constructor(outcome: TransactionOutcome) {
    this.#outcome = outcome;
  }

  signature(): Uint8Array {
    return base58.decode(this.#outcome.signature);
  }

  logs(): string[] {
    return [...this.#outcome.logs];
  }

  computeUnitsConsumed(): bigint {
    return BigInt(this.#outcome.units);
  }

  innerInstructions() {
    return this.#outcome.innerInstructions.map((list) => list.map(innerInstruction));
  }

  returnData() {
    const { returnData } = this.#outcome;
    return {
      programId: (): Uint8Array => (returnData ? addressBytes(returnData.programId) : noProgram),
      data: (): Uint8Array => returnData?.data ?? new Uint8Array(0),
    };
  }

  prettyLogs(): string {
    return this.#outcome.logs.join('\n');
  }

  toString(): string {
    return `TransactionMetadata { signature: ${this.#outcome.signature}, units: ${this.#outcome.units} }`;
  }
}

function innerInstruction({ programIndex, accounts, data, height }: InnerInstruction) {
  const instruction = {
    programIdIndex: (): number => programIndex,
    accounts: (): Uint8Array => Uint8Array.from(accounts),
    data: (): Uint8Array => data,
  };
  return { instruction: () => instruction, stackHeight: (): number => height };
}

/** An error with the number of its program. */
export class InstructionErrorCustom {
  constructor(readonly code: number) {}

  toString(): string {
    return `InstructionErrorCustom { code: ${this.code} }`;
  }
}

export class TransactionErrorInstructionError {
  readonly #error: ExecutionError;

  constructor(
    readonly index: number,
    error: ExecutionError,
  ) {
    this.#error = error;
  }

  /** The number of the error, or the error itself where it has one of its own. */
  err(): number | InstructionErrorCustom {
    const { code, custom } = this.#error;
    return custom === undefined ? instructionErrorNumbers.indexOf(code) : new InstructionErrorCustom(custom);
  }

  toString(): string {
    const { code, custom } = this.#error;
    const error = custom === undefined ? code : new InstructionErrorCustom(custom).toString();
    return `TransactionErrorInstructionError { index: ${this.index}, error: ${error} }`;
  }
}

export class TransactionErrorDuplicateInstruction {
  constructor(readonly index: number) {}

  toString(): string {
    return `TransactionErrorDuplicateInstruction { index: ${this.index} }`;
  }
}

export class TransactionErrorInsufficientFundsForRent {
  constructor(readonly accountIndex: number) {}

  toString(): string {
    return `TransactionErrorInsufficientFundsForRent { accountIndex: ${this.accountIndex} }`;
  }
}

type TransactionError =
  | number
  | TransactionErrorInstructionError
  | TransactionErrorDuplicateInstruction
  | TransactionErrorInsufficientFundsForRent;

function transactionErrorOf(error: ExecutionError): TransactionError {
  const { code, instruction, accountIndex } = error;
  if (code === 'DuplicateInstruction') return new TransactionErrorDuplicateInstruction(instruction ?? 0);
  if (instruction !== undefined) return new TransactionErrorInstructionError(instruction, error);
  if (accountIndex !== undefined) return new TransactionErrorInsufficientFundsForRent(accountIndex);
  return transactionErrorNumbers.indexOf(code);
}

/** Like litesvm's class of the same name. */
export class FailedTransactionMetadata {
  readonly #error: ExecutionError;
  readonly #meta: TransactionMetadata;

  constructor(error: ExecutionError, outcome: TransactionOutcome) {
    this.#error = error;
    this.#meta = new TransactionMetadata(outcome);
  }

  err(): TransactionError {
    return transactionErrorOf(this.#error);
  }

  meta(): TransactionMetadata {
    return this.#meta;
  }

  toString(): string {
    const error = this.err();
    return `FailedTransactionMetadata { err: ${typeof error === 'number' ? this.#error.code : error.toString()} }`;
  }
}

/** An account as `@solana/kit` encodes it. */
export interface EncodedAccount {
  readonly address: string;
  readonly data: Uint8Array;
  readonly executable: boolean;
  readonly lamports: bigint;
  readonly programAddress: string;
  readonly space: bigint;
}

export function encodedAccount({ pubkey, data, executable, lamports, owner }: Account): EncodedAccount {
  return {
    address: pubkey,
    data,
    executable,
    lamports,
    programAddress: owner,
    space: BigInt(data.length),
  };
}

/** Like litesvm's class of the same name. */
export class SimulatedTransactionInfo {
  readonly #outcome: TransactionOutcome;

  constructor(outcome: TransactionOutcome) {
    this.#outcome = outcome;
  }

  meta(): TransactionMetadata {
    return new TransactionMetadata(this.#outcome);
  }

  postAccounts(): EncodedAccount[] {
    return this.#outcome.accounts.map(encodedAccount);
  }
}
