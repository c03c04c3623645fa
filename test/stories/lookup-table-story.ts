// The story of a lookup table: made, extended, used by transactions, frozen or given up and closed.
import type { Address, AddressesByLookupTableAddress } from '@solana/kit';
import { address } from '@solana/kit';
import type { Account } from '../../runtime/bank/account.js';
import { absent } from '../../runtime/bank/account.js';
import { carriedPrograms, type Cluster, payer } from '../cluster.js';
import { testAddress } from '../oracle.js';
import { derived, instruction, system, transfer, u32, u64 } from './instructions.js';
import { sendAllWays } from './variations.js';

const at = (seed: number): Address => address(testAddress(seed));
const program = carriedPrograms.lookupTable;
const authority = at(81);

const create = (slot: bigint, table: Address, bump: number) =>
  instruction(
    program,
    [
      [table, 'w'],
      [authority, 's'],
      [payer, 'ws'],
      [system, 'r'],
    ],
    u32(0),
    u64(slot),
    bump,
  );

const freeze = (table: Address) =>
  instruction(
    program,
    [
      [table, 'w'],
      [authority, 's'],
    ],
    u32(1),
  );

const extend = (table: Address, ...addresses: readonly Address[]) =>
  instruction(
    program,
    [
      [table, 'w'],
      [authority, 's'],
      [payer, 'ws'],
      [system, 'r'],
    ],
    u32(2),
    u64(addresses.length),
    ...addresses,
  );

const giveUp = (table: Address) =>
  instruction(
    program,
    [
      [table, 'w'],
      [authority, 's'],
    ],
    u32(3),
  );

const close = (table: Address) =>
  instruction(
    program,
    [
      [table, 'w'],
      [authority, 's'],
      [payer, 'w'],
    ],
    u32(4),
  );

/** The slot hashes sysvar with these slots, the latest first. */
function slotHashes(...slots: readonly bigint[]): Account {
  const data = new Uint8Array(8 + 512 * 40);
  const view = new DataView(data.buffer);
  view.setBigUint64(0, BigInt(slots.length), true);
  slots.forEach((slot, index) => view.setBigUint64(8 + index * 40, slot, true));
  return {
    ...absent('SysvarS1otHashes111111111111111111111111111'),
    lamports: 1n,
    owner: 'Sysvar1111111111111111111111111111111111111',
    data,
  };
}

export function tellLookupTableStory(cluster: Cluster): void {
  const { slot } = cluster.bank;
  const tableAt = (recent: bigint): readonly [Address, number] => derived(program, authority, [recent, 8]);
  const [table, bump] = tableAt(slot);
  cluster.send([create(slot, table, bump)]);
  cluster.send([create(slot, table, bump)]);
  cluster.send([create(slot - 5n, ...tableAt(slot - 5n))]);
  cluster.send([create(slot, table, bump ^ 1)]);
  cluster.send([extend(table)]);
  cluster.send([extend(table, at(91), at(92), at(93))]);
  const tables: AddressesByLookupTableAddress = { [table]: [at(91), at(92), at(93), at(94)] };
  const use = (seed: number) => cluster.send([transfer(payer, at(seed), 5_000_000n)], { tables });
  use(91);
  cluster.warpToSlot(slot + 1n);
  for (const seed of [91, 92, 93, 94]) use(seed);
  cluster.send([extend(table, at(94))]);
  use(94);
  use(93);
  cluster.warpToSlot(slot + 2n);
  use(94);
  cluster.send([transfer(payer, at(91), 1n), transfer(payer, at(93), 1n)], { tables });

  const strange = { ...absent(at(85)), lamports: 10_000_000n, data: new Uint8Array(88) };
  for (const account of [
    absent(at(85)),
    strange,
    { ...strange, owner: program },
    { ...strange, owner: program, data: new Uint8Array(5) },
    { ...strange, owner: program, data: Uint8Array.from({ length: 89 }, (_, index) => Number(index === 0)) },
  ]) {
    cluster.put(account);
    cluster.send([transfer(payer, at(91), 5n)], { tables: { [at(85)]: [at(91)] } });
  }

  cluster.send([close(table)]);
  cluster.send([giveUp(table)]);
  use(91);
  cluster.send([close(table)]);
  cluster.put(slotHashes(slot + 3n, slot + 2n, slot + 1n));
  cluster.warpToSlot(slot + 4n);
  use(92);
  cluster.send([close(table)]);
  cluster.put(slotHashes(slot + 3n));
  use(93);
  cluster.send([close(table)]);
  use(91);

  cluster.put(slotHashes(slot + 5n));
  const [frozen, frozenBump] = tableAt(slot + 5n);
  cluster.warpToSlot(slot + 6n);
  cluster.send([create(slot + 5n, frozen, frozenBump), freeze(frozen)]);
  cluster.send([extend(frozen, at(91)), freeze(frozen)]);
  cluster.send([create(slot + 5n, frozen, frozenBump), extend(frozen, at(91)), freeze(frozen)]);
  cluster.send([extend(frozen, at(92))]);
  cluster.send([giveUp(frozen)]);
}

export function tellLookupMistakes(cluster: Cluster): void {
  cluster.fund(authority, 1_000_000_000n);
  const { slot } = cluster.bank;
  const [table, bump] = derived(program, authority, [slot, 8]);
  sendAllWays(cluster, create(slot, table, bump));
  sendAllWays(cluster, extend(table, at(91), at(92)));
  for (const count of [1, 20, 28]) {
    const more = Array.from({ length: count }, (_, index) => at(100 + index));
    for (let times = 0; times < 10; times++) cluster.send([extend(table, ...more)]);
  }
  sendAllWays(cluster, freeze(table));
  const [second, secondBump] = derived(program, authority, [slot - 1n, 8]);
  cluster.put(slotHashes(slot, slot - 1n));
  cluster.send([create(slot - 1n, second, secondBump)]);
  sendAllWays(cluster, giveUp(second));
  cluster.put(slotHashes(slot + 600n));
  cluster.warpToSlot(slot + 601n);
  sendAllWays(cluster, close(second));
  for (let number = 0; number < 7; number++)
    cluster.send([instruction(program, [[table, 'w']], u32(number))]);
}
