// Stories of mints that restrict what happens to their tokens: frozen at birth, delegated for ever, bound, paused.
import type { Address } from '@solana/kit';
import { address } from '@solana/kit';
import { type Cluster } from '../cluster.js';
import { testAddress } from '../oracle.js';
import { createAccounts, createMint, program, signed, tag, token, unsigned } from './extended-mint.js';
import { instruction, u64 } from './instructions.js';
import { setTime } from './time.js';
import { sendAllWays } from './variations.js';

const at = (seed: number): Address => address(testAddress(seed));
const [owner, other, freezer, delegate] = [at(141), at(142), at(143), at(144)];

const fund = (cluster: Cluster): void => {
  for (const person of [owner, other, freezer, delegate]) cluster.fund(person, 1_000_000_000n);
};

export function tellPermanentDelegate(cluster: Cluster): void {
  fund(cluster);
  const mint = at(145);
  createMint(cluster, {
    mint,
    authority: owner,
    sizes: [32],
    before: [unsigned(mint, tag.permanentDelegate, delegate)],
  });
  const [mine, theirs] = createAccounts(cluster, mint, owner, other) as [Address, Address];
  cluster.send([token.mintTo(mint, mine, 1000n, owner)]);
  sendAllWays(cluster, token.transferChecked(mine, theirs, mint, 100n, 2, delegate));
  cluster.send([token.transfer(mine, theirs, 100n, delegate)]);
  sendAllWays(cluster, token.burn(mine, mint, 50n, delegate));
  cluster.send([token.approve(mine, other, 10n, delegate)]);
  cluster.send([token.approve(mine, other, 10n, owner), token.burn(mine, mint, 11n, other)]);
  cluster.send([token.close(mine, delegate, delegate)]);
  sendAllWays(cluster, token.setAuthority(mint, 8, other, delegate));
  cluster.send([token.burn(mine, mint, 1n, delegate)]);
  cluster.send([token.burn(mine, mint, 1n, other)]);
  cluster.send([token.setAuthority(mint, 8, undefined, other)]);
  cluster.send([token.burn(mine, mint, 1n, other)]);
}

export function tellNonTransferable(cluster: Cluster): void {
  fund(cluster);
  const mint = at(146);
  createMint(cluster, {
    mint,
    authority: owner,
    sizes: [0],
    before: [unsigned(mint, tag.nonTransferable)],
  });
  const [mine, theirs] = createAccounts(cluster, mint, owner, other) as [Address, Address];
  sendAllWays(cluster, token.mintTo(mint, mine, 1000n, owner));
  cluster.send([token.transfer(mine, theirs, 1n, owner)]);
  cluster.send([token.transferChecked(mine, theirs, mint, 1n, 2, owner)]);
  cluster.send([token.transferChecked(mine, mine, mint, 1n, 2, owner)]);
  cluster.send([token.setAuthority(mine, 2, other, owner)]);
  cluster.send([token.burn(mine, mint, 400n, owner)]);
  cluster.send([token.close(mine, owner, owner)]);
  cluster.send([token.burn(mine, mint, 600n, owner), token.close(mine, owner, owner)]);
}

export function tellDefaultState(cluster: Cluster): void {
  fund(cluster);
  const mint = at(147);
  const shape = { mint, authority: owner, sizes: [1] };
  for (const state of [0, 3, 2])
    createMint(cluster, { ...shape, before: [unsigned(mint, tag.defaultState, 0, state)] });
  createMint(cluster, { ...shape, freezer, before: [unsigned(mint, tag.defaultState, 0, 2)] });
  const [mine] = createAccounts(cluster, mint, owner) as [Address];
  cluster.send([token.mintTo(mint, mine, 1000n, owner)]);
  sendAllWays(cluster, token.thaw(mine, mint, freezer));
  cluster.send([token.mintTo(mint, mine, 1000n, owner)]);
  sendAllWays(cluster, signed(mint, freezer, tag.defaultState, 1, 1));
  const [theirs] = createAccounts(cluster, mint, other) as [Address];
  cluster.send([token.transferChecked(mine, theirs, mint, 5n, 2, owner)]);
  cluster.send([signed(mint, freezer, tag.defaultState, 1, 0)]);
  cluster.send([
    token.freeze(theirs, mint, freezer),
    token.transferChecked(theirs, mine, mint, 5n, 2, other),
  ]);
}

