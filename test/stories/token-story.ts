// Stories of tokens: a mint and its life, told to a cluster in transactions that succeed and that fail.
import type { Address } from '@solana/kit';
import { address } from '@solana/kit';
import type { Cluster } from '../cluster.js';
import { payer } from '../cluster.js';
import { testAddress } from '../oracle.js';
import {
  associatedAddress,
  createAccount,
  createAssociated,
  memo,
  setUnits,
  transfer,
} from './instructions.js';
import { Token } from './token.js';

const at = (seed: number): Address => address(testAddress(seed));

const sizes = { mint: 82, account: 165, multisig: 355 } as const;

/** Everybody of the story. */
const people = {
  owner: at(101),
  other: at(102),
  delegate: at(103),
  freezer: at(104),
  signers: [at(111), at(112), at(113)],
} as const;

export function tellTokenStory(cluster: Cluster, program: Address): void {
  const token = new Token(program);
  const { owner, other, delegate, freezer, signers } = people;
  for (const person of [owner, other, delegate, freezer, ...signers]) cluster.fund(person, 1_000_000_000n);
  const rent = (size: number) => cluster.bank.minimumBalanceForRentExemption(size);
  const [mint, account, second, multisig] = [at(120), at(121), at(122), at(123)];
  const make = (pubkey: Address, size: number) => createAccount(payer, pubkey, rent(size), size, program);

  cluster.send([make(mint, sizes.mint), token.initializeMint(mint, 6, owner, freezer)]);
  cluster.send([token.initializeMint(mint, 6, owner)]);
  cluster.send([make(account, sizes.account), token.initializeAccount(account, mint, owner)]);
  cluster.send([make(second, sizes.account), token.initializeAccount3(second, mint, other)]);
  cluster.send([createAssociated(payer, owner, mint, program)]);
  cluster.send([createAssociated(payer, owner, mint, program)]);
  cluster.send([createAssociated(payer, owner, mint, program, true)]);
  cluster.send([createAssociated(other, delegate, mint, program, true)]);
  cluster.send([setUnits(20_000), createAssociated(other, freezer, mint, program, true)]);
  const associated = associatedAddress(owner, mint, program);

  for (const amount of [0n, 1n, 1_000_000n, (1n << 64n) - 1n])
    cluster.send([token.mintTo(mint, account, amount, owner)]);
  cluster.send([token.mintTo(mint, account, 5n, other)]);
  cluster.send([token.mintToChecked(mint, associated, 500n, 6, owner)]);
  cluster.send([token.mintToChecked(mint, associated, 500n, 7, owner)]);
  for (const amount of [0n, 1n, 1000n, 10_000_000n]) {
    cluster.send([token.transfer(account, second, amount, owner)]);
    cluster.send([token.transferChecked(account, associated, mint, amount, 6, owner)]);
  }
  cluster.send([token.transfer(account, account, 10n, owner)]);
  cluster.send([token.transfer(account, second, 10n, other), memo('never')]);
  cluster.send([memo('before', owner), token.transfer(account, second, 10n, owner), memo('after')]);
  cluster.send([token.transferChecked(account, second, mint, 10n, 9, owner)]);

  cluster.send([token.approve(account, delegate, 300n, owner)]);
  cluster.send([token.transfer(account, second, 200n, delegate)]);
  cluster.send([token.transfer(account, second, 200n, delegate)]);
  cluster.send([token.burn(account, mint, 50n, delegate)]);
  cluster.send([token.revoke(account, owner)]);
  cluster.send([token.transfer(account, second, 1n, delegate)]);

  cluster.send([token.freeze(account, mint, owner)]);
  cluster.send([token.freeze(account, mint, freezer)]);
  cluster.send([token.transfer(account, second, 1n, owner)]);
  cluster.send([token.thaw(account, mint, freezer), token.transfer(account, second, 1n, owner)]);

  cluster.send([make(multisig, sizes.multisig), token.initializeMultisig(multisig, 2, signers)]);
  cluster.send([token.setAuthority(second, 2, multisig, other)]);
  const two = { multisig, signers: signers.slice(0, 2) };
  cluster.send([token.transfer(second, account, 3n, { multisig, signers: signers.slice(0, 1) })]);
  cluster.send([token.transfer(second, account, 3n, two)]);
  cluster.send([token.transfer(second, account, 3n, { multisig, signers: [signers[0]!, signers[0]!] })]);
  cluster.send([token.transfer(second, account, 3n, { multisig, signers: [other, signers[2]!] })]);

  cluster.send([token.setAuthority(mint, 0, other, owner)]);
  cluster.send([token.mintTo(mint, account, 1n, owner)]);
  cluster.send([token.mintTo(mint, account, 1n, other)]);
  cluster.send([token.setAuthority(mint, 0, undefined, other)]);
  cluster.send([token.mintTo(mint, account, 1n, other)]);
  cluster.send([token.setAuthority(account, 3, delegate, owner)]);

  cluster.send([token.close(account, owner, owner)]);
  cluster.send([token.accountDataSize(mint)]);
  cluster.send([token.amountToUi(mint, 1_234_567n)]);
  cluster.send([token.syncNative(account)]);
  cluster.send([token.immutableOwner(account)]);
  const left = BigInt(
    new DataView(cluster.bank.getAccount(account)!.data.slice().buffer).getBigUint64(64, true),
  );
  cluster.send([token.burn(account, mint, left + 1n, owner)]);
  cluster.send([token.burn(account, mint, left, owner)]);
  cluster.send([token.close(account, owner, owner)]);
  cluster.send([token.close(account, owner, delegate)]);
  cluster.send([transfer(owner, account, 5n)]);
  cluster.send([make(account, sizes.account), token.initializeAccount3(account, mint, owner)]);
}
