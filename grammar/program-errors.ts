// Solana's builtin program errors: the code n is returned as r0 = n << 32 (Agave: ProgramError to u64).

export const programErrors = {
  Custom: 1,
  InvalidArgument: 2,
  InvalidInstructionData: 3,
  InvalidAccountData: 4,
  AccountDataTooSmall: 5,
  InsufficientFunds: 6,
  IncorrectProgramId: 7,
  MissingRequiredSignature: 8,
  AccountAlreadyInitialized: 9,
  UninitializedAccount: 10,
  NotEnoughAccountKeys: 11,
  AccountBorrowFailed: 12,
  MaxSeedLengthExceeded: 13,
  InvalidSeeds: 14,
  BorshIoError: 15,
  AccountNotRentExempt: 16,
  UnsupportedSysvar: 17,
  IllegalOwner: 18,
  MaxAccountsDataAllocationsExceeded: 19,
  InvalidRealloc: 20,
  MaxInstructionTraceLengthExceeded: 21,
  BuiltinProgramsMustConsumeComputeUnits: 22,
  InvalidAccountOwner: 23,
  ArithmeticOverflow: 24,
  Immutable: 25,
  IncorrectAuthority: 26,
} as const;

export type ProgramErrorName = keyof typeof programErrors;

/** The r0 that reports the error. */
export function programErrorCode(name: ProgramErrorName): bigint {
  return BigInt(programErrors[name]) << 32n;
}

export function isProgramError(name: string): name is ProgramErrorName {
  return name !== 'Custom' && Object.hasOwn(programErrors, name);
}

/** The r0 that reports an error of the program itself: its number, but for 0, which would report success. */
export function customErrorCode(number: number): bigint {
  return number === 0 ? programErrorCode('Custom') : BigInt(number);
}

/** The first code of errors that a program defines itself. */
export const firstUserError = 6000n;