export function tellCloseAuthority(cluster: Cluster): void {
  fund(cluster);
  const mint = at(148);
  for (const authority of [[0], [1, other]] as const)
    createMint(cluster, {
      mint,
      authority: owner,
      sizes: [32],
      before: [unsigned(mint, tag.closeAuthority, ...authority)],
    });
  cluster.send([token.close(mint, owner, owner)]);
  cluster.send([token.setAuthority(mint, 6, other, owner)]);
  const closable = at(149);
  createMint(cluster, {
    mint: closable,
    authority: owner,
    sizes: [32],
    before: [unsigned(closable, tag.closeAuthority, 1, other)],
  });
  const [mine] = createAccounts(cluster, closable, owner) as [Address];
  cluster.send([token.mintTo(closable, mine, 5n, owner)]);
  cluster.send([token.close(closable, other, other)]);
  cluster.send([token.burn(mine, closable, 5n, owner)]);
  sendAllWays(cluster, token.setAuthority(closable, 6, delegate, other));
  sendAllWays(cluster, token.close(closable, other, delegate));
  cluster.send([token.mintTo(closable, mine, 5n, owner)]);
  createMint(cluster, { mint: closable, authority: owner, sizes: [], before: [] });
  cluster.send([token.mintTo(closable, mine, 5n, owner)]);
}

export function tellPause(cluster: Cluster): void {
  fund(cluster);
  const mint = at(151);
  createMint(cluster, {
    mint,
    authority: owner,
    sizes: [33],
    before: [unsigned(mint, tag.pausable, 0, other)],
  });
  const [mine, theirs] = createAccounts(cluster, mint, owner, delegate) as [Address, Address];
  cluster.send([token.mintTo(mint, mine, 500n, owner)]);
  sendAllWays(cluster, signed(mint, other, tag.pausable, 1));
  cluster.send([signed(mint, other, tag.pausable, 1)]);
  cluster.send([token.mintTo(mint, mine, 500n, owner)]);
  cluster.send([token.burn(mine, mint, 5n, owner)]);
  cluster.send([token.transferChecked(mine, theirs, mint, 5n, 2, owner)]);
  cluster.send([token.approve(mine, other, 5n, owner)]);
  sendAllWays(cluster, signed(mint, other, tag.pausable, 2));
  cluster.send([token.transferChecked(mine, theirs, mint, 5n, 2, owner)]);
  sendAllWays(cluster, token.setAuthority(mint, 16, undefined, other));
  cluster.send([signed(mint, other, tag.pausable, 1)]);
}

const f64 = (value: number): Uint8Array => new Uint8Array(new Float64Array([value]).buffer);
const shownTexts = ['1', '12.34', '0.001', '99999999999999999999', 'nan', 'inf', '-5', '1e5'];

/** Amounts that are not shown as they are: with interest since a time, and scaled from a time on. */
export function tellShownAmounts(cluster: Cluster): void {
  fund(cluster);
  const [bearing, scaled] = [at(152), at(153)];
  createMint(cluster, {
    mint: bearing,
    authority: owner,
    sizes: [52],
    before: [unsigned(bearing, tag.interestBearing, 0, owner, 244, 1)],
  });
  for (const factor of [0, -1, NaN, Infinity, 5e-324, 1.5])
    createMint(cluster, {
      mint: scaled,
      authority: owner,
      sizes: [56],
      before: [unsigned(scaled, tag.scaledAmount, 0, owner, f64(factor))],
    });
  const show = (): void => {
    for (const mint of [bearing, scaled]) {
      for (const amount of [0n, 1n, 12_345n, 1n << 63n]) cluster.send([token.amountToUi(mint, amount)]);
      for (const text of shownTexts)
        cluster.send([instruction(program, [[mint, 'r']], 24, new TextEncoder().encode(text))]);
    }
  };
  show();
  setTime(cluster, { unixTimestamp: 40_000_000n });
  sendAllWays(cluster, signed(bearing, owner, tag.interestBearing, 1, 24, 252));
  sendAllWays(cluster, signed(scaled, owner, tag.scaledAmount, 1, f64(1000.25), u64(50_000_000)));
  for (const factor of [0, NaN, 1e300])
    cluster.send([signed(scaled, owner, tag.scaledAmount, 1, f64(factor), u64(0))]);
  setTime(cluster, { unixTimestamp: 60_000_000n });
  show();
}
