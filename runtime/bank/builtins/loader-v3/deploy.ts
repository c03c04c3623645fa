// Deploy: makes a program of a buffer.
import { encodeBase58 } from '../../../../grammar/base58.js';
import { addressBytes, sameBytes, systemProgram } from '../../account.js';
import type { BuiltinContext } from '../../builtin.js';
import { findProgramAddress } from '../../program-address.js';
import { minimumBalance } from '../../rent.js';
import { maximumDataLength } from '../../transaction-accounts.js';
import type { InstructionData } from '../instruction-data.js';
import { requireSysvar } from '../sysvar-argument.js';
import { checkBuffer, copyFile, deployFile } from './program-file.js';
import { refuse } from './refuse.js';
import { headSizes, readState, writeState } from './state.js';

const positions = {
  payer: 0,
  programData: 1,
  program: 2,
  buffer: 3,
  rent: 4,
  clock: 5,
  authority: 7,
} as const;

const systemKey = addressBytes(systemProgram);

export function deployWithMaxDataLen(context: BuiltinContext, data: InstructionData): void {
  const maximum = data.u64();
  const { instruction, sysvars } = context;
  instruction.requireAccounts(4);
  requireSysvar(instruction, positions.rent, 'rent');
  requireSysvar(instruction, positions.clock, 'clock');
  instruction.requireAccounts(8);
  const authority = instruction.key(positions.authority);
  const programDataKey = instruction.key(positions.programData);
  const programId = instruction.key(positions.program);
  checkProgram(context);
  const length = instruction.borrow(positions.buffer, (buffer) =>
    checkBuffer(context, buffer, positions.authority),
  );
  if (maximum < BigInt(length))
    throw refuse(context, 'AccountDataTooSmall', 'Max data length is too small to hold Buffer data');
  const size = maximum + BigInt(headSizes.programData);
  if (size > BigInt(maximumDataLength))
    throw refuse(context, 'InvalidArgument', 'Max data length is too large');
  const { address, bump } = findProgramAddress([programId], instruction.programId);
  if (!sameBytes(address, programDataKey))
    throw refuse(context, 'InvalidArgument', 'ProgramData address is not derived');

  instruction.borrow(positions.buffer, (buffer) =>
    instruction.borrow(positions.payer, (payer) => {
      payer.addLamports(buffer.lamports);
      buffer.setLamports(0n);
    }),
  );
  createProgramData(context, Number(size), [programId, Uint8Array.of(bump)]);
  deployFile(context, positions.buffer, programId);

  const { slot } = sysvars.clock;
  instruction.borrow(positions.programData, (programData) => {
    writeState(programData, { kind: 'program-data', slot, authority });
    copyFile(context, positions.buffer, programData);
  });
  instruction.borrow(positions.buffer, (buffer) => buffer.setDataLength(headSizes.buffer));
  instruction.borrow(positions.program, (program) => {
    writeState(program, { kind: 'program', programData: programDataKey });
    program.setExecutable(true, sysvars.rent);
  });
  context.log(`Deployed program ${encodeBase58(programId)}`);
}

function checkProgram(context: BuiltinContext): void {
  context.instruction.borrow(positions.program, (program) => {
    if (readState(program).kind !== 'uninitialized')
      throw refuse(context, 'AccountAlreadyInitialized', 'Program account already initialized');
    if (program.data.length < headSizes.program)
      throw refuse(context, 'AccountDataTooSmall', 'Program account too small');
    if (program.lamports < minimumBalance(context.sysvars.rent, program.data.length))
      throw refuse(context, 'ExecutableAccountNotRentExempt', 'Program account not rent-exempt');
  });
}

/** Has the system program create the account; its address, derived from the seeds, counts as signed. */
function createProgramData(context: BuiltinContext, size: number, seeds: readonly Uint8Array[]): void {
  const { instruction, sysvars } = context;
  const balance = minimumBalance(sysvars.rent, size);
  const data = new Uint8Array(52);
  const view = new DataView(data.buffer);
  view.setBigUint64(4, balance > 1n ? balance : 1n, true);
  view.setBigUint64(12, BigInt(size), true);
  data.set(instruction.programId, 20);
  context.invoke(
    {
      programId: systemKey,
      accounts: [
        { key: instruction.key(positions.payer), signer: true, writable: true },
        { key: instruction.key(positions.programData), signer: true, writable: true },
        // Its lamports have just gone to the payer: named here so that the sum is right.
        { key: instruction.key(positions.buffer), signer: false, writable: true },
      ],
      data,
    },
    [seeds],
  );
}
