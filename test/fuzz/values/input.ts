// Input: the instruction data and the account that programs over aggregates and functions meet.
import type { Chance } from '../chance.js';
import type { World } from '../world.js';
import { fullBudget, keyOf, programId } from '../world.js';

/** Programs read at fixed offsets below this. */
export const inputBytes = 64;
export const accountBytes = 48;

/** Half of the bytes are small, so that they do for lengths and positions. */
const bytes = (chance: Chance, length: number): Uint8Array =>
  Uint8Array.from({ length }, () => (chance.once(2) ? chance.below(6) : chance.below(256)));

/** One account that the program owns. */
export function inputWorld(chance: Chance): World {
  const account = {
    pubkey: keyOf(20),
    lamports: 2_000_000n,
    owner: programId,
    data: bytes(chance, accountBytes),
    executable: false,
    signer: false,
    writable: true,
  };
  return {
    programId,
    accounts: [account],
    data: bytes(chance, inputBytes),
    budget: fullBudget,
    slot: 1000n,
    unixTimestamp: 0n,
  };
}
