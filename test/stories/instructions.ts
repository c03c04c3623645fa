// Instructions of Solana's own programs, by the layouts their interfaces lay down.
import type { Address, Instruction } from '@solana/kit';
import { AccountRole, address, getAddressEncoder } from '@solana/kit';
import { encodeBase58 } from '../../grammar/base58.js';
import { addressBytes } from '../../runtime/bank/account.js';
import { findProgramAddress } from '../../runtime/bank/program-address.js';
import { carriedPrograms } from '../cluster.js';

export const system = address('11111111111111111111111111111111');
export const computeBudget = address('ComputeBudget111111111111111111111111111111');
export const rentSysvar = address('SysvarRent111111111111111111111111111111111');

/** A part of instruction data: a byte, a number with its size, or bytes. */
export type Part = number | readonly [bigint | number, 1 | 2 | 4 | 8] | Uint8Array | Address;

export function encode(...parts: readonly Part[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => {
      if (typeof part === 'number') return [part];
      if (typeof part === 'string') return [...getAddressEncoder().encode(part)];
      if (part instanceof Uint8Array) return [...part];
      const bytes = new Uint8Array(8);
      new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, BigInt(part[0])), true);
      return [...bytes.subarray(0, part[1])];
    }),
  );
}

export const u64 = (value: bigint | number) => [value, 8] as const;
export const u32 = (value: bigint | number) => [value, 4] as const;
export const u16 = (value: bigint | number) => [value, 2] as const;

/** How an instruction names an account: `w` writable, `s` signer. */
export type Named = readonly [Address, 'r' | 'w' | 's' | 'ws'];

const roles = {
  r: AccountRole.READONLY,
  w: AccountRole.WRITABLE,
  s: AccountRole.READONLY_SIGNER,
  ws: AccountRole.WRITABLE_SIGNER,
} as const;

export function instruction(
  programAddress: Address,
  accounts: readonly Named[],
  ...data: readonly Part[]
): Instruction {
  return {
    programAddress,
    accounts: accounts.map(([at, role]) => ({ address: at, role: roles[role] })),
    data: encode(...data),
  };
}

/** The address of the seeds, and its bump. */
export function derived(programId: Address, ...seeds: readonly Part[]): readonly [Address, number] {
  const found = findProgramAddress(
    seeds.map((seed) => encode(seed)),
    addressBytes(programId),
  );
  return [address(encodeBase58(found.address)), found.bump];
}

export const setUnits = (units: number): Instruction => instruction(computeBudget, [], 2, u32(units));

export const transfer = (from: Address, to: Address, lamports: bigint): Instruction =>
  instruction(
    system,
    [
      [from, 'ws'],
      [to, 'w'],
    ],
    u32(2),
    u64(lamports),
  );

export const createAccount = (
  from: Address,
  to: Address,
  lamports: bigint,
  space: number,
  owner: Address,
): Instruction =>
  instruction(
    system,
    [
      [from, 'ws'],
      [to, 'ws'],
    ],
    u32(0),
    u64(lamports),
    u64(space),
    owner,
  );

export const memo = (text: string | Uint8Array, ...signers: readonly Address[]): Instruction =>
  instruction(
    carriedPrograms.memo,
    signers.map((signer) => [signer, 's'] as const),
    typeof text === 'string' ? new TextEncoder().encode(text) : text,
  );

export const associatedAddress = (owner: Address, mint: Address, token: Address): Address =>
  derived(carriedPrograms.associatedToken, owner, token, mint)[0];

/** Create, or with `idempotent` create where there is none yet. */
export const createAssociated = (
  funder: Address,
  owner: Address,
  mint: Address,
  token: Address,
  idempotent = false,
): Instruction =>
  instruction(
    carriedPrograms.associatedToken,
    [
      [funder, 'ws'],
      [associatedAddress(owner, mint, token), 'w'],
      [owner, 'r'],
      [mint, 'r'],
      [system, 'r'],
      [token, 'r'],
    ],
    idempotent ? 1 : 0,
  );
