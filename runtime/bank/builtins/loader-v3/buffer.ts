// Buffer: collects the file of a program, piece by piece.
import { sameBytes } from '../../account.js';
import type { BuiltinContext } from '../../builtin.js';
import { failed } from '../../errors.js';
import type { InstructionData } from '../instruction-data.js';
import { refuse } from './refuse.js';
import { headSizes, readState, writeState } from './state.js';

export function initializeBuffer(context: BuiltinContext): void {
  const { instruction } = context;
  instruction.requireAccounts(2);
  instruction.borrow(0, (buffer) => {
    if (readState(buffer).kind !== 'uninitialized')
      throw refuse(context, 'AccountAlreadyInitialized', 'Buffer account already initialized');
    writeState(buffer, { kind: 'buffer', authority: instruction.key(1) });
  });
}

export function write(context: BuiltinContext, data: InstructionData): void {
  const offset = data.u32();
  const bytes = data.bytes();
  const { instruction } = context;
  instruction.requireAccounts(2);
  instruction.borrow(0, (buffer) => {
    const state = readState(buffer);
    if (state.kind !== 'buffer') throw refuse(context, 'InvalidAccountData', 'Invalid Buffer account');
    if (state.authority === undefined) throw refuse(context, 'Immutable', 'Buffer is immutable');
    if (!sameBytes(state.authority, instruction.key(1)))
      throw refuse(context, 'IncorrectAuthority', 'Incorrect buffer authority provided');
    if (!instruction.use(1).signer)
      throw refuse(context, 'MissingRequiredSignature', 'Buffer authority did not sign');
    if (buffer.dataRefusal !== undefined) throw failed(buffer.dataRefusal);
    const start = headSizes.buffer + offset;
    const end = start + bytes.length;
    if (buffer.data.length < end)
      throw refuse(context, 'AccountDataTooSmall', `Write overflow: ${buffer.data.length} < ${end}`);
    buffer.write(start, bytes);
  });
}
