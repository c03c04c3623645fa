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

/** An account while an instruction runs, its addresses as bytes. Mutable: read-back writes here. */
export interface LoadedAccount {
  readonly pubkey: string;
  readonly key: Uint8Array;
  lamports: bigint;
  owner: Uint8Array;
  data: Uint8Array;
  readonly executable: boolean;
  readonly signer: boolean;
  readonly writable: boolean;
}

export const systemProgram = '11111111111111111111111111111111';

/** What stands for an account that has no lamports: the runtime forgets all else about it. */
export function absent(pubkey: string): Account {
  return { pubkey, lamports: 0n, owner: systemProgram, data: new Uint8Array(0), executable: false };
}

export function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}

/** The 32 bytes of an address the caller has already checked. */
export function addressBytes(text: string): Uint8Array {
  const bytes = decodeAddress(text);
  if (bytes === undefined) throw new RangeError(`not an address: ${text}`);
  return bytes;
}
