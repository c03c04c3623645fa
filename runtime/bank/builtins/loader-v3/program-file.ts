// Program file: takes the file out of a buffer whose authority says so.
import { sameBytes } from '../../account.js';
import type { BorrowedAccount } from '../../borrowed-account.js';
import type { BuiltinContext } from '../../builtin.js';
import { refuse } from './refuse.js';
import { headSizes, readState } from './state.js';

/**
 * The length of the file in the buffer, once all that must hold of the buffer does. `authority`: the position of the
 * program's authority, which must be the buffer's and have signed.
 */
export function checkBuffer(context: BuiltinContext, buffer: BorrowedAccount, authority: number): number {
  const { instruction } = context;
  if (!buffer.writable) throw refuse(context, 'InvalidArgument', 'Buffer account not writeable');
  if (!buffer.ownedByProgram)
    throw refuse(context, 'IncorrectProgramId', 'Buffer account not owned by loader');
  const state = readState(buffer);
  if (state.kind !== 'buffer') throw refuse(context, 'InvalidArgument', 'Invalid Buffer account');
  if (state.authority === undefined || !sameBytes(state.authority, instruction.key(authority)))
    throw refuse(context, 'IncorrectAuthority', "Buffer and upgrade authority don't match");
  if (!instruction.use(authority).signer)
    throw refuse(context, 'MissingRequiredSignature', 'Upgrade authority did not sign');
  const length = buffer.data.length - headSizes.buffer;
  if (length <= 0) throw refuse(context, 'InvalidAccountData', 'Buffer account too small');
  return length;
}

/** Has the file in the buffer verified and deployed. */
export function deployFile(context: BuiltinContext, buffer: number, programId: Uint8Array): void {
  context.instruction.borrow(buffer, ({ data }) =>
    context.programs.deploy(programId, data.slice(headSizes.buffer), context),
  );
}

/**
 * Puts the file in the buffer behind the head of the program data. What was there beyond it stays.
 * The program data is in use already; the buffer must not be.
 */
export function copyFile(context: BuiltinContext, buffer: number, programData: BorrowedAccount): void {
  context.instruction.borrow(buffer, ({ data }) =>
    programData.write(headSizes.programData, data.subarray(headSizes.buffer)),
  );
}
