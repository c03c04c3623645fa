// Write: instructions as a transaction in bytes, with its addresses in the order of their rights.
import { addressBytes } from '../account.js';

/** Addresses are base58. */
export interface WrittenInstruction {
  readonly programId: string;
  readonly accounts: readonly {
    readonly pubkey: string;
    readonly signer: boolean;
    readonly writable: boolean;
  }[];
  readonly data: Uint8Array;
}

interface Rights {
  signer: boolean;
  writable: boolean;
}

/** Each address once with all the rights its mentions give; the payer first. */
function gatherRights(payer: string, instructions: readonly WrittenInstruction[]): Map<string, Rights> {
  const rights = new Map<string, Rights>([[payer, { signer: true, writable: true }]]);
  const note = (pubkey: string, signer: boolean, writable: boolean): void => {
    const known = rights.get(pubkey) ?? { signer: false, writable: false };
    rights.set(pubkey, { signer: known.signer || signer, writable: known.writable || writable });
  };
  for (const { programId, accounts } of instructions) {
    for (const { pubkey, signer, writable } of accounts) note(pubkey, signer, writable);
    note(programId, false, false);
  }
  return rights;
}

/** Seven bits in each byte, low first. Source: solana-short-vec. */
function compactLength(length: number): number[] {
  return length < 0x80 ? [length] : [(length & 0x7f) | 0x80, ...compactLength(length >>> 7)];
}

/**
 * A legacy transaction without its signatures, which are 64 zeros each. At most 256 addresses; data of at most 65535
 * bytes. Source: solana-message, `compile`.
 */
export function writeTransaction(
  payer: string,
  instructions: readonly WrittenInstruction[],
  blockhash: Uint8Array,
): Uint8Array {
  const rights = [...gatherRights(payer, instructions)];
  const having = (signer: boolean, writable: boolean): string[] =>
    rights.filter(([, own]) => own.signer === signer && own.writable === writable).map(([pubkey]) => pubkey);
  const groups = [
    having(true, true),
    having(true, false),
    having(false, true),
    having(false, false),
  ] as const;
  const addresses = groups.flat();
  const indices = new Map(addresses.map((pubkey, index) => [pubkey, index]));
  const signers = groups[0].length + groups[1].length;
  const bytes: number[] = [...compactLength(signers)];
  for (let index = 0; index < signers * 64; index++) bytes.push(0);
  bytes.push(signers, groups[1].length, groups[3].length, ...compactLength(addresses.length));
  for (const pubkey of addresses) bytes.push(...addressBytes(pubkey));
  bytes.push(...blockhash, ...compactLength(instructions.length));
  for (const { programId, accounts, data } of instructions) {
    bytes.push(indices.get(programId)!, ...compactLength(accounts.length));
    for (const { pubkey } of accounts) bytes.push(indices.get(pubkey)!);
    bytes.push(...compactLength(data.length));
    for (const byte of data) bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}
