// Close: takes all lamports out of an account of the loader; a program whose data is closed runs no more.
import { sameBytes } from '../../account.js';
import type { BorrowedAccount } from '../../borrowed-account.js';
import type { BuiltinContext } from '../../builtin.js';
import { refuse } from './refuse.js';
import { headSizes, readState, writeState } from './state.js';

const positions = { account: 0, recipient: 1, authority: 2, program: 3 } as const;

export function close(context: BuiltinContext): void {
  const { instruction } = context;
  instruction.requireAccounts(2);
  if (instruction.use(positions.account).index === instruction.use(positions.recipient).index)
    throw refuse(context, 'InvalidArgument', 'Recipient is the same as the account being closed');
  const state = instruction.borrow(positions.account, (account) => {
    const found = readState(account);
    account.setDataLength(headSizes.uninitialized);
    if (found.kind === 'uninitialized') {
      empty(context, account);
      context.log(`Closed Uninitialized ${account.pubkey}`);
    }
    return found;
  });
  const { pubkey } = instruction.account(positions.account);
  switch (state.kind) {
    case 'uninitialized':
      return;
    case 'buffer':
      instruction.requireAccounts(3);
      closeOwned(context, state.authority);
      context.log(`Closed Buffer ${pubkey}`);
      return;
    case 'program-data': {
      instruction.requireAccounts(4);
      const programId = closableProgram(context, state.slot);
      closeOwned(context, state.authority);
      context.programs.close(programId);
      context.log(`Closed Program ${instruction.account(positions.program).pubkey}`);
      return;
    }
    case 'program':
      throw refuse(context, 'InvalidArgument', 'Account does not support closing');
  }
}

/** The address of the program that the program data belongs to. */
function closableProgram(context: BuiltinContext, slot: bigint): Uint8Array {
  const { instruction, sysvars } = context;
  return instruction.borrow(positions.program, (program) => {
    if (!program.writable) throw refuse(context, 'InvalidArgument', 'Program account is not writable');
    if (!program.ownedByProgram)
      throw refuse(context, 'IncorrectProgramId', 'Program account not owned by loader');
    if (slot === sysvars.clock.slot)
      throw refuse(context, 'InvalidArgument', 'Program was deployed in this block already');
    const state = readState(program);
    if (state.kind !== 'program') throw refuse(context, 'InvalidArgument', 'Invalid Program account');
    if (!sameBytes(state.programData, instruction.key(positions.account)))
      throw refuse(context, 'InvalidArgument', 'ProgramData account does not match ProgramData account');
    return program.key;
  });
}

function closeOwned(context: BuiltinContext, authority: Uint8Array | undefined): void {
  const { instruction } = context;
  if (authority === undefined) throw refuse(context, 'Immutable', 'Account is immutable');
  if (!sameBytes(authority, instruction.key(positions.authority)))
    throw refuse(context, 'IncorrectAuthority', 'Incorrect authority provided');
  if (!instruction.use(positions.authority).signer)
    throw refuse(context, 'MissingRequiredSignature', 'Authority did not sign');
  instruction.borrow(positions.account, (account) => {
    empty(context, account);
    writeState(account, { kind: 'uninitialized' });
  });
}

/** Moves all lamports of the account, which is in use already, to the recipient. */
function empty({ instruction }: BuiltinContext, account: BorrowedAccount): void {
  instruction.borrow(positions.recipient, (recipient) => {
    recipient.addLamports(account.lamports);
    account.setLamports(0n);
  });
}
