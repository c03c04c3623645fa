// Upgrade: replaces the file of a program by that of a buffer.
import { encodeBase58 } from '../../../../grammar/base58.js';
import { sameBytes } from '../../account.js';
import type { BorrowedAccount } from '../../borrowed-account.js';
import type { BuiltinContext } from '../../builtin.js';
import { minimumBalance } from '../../rent.js';
import { requireSysvar } from '../sysvar-argument.js';
import { checkBuffer, copyFile, deployFile } from './program-file.js';
import { refuse } from './refuse.js';
import { headSizes, readState, writeState } from './state.js';

const positions = {
  programData: 0,
  program: 1,
  buffer: 2,
  spill: 3,
  rent: 4,
  clock: 5,
  authority: 6,
} as const;

export function upgrade(context: BuiltinContext): void {
  const { instruction, sysvars } = context;
  instruction.requireAccounts(3);
  requireSysvar(instruction, positions.rent, 'rent');
  requireSysvar(instruction, positions.clock, 'clock');
  instruction.requireAccounts(7);
  const authority = instruction.key(positions.authority);
  const programId = instruction.key(positions.program);
  checkProgram(context);
  const { length, lamports } = instruction.borrow(positions.buffer, (buffer) => ({
    length: checkBuffer(context, buffer, positions.authority),
    lamports: buffer.lamports,
  }));
  const needed = instruction.borrow(positions.programData, (programData) => {
    const least = minimumBalance(sysvars.rent, programData.data.length);
    const balance = least > 1n ? least : 1n;
    checkProgramData(context, programData, length, lamports, balance);
    return balance;
  });
  deployFile(context, positions.buffer, programId);

  instruction.borrow(positions.programData, (programData) => {
    writeState(programData, { kind: 'program-data', slot: sysvars.clock.slot, authority });
    copyFile(context, positions.buffer, programData);
    const end = headSizes.programData + length;
    programData.write(end, new Uint8Array(programData.data.length - end));
    instruction.borrow(positions.buffer, (buffer) =>
      instruction.borrow(positions.spill, (spill) => {
        spill.addLamports(programData.lamports + lamports - needed);
        buffer.setLamports(0n);
        programData.setLamports(needed);
        buffer.setDataLength(headSizes.buffer);
      }),
    );
  });
  context.log(`Upgraded program ${encodeBase58(programId)}`);
}

function checkProgram(context: BuiltinContext): void {
  const { instruction } = context;
  instruction.borrow(positions.program, (program) => {
    if (!program.writable) throw refuse(context, 'InvalidArgument', 'Program account not writeable');
    if (!program.ownedByProgram)
      throw refuse(context, 'IncorrectProgramId', 'Program account not owned by loader');
    const state = readState(program);
    if (state.kind !== 'program') throw refuse(context, 'InvalidAccountData', 'Invalid Program account');
    if (!sameBytes(state.programData, instruction.key(positions.programData)))
      throw refuse(context, 'InvalidArgument', 'Program and ProgramData account mismatch');
  });
}

function checkProgramData(
  context: BuiltinContext,
  programData: BorrowedAccount,
  length: number,
  lamports: bigint,
  needed: bigint,
): void {
  const { instruction, sysvars } = context;
  if (programData.data.length < headSizes.programData + length)
    throw refuse(context, 'AccountDataTooSmall', 'ProgramData account not large enough');
  if (programData.lamports + lamports < needed)
    throw refuse(context, 'InsufficientFunds', 'Buffer account balance too low to fund upgrade');
  const state = readState(programData);
  if (state.kind !== 'program-data')
    throw refuse(context, 'InvalidAccountData', 'Invalid ProgramData account');
  if (state.slot === sysvars.clock.slot)
    throw refuse(context, 'InvalidArgument', 'Program was deployed in this block already');
  if (state.authority === undefined) throw refuse(context, 'Immutable', 'Program not upgradeable');
  if (!sameBytes(state.authority, instruction.key(positions.authority)))
    throw refuse(context, 'IncorrectAuthority', 'Incorrect upgrade authority provided');
  if (!instruction.use(positions.authority).signer)
    throw refuse(context, 'MissingRequiredSignature', 'Upgrade authority did not sign');
}
