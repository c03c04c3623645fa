// Variations: an instruction as it should be, and all the ways to get one thing of it wrong.
import type { AccountMeta, Address, Instruction } from '@solana/kit';
import { AccountRole, address } from '@solana/kit';
import { isDeepStrictEqual } from 'node:util';
import { payer, type Cluster } from '../cluster.js';
import { testAddress } from '../oracle.js';

/** Somebody who has nothing to do with anything. */
export const stranger: Address = address(testAddress(199));

const signs = (role: AccountRole): boolean => role >= AccountRole.READONLY_SIGNER;
const writes = (role: AccountRole): boolean => role % 2 === 1;

/** The instruction with one mistake: in its accounts, in their rights, or in its data. */
export function variationsOf(instruction: Instruction): Instruction[] {
  const accounts: readonly AccountMeta[] = (instruction.accounts ?? []) as readonly AccountMeta[];
  const data = instruction.data ?? new Uint8Array(0);
  const withAccount = (index: number, changed: Partial<AccountMeta>): Instruction => ({
    ...instruction,
    accounts: accounts.map((account, at) => (at === index ? { ...account, ...changed } : account)),
  });
  const changed = accounts.flatMap(({ address: pubkey, role }, index) => [
    withAccount(index, { address: stranger }),
    ...(signs(role) && pubkey !== payer ? [withAccount(index, { role: role - 2 })] : []),
    ...(writes(role) && pubkey !== payer ? [withAccount(index, { role: role - 1 })] : []),
    ...(index > 0 ? [withAccount(index, { address: accounts[0]!.address })] : []),
  ]);
  const fewer = accounts.map((_, count) => ({ ...instruction, accounts: accounts.slice(0, count) }));
  const sizes = [...new Set([1, data.length - 1])].filter((size) => size > 0 && size < data.length);
  const cut = sizes.map((size) => ({ ...instruction, data: data.slice(0, size) }));
  const longer = { ...instruction, data: Uint8Array.from([...data, 1]) };
  const more = { ...instruction, accounts: [...accounts, { address: stranger, role: AccountRole.READONLY }] };
  return [...changed, ...fewer, ...cut, longer, more];
}

/** Sends the instructions, then puts back what was before. */
export function sendInVain(cluster: Cluster, instructions: readonly Instruction[]): void {
  const named = new Set(
    instructions.flatMap(({ accounts = [] }) => accounts.map((account) => account.address)),
  );
  const before = [payer, ...named].map((pubkey) => cluster.judged(pubkey));
  cluster.send(instructions);
  for (const account of before)
    if (!account.executable && !isDeepStrictEqual(account, cluster.judged(account.pubkey)))
      cluster.put(account);
}

/** Sends the instruction with each mistake in turn, which leaves nothing behind, and at last as it should be. */
export function sendAllWays(cluster: Cluster, instruction: Instruction): void {
  for (const variation of variationsOf(instruction)) sendInVain(cluster, [variation]);
  cluster.send([instruction]);
}
