// The errors that Anchor's framework gives before a program's own begin, by Anchor's names and numbers.
// https://docs.rs/anchor-lang/latest/anchor_lang/error/enum.ErrorCode.html

export const frameworkErrors = {
  InstructionFallbackNotFound: 101,
  InstructionDidNotDeserialize: 102,
  ConstraintMut: 2000,
  ConstraintHasOne: 2001,
  ConstraintSigner: 2002,
  ConstraintRaw: 2003,
  ConstraintOwner: 2004,
  ConstraintRentExempt: 2005,
  ConstraintSeeds: 2006,
  ConstraintExecutable: 2007,
  ConstraintAssociated: 2009,
  ConstraintAddress: 2012,
  ConstraintTokenMint: 2014,
  ConstraintTokenOwner: 2015,
  ConstraintMintMintAuthority: 2016,
  ConstraintMintFreezeAuthority: 2017,
  ConstraintMintDecimals: 2018,
  ConstraintSpace: 2019,
  ConstraintDuplicateMutableAccount: 2040,
  AccountDiscriminatorMismatch: 3002,
  AccountDidNotDeserialize: 3003,
  AccountDidNotSerialize: 3004,
  AccountNotEnoughKeys: 3005,
  AccountOwnedByWrongProgram: 3007,
  InvalidProgramId: 3008,
  AccountNotSigner: 3010,
  AccountNotSystemOwned: 3011,
  AccountNotAssociatedTokenAccount: 3014,
  AccountSysvarMismatch: 3015,
  AccountReallocExceedsLimit: 3016,
} as const;

export type FrameworkErrorName = keyof typeof frameworkErrors;

export function isFrameworkError(name: string): name is FrameworkErrorName {
  return Object.hasOwn(frameworkErrors, name);
}

/** The r0 that reports the error. */
export function frameworkErrorCode(name: FrameworkErrorName): bigint {
  return BigInt(frameworkErrors[name]);
}
