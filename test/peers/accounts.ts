// Accounts of the peers' fixtures: addresses from names, accounts with what they hold.
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { address, type Address } from '@solana/kit';
import { encodeBase58 } from '../../grammar/base58.js';
import type { InstructionAccount } from '../../runtime/bank/account.js';
import { presetAccount } from '../oracle.js';
import { system } from '../stories/instructions.js';

/** The address of an ed25519 seed. */
export function addressOfSeed(seed: Uint8Array): Address {
  return address(encodeBase58(ed25519.getPublicKey(seed)));
}

/** The address that Anchor's benchmark gives a name: its seed mixes the bytes of the name, modulo 256. */
export function named(name: string): Address {
  const seed = new Uint8Array(32);
  new TextEncoder().encode(name).forEach((byte, index) => {
    const place = index % 32;
    seed[place] = seed[place]! * 31 + byte + index;
  });
  return addressOfSeed(seed);
}

/** The 8 bytes that Anchor puts before the fields of an account of a type. */
export function discriminatorOf(type: string): Uint8Array {
  return sha256(new TextEncoder().encode(`account:${type}`)).slice(0, 8);
}

export const oneSol = 1_000_000_000n;

type Rights = 'r' | 'w' | 's' | 'ws';

/** An account as the instruction names it; without more it belongs to the system program and holds no data. */
export function account(
  pubkey: Address,
  rights: Rights,
  lamports: bigint,
  parts: { readonly owner?: Address; readonly data?: Uint8Array } = {},
): InstructionAccount {
  const { owner = system, data = new Uint8Array(0) } = parts;
  const signer = rights.includes('s');
  return { pubkey, lamports, owner, data, executable: false, signer, writable: rights.includes('w') };
}

/** An account of the cluster itself, such as the system program, as it is there. */
export function preset(pubkey: Address): InstructionAccount {
  return { ...presetAccount(pubkey), signer: false, writable: false };
}
