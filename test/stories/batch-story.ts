// Stories of transactions that do several things at once: real programs and ours, under budgets, and with one failing.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Address, Instruction } from '@solana/kit';
import { address } from '@solana/kit';
import { carriedPrograms, type Cluster, payer } from '../cluster.js';
import { testAddress } from '../oracle.js';
import { compiled } from '../ways.js';
import type { Part } from './instructions.js';
import {
  associatedAddress,
  computeBudget,
  createAccount,
  createAssociated,
  instruction,
  memo,
  setUnits,
  transfer,
  u32,
  u64,
} from './instructions.js';
import { Token } from './token.js';

const at = (seed: number): Address => address(testAddress(seed));
const [owner, other, mint, vault] = [at(101), at(102), at(103), at(104)];
const [hello, inspector, mover] = [at(105), at(106), at(107)];

const budget = (...data: readonly Part[]): Instruction => instruction(computeBudget, [], ...data);

/** An example as a program. With symbols, because litesvm cannot trace a file without section headers. */
function example(name: string, arch: 'v3' | 'v0'): Uint8Array {
  const path = fileURLToPath(new URL(`../../examples/${name}/main.ovsm`, import.meta.url));
  return compiled({ name, text: readFileSync(path, 'utf8') }, { arch, symbols: true }).elf;
}

const sayHello = instruction(hello, []);
const inspect = (account: Address): Instruction =>
  instruction(inspector, [
    [mint, 'r'],
    [account, 'r'],
  ]);
const moveFromVault = (amount: bigint): Instruction =>
  instruction(
    mover,
    [
      [vault, 'w'],
      [other, 'w'],
    ],
    u64(amount),
  );

export function tellBatches(cluster: Cluster, arch: 'v3' | 'v0'): void {
  const token = new Token(carriedPrograms.token);
  for (const person of [owner, other]) cluster.fund(person, 1_000_000_000n);
  for (const [pubkey, name] of [
    [hello, 'hello'],
    [inspector, 'token-inspector'],
    [mover, 'transfer-lamports'],
  ] as const)
    cluster.addProgram(pubkey, example(name, arch));
  const funds = { pubkey: vault, lamports: 10_000_000n, owner: mover, data: new Uint8Array(0) };
  cluster.put({ ...funds, executable: false });

  const rent = cluster.bank.minimumBalanceForRentExemption(82);
  const [mine, theirs] = [owner, other].map((person) =>
    associatedAddress(person, mint, carriedPrograms.token),
  ) as [Address, Address];
  const all = [
    sayHello,
    createAccount(payer, mint, rent, 82, carriedPrograms.token),
    token.initializeMint2(mint, 6, owner),
    createAssociated(payer, owner, mint, carriedPrograms.token),
    createAssociated(payer, other, mint, carriedPrograms.token),
    token.mintTo(mint, mine, 1_234_567n, owner),
    inspect(mine),
    token.transfer(mine, theirs, 34_567n, owner),
    inspect(mine),
    inspect(theirs),
    memo('all at once', owner),
    moveFromVault(1_000_000n),
  ];
  // Whatever fails, nothing stays; the last of these does everything.
  all.forEach((_, place) =>
    cluster.send([...all.slice(0, place), token.burn(mine, mint, 1n << 60n, owner), ...all.slice(place)]),
  );
  for (const units of [1000, 5000, 20_000, 40_000]) cluster.send([setUnits(units), ...all]);
  cluster.send(all.toReversed());
  cluster.send(all);
  cluster.send(all);

  const pay = token.transfer(mine, theirs, 1n, owner);
  for (const settings of [
    [budget(3, u64(1_000_000))],
    [setUnits(1_400_000), budget(3, u64(1))],
    [setUnits(30_000), budget(3, u64(333_333))],
    [setUnits(2_000_000_000), budget(3, u64(12_345_678))],
    [budget(1, u32(64 * 1024))],
    [budget(1, u32(256 * 1024)), setUnits(30_000)],
    [budget(1, u32(1000))],
    [budget(4, u32(100))],
    [budget(4, u32(2_000_000))],
    [setUnits(0)],
    [setUnits(10_000), setUnits(20_000)],
    [budget(3, u64(1n << 63n))],
    [budget(9)],
    [budget(2)],
  ]) {
    cluster.send([...settings, pay, sayHello, inspect(mine)]);
    cluster.send([pay, ...settings, sayHello, inspect(theirs)]);
    cluster.send([pay, sayHello, inspect(mine), ...settings, token.transfer(mine, theirs, 1n, other)]);
  }
  for (let units = 150; units <= 1800; units += 75) cluster.send([setUnits(units), pay, sayHello]);
  for (let units = 200; units <= 3000; units += 200) cluster.send([setUnits(units), inspect(mine)]);

  cluster.send([inspect(mint), pay]);
  cluster.send([pay, inspect(at(109))]);
  cluster.send([instruction(inspector, [[mint, 'r']]), pay]);
  cluster.send([moveFromVault(1n), moveFromVault(2n), moveFromVault(1n << 50n)]);
  cluster.send([moveFromVault(1n), transfer(other, vault, 1n), moveFromVault(2n)]);
  cluster.send([moveFromVault(9_000_003n)]);
  cluster.send([moveFromVault(8_500_000n)]);
  cluster.send([pay], { version: 'legacy' });
  cluster.send([pay, memo('old form')], { version: 'legacy', payer: owner });
  cluster.send([pay, memo('no signature of mine')], { payer: other });
  cluster.send(Array.from({ length: 64 }, () => sayHello));
  cluster.send(Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? sayHello : pay)));
  cluster.send(Array.from({ length: 20 }, () => inspect(mine)));
  cluster.send([]);
}
