// Accounts: what a program is given and what is left afterwards.
import { decodeAddress } from '../../grammar/base58.js';

/** `pubkey` and `owner` are base58 of 32 bytes. An account without lamports does not exist: see `absent`. */
export interface Account {
  readonly pubkey: string;
  readonly lamports: bigint;
  readonly owner: string;
  readonly data: Uint8Array;
  readonly executable: boolean;
}

/** An account as an instruction names it. */
export interface InstructionAccount extends Account {
  readonly signer: boolean;
  readonly writable: boolean;
}

export const systemProgram = '11111111111111111111111111111111';

/** What stands for an account that has no lamports: the runtime forgets all else about it. */
export function absent(pubkey: string): Account {
  return { pubkey, lamports: 0n, owner: systemProgram, data: new Uint8Array(0), executable: false };
}

export function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left === right) return true;
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index++) if (left[index] !== right[index]) return false;
  return true;
}

/** The 32 bytes of an address the caller has already checked. */
export function addressBytes(text: string): Uint8Array {
  const bytes = decodeAddress(text);
  if (bytes === undefined) throw new RangeError(`not an address: ${text}`);
  return bytes;
}
