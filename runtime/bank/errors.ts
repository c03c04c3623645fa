// Instruction errors: Agave's names and words for how an instruction fails.
import { programErrors } from '../../grammar/program-errors.js';
import { Fault } from '../fault.js';

/** InstructionError by name. `Custom` carries a number; see `customError`. */
export const instructionErrors = {
  GenericError: 'generic instruction error',
  InvalidArgument: 'invalid program argument',
  InvalidInstructionData: 'invalid instruction data',
  InvalidAccountData: 'invalid account data for instruction',
  AccountDataTooSmall: 'account data too small for instruction',
  InsufficientFunds: 'insufficient funds for instruction',
  IncorrectProgramId: 'incorrect program id for instruction',
  MissingRequiredSignature: 'missing required signature for instruction',
  AccountAlreadyInitialized: 'instruction requires an uninitialized account',
  UninitializedAccount: 'instruction requires an initialized account',
  UnbalancedInstruction: 'sum of account balances before and after instruction do not match',
  ModifiedProgramId: 'instruction illegally modified the program id of an account',
  ExternalAccountLamportSpend: 'instruction spent from the balance of an account it does not own',
  ExternalAccountDataModified: 'instruction modified data of an account it does not own',
  ReadonlyLamportChange: 'instruction changed the balance of a read-only account',
  ReadonlyDataModified: 'instruction modified data of a read-only account',
  DuplicateAccountIndex: 'instruction contains duplicate accounts',
  ExecutableModified: 'instruction changed executable bit of an account',
  RentEpochModified: 'instruction modified rent epoch of an account',
  NotEnoughAccountKeys: 'insufficient account keys for instruction',
  AccountDataSizeChanged: "program other than the account's owner changed the size of the account data",
  AccountNotExecutable: 'instruction expected an executable account',
  AccountBorrowFailed: 'instruction tries to borrow reference for an account which is already borrowed',
  AccountBorrowOutstanding: 'instruction left account with an outstanding borrowed reference',
  DuplicateAccountOutOfSync: 'instruction modifications of multiply-passed account differ',
  InvalidError: 'program returned invalid error code',
  ExecutableDataModified: 'instruction changed executable accounts data',
  ExecutableLamportChange: 'instruction changed the balance of an executable account',
  ExecutableAccountNotRentExempt: 'executable accounts must be rent exempt',
  UnsupportedProgramId: 'Unsupported program id',
  CallDepth: 'Cross-program invocation call depth too deep',
  MissingAccount: 'An account required by the instruction is missing',
  ReentrancyNotAllowed: 'Cross-program invocation reentrancy not allowed for this instruction',
  MaxSeedLengthExceeded: 'Length of the seed is too long for address generation',
  InvalidSeeds: 'Provided seeds do not result in a valid address',
  InvalidRealloc: 'Failed to reallocate account data',
  ComputationalBudgetExceeded: 'Computational budget exceeded',
  PrivilegeEscalation: 'Cross-program invocation with unauthorized signer or writable account',
  ProgramEnvironmentSetupFailure: 'Failed to create program execution environment',
  ProgramFailedToComplete: 'Program failed to complete',
  ProgramFailedToCompile: 'Program failed to compile',
  Immutable: 'Account is immutable',
  IncorrectAuthority: 'Incorrect authority provided',
  BorshIoError: 'Failed to serialize or deserialize account data',
  AccountNotRentExempt: 'An account does not have enough lamports to be rent-exempt',
  InvalidAccountOwner: 'Invalid account owner',
  ArithmeticOverflow: 'Program arithmetic overflowed',
  UnsupportedSysvar: 'Unsupported sysvar',
  IllegalOwner: 'Provided owner is not allowed',
  MaxAccountsDataAllocationsExceeded:
    'Accounts data allocations exceeded the maximum allowed per transaction',
  MaxAccountsExceeded: 'Max accounts exceeded',
  MaxInstructionTraceLengthExceeded: 'Max instruction trace length exceeded',
  BuiltinProgramsMustConsumeComputeUnits: 'Builtin programs must consume compute units',
} as const;

export type InstructionErrorName = keyof typeof instructionErrors;

/**
 * Why an execution failed.
 * `code`: Agave's name of the InstructionError or TransactionError (`Custom`, `ProgramFailedToComplete`,
 * `InsufficientFundsForRent`...), or ours where the program never ran (`InvalidProgram`, `InvalidRequest`).
 * `message`: the words of the log after `failed: `; for errors found after the program ended, the error's words.
 */
export interface ExecutionError {
  readonly code: string;
  readonly message: string;
  /** The number of a `Custom` error. */
  readonly custom?: number;
  /** The address of the account the error is about. */
  readonly account?: string;
  /** The place of the failed instruction in its transaction. */
  readonly instruction?: number;
  /** The place among the transaction's accounts of the one the error is about. */
  readonly accountIndex?: number;
  /** What the machine stopped at (`AccessViolation`, `DivideByZero`...), where `code` is ProgramFailedToComplete. */
  readonly fault?: string;
}

export function instructionError(name: InstructionErrorName, account?: string): ExecutionError {
  return { code: name, message: instructionErrors[name], ...(account !== undefined && { account }) };
}

/** The error of a program's own numbering. */
export function customError(custom: number): ExecutionError {
  return { code: 'Custom', message: `custom program error: 0x${custom.toString(16)}`, custom };
}

const namesByCode = new Map<bigint, InstructionErrorName | 'Custom'>(
  Object.entries(programErrors).map(([name, code]) => [
    BigInt(code),
    name as InstructionErrorName | 'Custom',
  ]),
);

/** The error a program reports by ending with `r0`, not 0. Agave: From<u64> for InstructionError. */
export function returnedError(r0: bigint): ExecutionError {
  if (r0 >> 32n === 0n) return customError(Number(r0));
  const name = (r0 & 0xffff_ffffn) === 0n ? namesByCode.get(r0 >> 32n) : undefined;
  if (name === undefined) return instructionError('InvalidError');
  return name === 'Custom' ? customError(0) : instructionError(name);
}

/**
 * An instruction that failed, thrown by builtin programs, by the checks on accounts and by invocations. It is a fault
 * so that it passes through the syscall that ran into it.
 */
export class InstructionFailure extends Fault {
  /** `text`: what the program it passes through is said to have failed with. */
  constructor(
    readonly error: ExecutionError,
    text: string = error.message,
  ) {
    super('SyscallError', text, error.code);
  }
}

/** The failure of an instruction with one of Agave's errors. */
export function failed(name: InstructionErrorName, account?: string): InstructionFailure {
  return new InstructionFailure(instructionError(name, account));
}

/** The failure of an instruction with a number of its program. */
export function failedWith(custom: number): InstructionFailure {
  return new InstructionFailure(customError(custom));
}
