// Cases of programs: instructions with their discriminators and arguments, accounts with theirs.
import { discriminatorOf, snakeCase } from '../grammar/discriminator.js';
import { decodeAddress, encodeBase58 } from '../grammar/base58.js';
import type { InstructionAccount } from '../runtime/bank/account.js';
import { findProgramAddress } from '../runtime/bank/program-address.js';
import type { Case } from './oracle.js';

export const systemProgram = '11111111111111111111111111111111';

/** Numbers as little-endian bytes: `[value, bytes]`; text and bytes as they are. */
export type Part = readonly [value: bigint | number, size: number] | string | Uint8Array;

export function bytesOf(...parts: readonly Part[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => {
      if (typeof part === 'string') return [...new TextEncoder().encode(part)];
      if (part instanceof Uint8Array) return [...part];
      const [value, size] = part;
      return Array.from({ length: size }, (_, at) => Number((BigInt(value) >> BigInt(8 * at)) & 0xffn));
    }),
  );
}

export const key = (address: string): Uint8Array => decodeAddress(address)!;

/** The data of an instruction of that name. */
export function call(name: string, ...args: readonly Part[]): Uint8Array {
  return bytesOf(discriminatorOf('global', snakeCase(name)), ...args);
}

/** The data of an account with a layout of that name. */
export function record(name: string, ...fields: readonly Part[]): Uint8Array {
  return bytesOf(discriminatorOf('account', name), ...fields);
}

export function account(
  pubkey: string,
  more: Partial<Omit<InstructionAccount, 'pubkey'>> = {},
): InstructionAccount {
  return {
    pubkey,
    lamports: 5_000_000n,
    owner: systemProgram,
    data: new Uint8Array(0),
    executable: false,
    signer: false,
    writable: false,
    ...more,
  };
}

/** An address that is nothing but the number it is made of. */
export function addressOf(number: number): string {
  return encodeBase58(Uint8Array.from({ length: 32 }, (_, at) => (at === 0 ? number : at)));
}

export function derived(programId: string, ...seeds: readonly Part[]): { address: string; bump: number } {
  const { address, bump } = findProgramAddress(
    seeds.map((seed) => bytesOf(seed)),
    key(programId),
  );
  return { address: encodeBase58(address), bump };
}

/** The system program as an account. */
export const systemAccount: InstructionAccount = account(systemProgram, {
  lamports: 1n,
  owner: 'NativeLoader1111111111111111111111111111111',
  data: new TextEncoder().encode('solana_system_program'),
  executable: true,
});

/** The case with one account changed. */
export function withAccount(request: Case, index: number, change: Partial<InstructionAccount>): Case {
  const accounts = request.accounts.map((one, at) => (at === index ? { ...one, ...change } : one));
  return { ...request, accounts };
}
