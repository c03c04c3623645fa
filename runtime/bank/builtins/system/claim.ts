// Claim: the address of an account the system program is to work on, and who must sign for it.
import { sha256 } from '@noble/hashes/sha2.js';
import { encodeBase58 } from '../../../../grammar/base58.js';
import { sameBytes } from '../../account.js';
import type { BuiltinContext } from '../../builtin.js';
import { maximumSeedLength, programAddressMarker } from '../../program-address.js';
import { refused } from './errors.js';

/** What an address is derived from, if it is. */
export interface Derivation {
  readonly base: Uint8Array;
  readonly seed: string;
  readonly owner: Uint8Array;
}

/** Agave: system_processor's Address. */
export interface Claim {
  /** Base58. */
  readonly address: string;
  /** Whether the one who may claim it signed: the base of a derived address, else the address itself. */
  readonly signed: boolean;
  /** As Agave writes it to the log. */
  readonly shown: string;
}

const encoder = new TextEncoder();

/**
 * The address of the base, the seed and the owner. Throws SeedTooLong and IllegalSeedOwner.
 * Agave: Pubkey::create_with_seed.
 */
export function derivedAddress({ base, seed, owner }: Derivation): Uint8Array {
  const bytes = encoder.encode(seed);
  if (bytes.length > maximumSeedLength) throw refused('SeedTooLong');
  // An owner that ends like the preimage of a program address could stand for a program's seeds.
  if (sameBytes(owner.subarray(-programAddressMarker.length), programAddressMarker))
    throw refused('IllegalSeedOwner');
  return sha256.create().update(base).update(bytes).update(owner).digest();
}

/** The claim to the account at `position`. Throws AddressWithSeedMismatch where the derivation gives another. */
export function claim(context: BuiltinContext, position: number, derivation?: Derivation): Claim {
  const { instruction } = context;
  const key = instruction.key(position);
  const address = encodeBase58(key);
  if (derivation === undefined)
    return {
      address,
      signed: instruction.isSigner(key),
      shown: `Address { address: ${address}, base: None }`,
    };
  const derived = derivedAddress(derivation);
  if (!sameBytes(key, derived)) {
    context.log(`Create: address ${address} does not match derived address ${encodeBase58(derived)}`);
    throw refused('AddressWithSeedMismatch');
  }
  const base = encodeBase58(derivation.base);
  return {
    address,
    signed: instruction.isSigner(derivation.base),
    shown: `Address { address: ${address}, base: Some(${base}) }`,
  };
}
