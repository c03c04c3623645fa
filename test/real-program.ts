// Real programs: those that litesvm carries, for requests that invoke them.
import { encodeBase58 } from '../grammar/base58.js';
import type { Account } from '../runtime/bank/account.js';
import type { Case } from './oracle.js';
import { presetAccount } from './oracle.js';

/** Bytes before the ELF in a program data account of loader v3, and before its address in a program account. */
const programDataHeader = 45;
const programHeader = 4;

const immutableLoader = 'BPFLoader2111111111111111111111111111111111';
const upgradeableLoader = 'BPFLoaderUpgradeab1e11111111111111111111111';

const files = new Map<string, Uint8Array>();

/** The ELF file of a program of litesvm, the same object each time. */
export function programFile(programId: string): Uint8Array {
  const known = files.get(programId);
  if (known !== undefined) return known;
  const file = readProgramFile(presetAccount(programId));
  files.set(programId, file);
  return file;
}

function readProgramFile({ owner, data }: Account): Uint8Array {
  if (owner === immutableLoader) return data;
  const address = encodeBase58(data.slice(programHeader, programHeader + 32));
  return presetAccount(address).data.slice(programDataHeader);
}

/** The request with the programs among its accounts as litesvm has them. */
export function withRealPrograms(request: Case): Case {
  const programs = new Map<string, Uint8Array>();
  const accounts = request.accounts.map((account) => {
    const { pubkey, signer, writable } = account;
    const held = presetAccount(pubkey);
    if (!held.executable) return account;
    if (held.owner === upgradeableLoader) programs.set(pubkey, programFile(pubkey));
    return { ...held, signer, writable };
  });
  return { ...request, accounts, programs };
}
