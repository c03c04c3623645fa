// Program address: the addresses that seeds give a program, the ones no key pair exists for.
import { sha256 } from '@noble/hashes/sha2.js';
import { isOnCurve } from '../syscalls/edwards.js';

export const maximumSeeds = 16;
export const maximumSeedLength = 32;

/** Hashed behind seeds and program, so that no other hash gives such an address. */
export const programAddressMarker = new TextEncoder().encode('ProgramDerivedAddress');

/**
 * The address of the seeds, or undefined where it would be one that a key pair may have. The caller has checked their
 * number and lengths. Agave: Pubkey::create_program_address.
 */
export function programAddress(seeds: readonly Uint8Array[], programId: Uint8Array): Uint8Array | undefined {
  const hasher = sha256.create();
  for (const seed of seeds) hasher.update(seed);
  const address = hasher.update(programId).update(programAddressMarker).digest();
  return isOnCurve(address) ? undefined : address;
}

/** The address with the greatest bump that is off the curve, and the bump. Agave: Pubkey::find_program_address. */
export function findProgramAddress(
  seeds: readonly Uint8Array[],
  programId: Uint8Array,
): { readonly address: Uint8Array; readonly bump: number } {
  for (let bump = 255; bump > 0; bump--) {
    const address = programAddress([...seeds, Uint8Array.of(bump)], programId);
    if (address !== undefined) return { address, bump };
  }
  throw new RangeError('no bump gives an address off the curve');
}
