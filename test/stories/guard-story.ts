// Stories of accounts that guard themselves: no transfer without a memo, no token leaves when a program asks for it.
import type { Address } from '@solana/kit';
import { address } from '@solana/kit';
import { type Cluster } from '../cluster.js';
import { testAddress } from '../oracle.js';
import { passedOn } from './caller.js';
import {
  createAccounts,
  createMint,
  extensionType,
  program,
  reallocate,
  signed,
  tag,
  token,
} from './extended-mint.js';
import { instruction, memo } from './instructions.js';
import { sendAllWays } from './variations.js';

const at = (seed: number): Address => address(testAddress(seed));
const [owner, other, delegate, caller] = [at(171), at(172), at(173), at(174)];

function begin(cluster: Cluster, mint: Address): readonly [Address, Address] {
  for (const person of [owner, other, delegate]) cluster.fund(person, 1_000_000_000n);
  createMint(cluster, { mint, authority: owner, sizes: [], before: [] });
  const [mine, theirs] = createAccounts(cluster, mint, owner, other) as [Address, Address];
  cluster.send([token.mintTo(mint, mine, 1000n, owner)]);
  cluster.send([token.mintTo(mint, theirs, 1000n, owner)]);
  return [mine, theirs];
}

export function tellMemoGuard(cluster: Cluster): void {
  const mint = at(175);
  const [mine, theirs] = begin(cluster, mint);
  cluster.send([signed(theirs, other, tag.memoTransfer, 0)]);
  sendAllWays(cluster, reallocate(theirs, other, extensionType.memoTransfer));
  sendAllWays(cluster, signed(theirs, other, tag.memoTransfer, 0));
  const pay = token.transferChecked(mine, theirs, mint, 5n, 2, owner);
  cluster.send([pay]);
  cluster.send([memo('thanks'), pay]);
  cluster.send([pay, memo('too late')]);
  cluster.send([memo('for one'), pay, pay]);
  cluster.send([memo('signed', owner), pay]);
  cluster.send([memo(''), pay]);
  cluster.send([token.transferChecked(theirs, mine, mint, 5n, 2, other)]);
  cluster.send([memo('one level up'), passedOn(cluster, caller, pay)]);
  cluster.send([passedOn(cluster, caller, pay)]);
  sendAllWays(cluster, signed(theirs, other, tag.memoTransfer, 1));
  cluster.send([pay]);
}

export function tellCallGuard(cluster: Cluster): void {
  const mint = at(176);
  const [mine, theirs] = begin(cluster, mint);
  cluster.send([reallocate(mine, owner, extensionType.cpiGuard, extensionType.memoTransfer)]);
  cluster.send([reallocate(mine, owner, extensionType.cpiGuard)]);
  cluster.send([reallocate(mine, owner, 1)]);
  cluster.send([reallocate(mine, owner, 999)]);
  const actions = (): ReturnType<typeof signed>[] => [
    token.transferChecked(mine, theirs, mint, 5n, 2, owner),
    token.transfer(mine, theirs, 5n, owner),
    token.burn(mine, mint, 5n, owner),
    token.approve(mine, delegate, 50n, owner),
    token.transferChecked(mine, theirs, mint, 5n, 2, delegate),
    token.revoke(mine, owner),
    token.setAuthority(mine, 3, other, owner),
    token.setAuthority(mine, 3, undefined, owner),
    token.setAuthority(mine, 2, other, owner),
    token.close(theirs, owner, other),
    signed(mine, owner, tag.cpiGuard, 1),
    signed(mine, owner, tag.cpiGuard, 0),
    instruction(program, [[mint, 'r']], 21),
  ];
  sendAllWays(cluster, signed(mine, owner, tag.cpiGuard, 0));
  for (const action of actions()) cluster.send([passedOn(cluster, caller, action)]);
  for (const action of actions()) cluster.send([action]);
  sendAllWays(cluster, signed(mine, owner, tag.cpiGuard, 1));
  for (const action of actions()) cluster.send([passedOn(cluster, caller, action)]);
}
