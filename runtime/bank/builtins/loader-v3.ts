// Loader v3: deploys programs, lets their authorities replace them, extend them and close them.
import type { Builtin, BuiltinContext } from '../builtin.js';
import { failed } from '../errors.js';
import { loaders } from '../loaders.js';
import { InstructionData } from './instruction-data.js';
import { setAuthority, setAuthorityChecked } from './loader-v3/authority.js';
import { initializeBuffer, write } from './loader-v3/buffer.js';
import { close } from './loader-v3/close.js';
import { deployWithMaxDataLen } from './loader-v3/deploy.js';
import { extendProgram } from './loader-v3/extend.js';
import { upgrade } from './loader-v3/upgrade.js';

/** By number. Agave: UpgradeableLoaderInstruction. */
const instructions: readonly ((context: BuiltinContext, data: InstructionData) => void)[] = [
  initializeBuffer,
  write,
  deployWithMaxDataLen,
  upgrade,
  setAuthority,
  close,
  extendProgram,
  setAuthorityChecked,
];

export const loaderV3: Builtin = {
  id: loaders.v3,
  name: 'solana_bpf_loader_upgradeable_program',
  units: 2370,
  specification: 'Agave: process_loader_upgradeable_instruction',
  run(context) {
    const data = new InstructionData(context.instruction.data);
    const instruction = instructions[data.u32()];
    if (instruction === undefined) throw failed('InvalidInstructionData');
    instruction(context, data);
  },
};
