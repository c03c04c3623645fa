// Stories of associated accounts: made once or again, funded beforehand, nested in one another and recovered.
import type { Address, Instruction } from '@solana/kit';
import { address } from '@solana/kit';
import { absent } from '../../runtime/bank/account.js';
import { carriedPrograms, type Cluster, payer } from '../cluster.js';
import { testAddress } from '../oracle.js';
import {
  associatedAddress,
  createAccount,
  createAssociated,
  instruction,
  rentSysvar,
} from './instructions.js';
import { Token } from './token.js';
import { sendAllWays, sendInVain } from './variations.js';

const at = (seed: number): Address => address(testAddress(seed));
const [owner, other, mint, second, empty] = [at(231), at(232), at(233), at(234), at(235)];
const program = carriedPrograms.associatedToken;

export function tellAssociatedStory(cluster: Cluster, tokenProgram: Address): void {
  const token = new Token(tokenProgram);
  for (const person of [owner, other]) cluster.fund(person, 1_000_000_000n);
  const rent = cluster.bank.minimumBalanceForRentExemption(82);
  for (const made of [mint, second])
    cluster.send([createAccount(payer, made, rent, 82, tokenProgram), token.initializeMint2(made, 2, owner)]);
  cluster.send([createAccount(payer, empty, rent, 82, tokenProgram)]);

  const associated = associatedAddress(owner, mint, tokenProgram);
  sendAllWays(cluster, createAssociated(payer, owner, mint, tokenProgram));
  sendAllWays(cluster, createAssociated(payer, owner, mint, tokenProgram, true));
  sendAllWays(cluster, createAssociated(other, other, mint, tokenProgram, true));
  cluster.send([createAssociated(at(239), at(239), mint, tokenProgram)]);
  cluster.send([createAssociated(payer, owner, empty, tokenProgram)]);
  cluster.send([createAssociated(payer, owner, at(239), tokenProgram)]);
  // As the first clients sent it: without data, and with the rent sysvar.
  const old = createAssociated(payer, owner, second, tokenProgram);
  const accounts = [...old.accounts!, { address: rentSysvar, role: 0 }];
  for (const data of [Uint8Array.of(3), Uint8Array.of(0, 0), new Uint8Array(0)])
    cluster.send([{ ...old, accounts, data }]);

  for (const lamports of [1n, 890_880n, 5_000_000n]) {
    const wallet = at(240 + Number(lamports % 7n));
    cluster.fund(associatedAddress(wallet, mint, tokenProgram), lamports);
    cluster.send([createAssociated(payer, wallet, mint, tokenProgram)]);
  }
  const taken = associatedAddress(at(250), mint, tokenProgram);
  for (const account of [
    { ...absent(taken), lamports: 5_000_000n, owner: tokenProgram, data: new Uint8Array(165) },
    { ...absent(taken), lamports: 5_000_000n, data: new Uint8Array(10) },
    { ...cluster.judged(associated), pubkey: taken },
  ]) {
    cluster.put(account);
    for (const idempotent of [false, true])
      sendInVain(cluster, [createAssociated(payer, at(250), mint, tokenProgram, idempotent)]);
  }
  const stolen = at(251);
  cluster.send([createAssociated(payer, stolen, mint, tokenProgram)]);
  cluster.send([token.setAuthority(associatedAddress(stolen, mint, tokenProgram), 2, other, stolen)]);
  cluster.send([createAssociated(payer, stolen, mint, tokenProgram, true)]);

  // An account whose owner is an associated account: nobody could sign for it.
  const nested = associatedAddress(associated, second, tokenProgram);
  const destination = associatedAddress(owner, second, tokenProgram);
  const recover: Instruction = instruction(
    program,
    [
      [nested, 'w'],
      [second, 'r'],
      [destination, 'w'],
      [associated, 'r'],
      [mint, 'r'],
      [owner, 'ws'],
      [tokenProgram, 'r'],
    ],
    2,
  );
  cluster.send([createAssociated(payer, associated, second, tokenProgram)]);
  cluster.send([token.mintTo(second, nested, 77n, owner)]);
  sendAllWays(cluster, recover);
  cluster.send([recover]);
  const self = associatedAddress(associated, mint, tokenProgram);
  cluster.send([
    createAssociated(payer, associated, mint, tokenProgram),
    token.mintTo(mint, self, 5n, owner),
  ]);
  cluster.send([
    instruction(
      program,
      [
        [self, 'w'],
        [mint, 'r'],
        [associated, 'w'],
        [associated, 'r'],
        [mint, 'r'],
        [owner, 'ws'],
        [tokenProgram, 'r'],
      ],
      2,
    ),
  ]);
}
