// Transaction errors: Agave's names and words for how a transaction fails as a whole.
import type { ExecutionError } from '../errors.js';

/** TransactionError by name; those that name an instruction or an account carry its index. */
export const transactionErrors = {
  AccountInUse: 'Account in use',
  AccountLoadedTwice: 'Account loaded twice',
  AccountNotFound: 'Attempt to debit an account but found no record of a prior credit.',
  ProgramAccountNotFound: 'Attempt to load a program that does not exist',
  InsufficientFundsForFee: 'Insufficient funds for fee',
  InvalidAccountForFee: 'This account may not be used to pay transaction fees',
  AlreadyProcessed: 'This transaction has already been processed',
  BlockhashNotFound: 'Blockhash not found',
  InvalidAccountIndex: 'Transaction contains an invalid account reference',
  SignatureFailure: 'Transaction did not pass signature verification',
  InvalidProgramForExecution: 'This program may not be used for executing instructions',
  SanitizeFailure: 'Transaction failed to sanitize accounts offsets correctly',
  UnsupportedVersion: 'Transaction version is unsupported',
  InvalidWritableAccount: 'Transaction loads a writable account that cannot be written',
  TooManyAccountLocks: 'Transaction locked too many accounts',
  AddressLookupTableNotFound: 'Transaction loads an address table account that does not exist',
  InvalidAddressLookupTableOwner: 'Transaction loads an address table account with an invalid owner',
  InvalidAddressLookupTableData: 'Transaction loads an address table account with invalid data',
  InvalidAddressLookupTableIndex: 'Transaction address table lookup uses an invalid index',
  MaxLoadedAccountsDataSizeExceeded: 'Transaction exceeded max loaded accounts data size cap',
  InvalidLoadedAccountsDataSizeLimit:
    'LoadedAccountsDataSizeLimit set for transaction must be greater than 0.',
  UnbalancedTransaction: 'Sum of account balances before and after transaction do not match',
} as const;

export type TransactionErrorName = keyof typeof transactionErrors;

export function transactionError(name: TransactionErrorName, account?: string): ExecutionError {
  return { code: name, message: transactionErrors[name], ...(account !== undefined && { account }) };
}

/** A compute-budget instruction of a kind that was given before. */
export function duplicateInstruction(index: number): ExecutionError {
  return {
    code: 'DuplicateInstruction',
    message: `Transaction contains a duplicate instruction (${index}) that is not allowed`,
    instruction: index,
  };
}
