// Extend: makes room for a larger file in the data of a program.
import { addressBytes, sameBytes, systemProgram } from '../../account.js';
import type { BorrowedAccount } from '../../borrowed-account.js';
import type { BuiltinContext } from '../../builtin.js';
import { minimumBalance } from '../../rent.js';
import { maximumDataLength } from '../../transaction-accounts.js';
import type { InstructionData } from '../instruction-data.js';
import { refuse } from './refuse.js';
import { headSizes, readState, writeState } from './state.js';

/** The system program, not looked at, stands at position 2. */
const positions = { programData: 0, program: 1, payer: 3 } as const;

/** The fewest bytes to add, unless fewer fill the account. SIMD-0431. */
const leastExtension = 10_240;

const systemKey = addressBytes(systemProgram);

export function extendProgram(context: BuiltinContext, data: InstructionData): void {
  const additional = data.u32();
  const { instruction, sysvars } = context;
  if (additional === 0)
    throw refuse(context, 'InvalidInstructionData', 'Additional bytes must be greater than 0');
  const { size, payment, authority, programId } = instruction.borrow(positions.programData, (programData) =>
    checkExtension(context, programData, additional),
  );
  if (payment > 0n) pay(context, payment);
  const { slot } = sysvars.clock;
  instruction.borrow(positions.programData, (programData) => {
    programData.setDataLength(size);
    context.programs.deploy(programId, programData.data.slice(headSizes.programData), context);
    writeState(programData, { kind: 'program-data', slot, authority });
  });
  context.log(`Extended ProgramData account by ${additional} bytes`);
}

interface Extension {
  /** Bytes the account is to have. */
  readonly size: number;
  /** Lamports it lacks to be rent-exempt then. */
  readonly payment: bigint;
  readonly authority: Uint8Array;
  readonly programId: Uint8Array;
}

function checkExtension(
  context: BuiltinContext,
  programData: BorrowedAccount,
  additional: number,
): Extension {
  if (!programData.ownedByProgram)
    throw refuse(context, 'InvalidAccountOwner', 'ProgramData owner is invalid');
  if (!programData.writable) throw refuse(context, 'InvalidArgument', 'ProgramData is not writable');
  const programId = checkProgram(context, programData);
  const { length } = programData.data;
  const size = length + additional;
  checkSize(context, length, additional);
  const state = readState(programData);
  if (state.kind !== 'program-data')
    throw refuse(context, 'InvalidAccountData', 'ProgramData state is invalid');
  if (state.slot === context.sysvars.clock.slot)
    throw refuse(context, 'InvalidArgument', 'Program was extended in this block already');
  if (state.authority === undefined)
    throw refuse(context, 'Immutable', 'Cannot extend ProgramData accounts that are not upgradeable');
  const payment = minimumBalance(context.sysvars.rent, size) - programData.lamports;
  return { size, payment, authority: state.authority, programId };
}

function checkProgram(context: BuiltinContext, programData: BorrowedAccount): Uint8Array {
  return context.instruction.borrow(positions.program, (program) => {
    if (!program.writable) throw refuse(context, 'InvalidArgument', 'Program account is not writable');
    if (!program.ownedByProgram)
      throw refuse(context, 'InvalidAccountOwner', 'Program account not owned by loader');
    const state = readState(program);
    if (state.kind !== 'program') throw refuse(context, 'InvalidAccountData', 'Invalid Program account');
    if (!sameBytes(state.programData, programData.key))
      throw refuse(context, 'InvalidArgument', 'Program account does not match ProgramData account');
    return program.key;
  });
}

function checkSize(context: BuiltinContext, length: number, additional: number): void {
  const size = length + additional;
  if (size > maximumDataLength)
    throw refuse(
      context,
      'InvalidRealloc',
      `Extended ProgramData length of ${size} bytes exceeds max account data length of ` +
        `${maximumDataLength} bytes`,
    );
  const limited = context.has('loader_v3_minimum_extend_program_size');
  if (limited && additional < leastExtension && size !== maximumDataLength)
    throw refuse(
      context,
      'InvalidArgument',
      `ExtendProgram requires a minimum of ${leastExtension} additional bytes or to extend to maximum size, ` +
        `but only ${additional} were requested`,
    );
}

function pay(context: BuiltinContext, payment: bigint): void {
  const { instruction } = context;
  const data = new Uint8Array(12);
  const view = new DataView(data.buffer);
  view.setUint32(0, 2, true);
  view.setBigUint64(4, payment, true);
  context.invoke({
    programId: systemKey,
    accounts: [
      { key: instruction.key(positions.payer), signer: true, writable: true },
      { key: instruction.key(positions.programData), signer: false, writable: true },
    ],
    data,
  });
}
