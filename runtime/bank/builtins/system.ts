// The system program: creates accounts, moves lamports, keeps nonces.
import { systemProgram } from '../account.js';
import type { Builtin, BuiltinContext } from '../builtin.js';
import { failed } from '../errors.js';
import { InstructionData } from './instruction-data.js';
import {
  allocate,
  allocateWithSeed,
  assign,
  assignWithSeed,
  createAccount,
  createAccountAllowPrefund,
  createAccountWithSeed,
} from './system/accounts.js';
import {
  advanceNonceAccount,
  authorizeNonceAccount,
  initializeNonceAccount,
  upgradeNonceAccount,
  withdrawNonceAccount,
} from './system/nonce.js';
import { transferInstruction, transferWithSeed } from './system/transfer.js';

/** By number. Each reads the rest of its data before it looks at its accounts. Agave: SystemInstruction. */
const instructions: readonly ((context: BuiltinContext, data: InstructionData) => void)[] = [
  createAccount,
  assign,
  transferInstruction,
  createAccountWithSeed,
  advanceNonceAccount,
  withdrawNonceAccount,
  initializeNonceAccount,
  authorizeNonceAccount,
  allocate,
  allocateWithSeed,
  assignWithSeed,
  transferWithSeed,
  upgradeNonceAccount,
  createAccountAllowPrefund,
];

export const system: Builtin = {
  id: systemProgram,
  name: 'solana_system_program',
  units: 150,
  specification: 'Agave: system_processor',
  run(context) {
    const data = new InstructionData(context.instruction.data);
    const instruction = instructions[data.u32()];
    if (instruction === undefined) throw failed('InvalidInstructionData');
    instruction(context, data);
  },
};
