// Builtin case: instructions for builtin programs, run by litesvm and by our bank; both answers must be equal.
import { isDeepStrictEqual } from 'node:util';
import type { AccountRole } from '@solana/kit';
import { address } from '@solana/kit';
import type { Account } from '../../runtime/bank/account.js';
import { addressBytes, systemProgram } from '../../runtime/bank/account.js';
import { loaders } from '../../runtime/bank/loaders.js';
import { precompileIds } from '../../runtime/bank/precompile.js';
import type { TransactionOutcome } from '../../runtime/bank/transaction/outcome.js';
import { Cluster } from '../cluster.js';

export interface Meta {
  readonly pubkey: string;
  readonly signer?: boolean;
  readonly writable?: boolean;
}

export interface CaseInstruction {
  readonly program: string;
  readonly accounts: readonly Meta[];
  readonly data: Uint8Array;
}

export interface BuiltinCase {
  /** Those that exist beforehand. */
  readonly accounts: readonly Account[];
  readonly instructions: readonly CaseInstruction[];
  /** Units for the instructions. */
  readonly budget?: number;
}

const computeBudget = 'ComputeBudget111111111111111111111111111111';

/** What setting the limit of units costs itself. */
const limitCost = 150;

export const instructionOf = ({ program, accounts, data }: CaseInstruction) => ({
  programAddress: address(program),
  accounts: accounts.map(({ pubkey, signer = false, writable = false }) => ({
    address: address(pubkey),
    role: ((signer ? 2 : 0) + (writable ? 1 : 0)) as AccountRole,
  })),
  data,
});

/** Sends the instructions to both as one transaction, asserts that they agree, and gives the outcome. */
export function send(cluster: Cluster, instructions: readonly CaseInstruction[]): TransactionOutcome {
  return cluster.send(instructions.map(instructionOf));
}

/** Programs that leave nothing behind but accounts. */
const forgetful = new Set<string>([systemProgram, ...Object.values(precompileIds)]);

/** The instructions of loader v3 that leave a program behind, or take one away. */
const lasting: readonly (number | undefined)[] = [2, 3, 5, 6];

const isForgetful = ({ program, data }: CaseInstruction): boolean =>
  forgetful.has(program) || (program === loaders.v3 && !lasting.includes(data[0]));

/** A cluster costs more than ten milliseconds. */
let shared: Cluster | undefined;

function clusterFor({ instructions }: BuiltinCase): Cluster {
  if (!instructions.every(isForgetful)) return new Cluster();
  return (shared ??= new Cluster());
}

/** Puts back what the accounts of a case were. */
function restore(cluster: Cluster, accounts: readonly Account[]): void {
  for (const account of accounts)
    if (!isDeepStrictEqual(account, cluster.judged(account.pubkey))) cluster.put(account);
}

/** Does something with two clusters that have the accounts of the case, and puts back what was there. */
export function stage<Result>(given: BuiltinCase, play: (cluster: Cluster) => Result): Result {
  const { accounts, instructions } = given;
  const cluster = clusterFor(given);
  const named = [...accounts, ...instructions.flatMap((instruction) => instruction.accounts)];
  const before = [...new Set(named.map(({ pubkey }) => pubkey))].map((pubkey) => cluster.judged(pubkey));
  for (const account of accounts) cluster.put(account);
  try {
    return play(cluster);
  } finally {
    restore(cluster, before);
  }
}

/** Runs the case on both sides. */
export function agree(given: BuiltinCase): TransactionOutcome {
  const { instructions, budget } = given;
  const limit =
    budget === undefined
      ? []
      : [{ program: computeBudget, accounts: [], data: bytes([2], u32(budget + limitCost)) }];
  return stage(given, (cluster) => send(cluster, [...limit, ...instructions]));
}

/** An account that exists. */
export function held(
  pubkey: string,
  lamports: bigint,
  data: Uint8Array = new Uint8Array(0),
  owner: string = systemProgram,
): Account {
  return { pubkey, lamports, owner, data, executable: false };
}

/** Bytes of instruction data, one part after the other. */
export function bytes(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const little = (size: number, value: bigint): Uint8Array =>
  Uint8Array.from({ length: size }, (_, index) => Number((value >> BigInt(8 * index)) & 255n));

export const u16 = (value: number): Uint8Array => little(2, BigInt(value));
export const u32 = (value: number): Uint8Array => little(4, BigInt(value));
export const u64 = (value: bigint | number): Uint8Array => little(8, BigInt(value));
export const key = addressBytes;
/** A text, or bytes, with their length before. */
export const text = (value: string | Uint8Array): Uint8Array => {
  const content = typeof value === 'string' ? new TextEncoder().encode(value) : value;
  return bytes(u64(content.length), content);
};

export const signer = (pubkey: string): Meta => ({ pubkey, signer: true });
export const writer = (pubkey: string): Meta => ({ pubkey, writable: true });
export const both = (pubkey: string): Meta => ({ pubkey, signer: true, writable: true });
export const reader = (pubkey: string): Meta => ({ pubkey });
