// What the errors of a run mean and what to do about them, by Agave's names.
import type { ExecutionError } from '../../../runtime/bank/errors.js';

/** By the name of the fault, else of the error. */
const meanings: Readonly<Record<string, string>> = {
  AccessViolation: 'the address lies in no memory that the program may use this way',
  StackAccessViolation: 'the address lies beside the stack frame',
  CallDepthExceeded: 'functions call each other more than 63 deep; a tail call or a loop needs no depth',
  DivideByZero: 'test the divisor before dividing',
  ExceededMaxInstructions: 'all units are used up: raise `--budget`, or look for a loop that does not end',
  ComputationalBudgetExceeded: 'a syscall costs more than the units left: raise `--budget`',
  ExecutionOverrun: 'the program ran past its last instruction',
  UnsupportedInstruction: 'the program calls something this machine does not have',
  InvalidPointer: 'the syscall may not write there: memory of the accounts is out of bounds for it',
  UnalignedPointer: 'the address must be a multiple of the size of what lies there',
  CopyOverlapping: 'the ranges overlap: use `sol_memmove_`',
  InvalidString: 'the bytes are not UTF-8',
  ReturnDataTooLarge: 'return data holds at most 1024 bytes',
  TooManySlices: 'one call hashes at most 20000 slices',
  Abort: 'the program gave up by calling abort',
  Panic: 'the program gave up by calling panic',
  ReadonlyDataModified: 'make the account writable in the fixture, or leave its data alone',
  ReadonlyLamportChange: 'make the account writable in the fixture, or leave its lamports alone',
  ExternalAccountDataModified:
    'a program may change the data of accounts it owns; compare `owner` with `programId`',
  ExternalAccountLamportSpend: 'a program may spend from accounts it owns; compare `owner` with `programId`',
  UnbalancedInstruction: 'lamports taken from one account must be added to another',
  ModifiedProgramId: 'only the owner of a writable account with zeroed data may give it away',
  InvalidRealloc: 'account data may grow by 10240 bytes in one instruction',
  InsufficientFundsForRent: 'leave the account the rent-exempt minimum, or nothing at all',
  NotEnoughAccountKeys: 'the program reads more accounts than the fixture has',
  InvalidInstructionData:
    'the instruction data is not what the program reads: see `data` in the fixture, or `--data`',
  MissingRequiredSignature: 'make the account a signer in the fixture',
  InvalidArgument: 'the program was given something it does not accept',
  AccountDataTooSmall: 'the data of the account is shorter than the program reads',
  ArithmeticOverflow: 'a checked calculation left the range of its type',
  InvalidError: 'r0 is no error code: use a number below 2^32, or one of the builtin codes',
  AccountNotFound: 'give the payer lamports in `accounts`, or leave `payer` out',
  InsufficientFundsForFee: 'the payer pays 5000 lamports for each signature: give it more',
  InvalidAccountForFee: 'the payer must be an account of the system program without data',
  InvalidProgramForExecution: 'there is no program at that address: name its file in `programs`',
  ProgramAccountNotFound: 'there is no program at that address: name its file in `programs`',
  UnsupportedProgramId: 'there is no program at that address: name its file in `programs`',
  MissingAccount:
    'the accounts of the instruction must name all that an invoked program uses, and that program',
  PrivilegeEscalation: 'an invoked program gets no rights that its caller does not have or sign for by seeds',
  ReentrancyNotAllowed: 'a program may invoke itself, but not another that invokes it',
  CallDepth: 'programs invoke each other at most 5 deep, the instruction of the transaction among them',
  InsufficientFunds: 'the account holds fewer lamports than are asked of it',
  Custom: 'the program ended with an error code of its own',
};

export function meaningOf({ code, fault }: ExecutionError): string {
  const known = (fault === undefined ? undefined : meanings[fault]) ?? meanings[code];
  return known ?? 'the program ended with an error';
}
