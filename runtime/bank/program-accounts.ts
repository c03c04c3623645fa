// Program accounts: what the accounts of a program of loader v3 hold.
import { encodeBase58 } from '../../grammar/base58.js';
import type { Account } from './account.js';
import { addressBytes } from './account.js';
import { loaderKeys, loaders, programDataHeaderSize } from './loaders.js';
import { findProgramAddress } from './program-address.js';
import { minimumBalance } from './rent.js';
import type { Rent } from './sysvars.js';

/** The account that is called, and the one that holds the file, with nobody to upgrade it. */
export function programAccounts(
  programId: string,
  file: Uint8Array,
  slot: bigint,
  rent: Rent,
): { readonly program: Account; readonly programData: Account } {
  const { address } = findProgramAddress([addressBytes(programId)], loaderKeys.v3);
  const data = new Uint8Array(programDataHeaderSize + file.length);
  const view = new DataView(data.buffer);
  view.setUint32(0, 3, true);
  view.setBigUint64(4, slot, true);
  data.set(file, programDataHeaderSize);
  const state = Uint8Array.from([2, 0, 0, 0, ...address]);
  const kept = (held: Uint8Array) => ({
    owner: loaders.v3,
    data: held,
    lamports: minimumBalance(rent, held.length),
  });
  return {
    program: { pubkey: programId, ...kept(state), executable: true },
    programData: { pubkey: encodeBase58(address), ...kept(data), executable: false },
  };
}
