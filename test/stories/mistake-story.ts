// Stories of mistakes: every instruction of the token programs, with each of its accounts, rights and bytes wrong.
import type { Address } from '@solana/kit';
import { address } from '@solana/kit';
import type { Cluster } from '../cluster.js';
import { payer } from '../cluster.js';
import { testAddress } from '../oracle.js';
import type { Named, Part } from './instructions.js';
import { createAccount, instruction, rentSysvar, transfer, u64 } from './instructions.js';
import { Token } from './token.js';
import { sendAllWays } from './variations.js';

const at = (seed: number): Address => address(testAddress(seed));

const [owner, other, delegate, freezer] = [at(201), at(202), at(203), at(204)];
const signers = [at(205), at(206), at(207)];
const [mint, account, second, multisig] = [at(210), at(211), at(212), at(213)];
const sizes = { mint: 82, account: 165, multisig: 355 } as const;

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

export function tellMistakes(cluster: Cluster, program: Address): void {
  const token = new Token(program);
  for (const person of [owner, other, delegate, freezer, ...signers]) cluster.fund(person, 1_000_000_000n);
  const make = (pubkey: Address, size: number) =>
    createAccount(payer, pubkey, cluster.bank.minimumBalanceForRentExemption(size), size, program);
  const ways = (accounts: readonly Named[], ...data: readonly Part[]): void =>
    sendAllWays(cluster, instruction(program, accounts, ...data));

  cluster.send([make(mint, sizes.mint)]);
  sendAllWays(cluster, token.initializeMint(mint, 6, owner, freezer));
  cluster.send([make(at(214), sizes.mint)]);
  sendAllWays(cluster, token.initializeMint2(at(214), 0, owner));

  cluster.send([make(account, sizes.account), make(second, sizes.account), make(at(215), sizes.account)]);
  sendAllWays(cluster, token.initializeAccount(account, mint, owner));
  sendAllWays(cluster, token.initializeAccount3(second, mint, other));
  sendAllWays(cluster, token.immutableOwner(at(215)));
  ways(
    [
      [at(215), 'w'],
      [mint, 'r'],
      [rentSysvar, 'r'],
    ],
    16,
    owner,
  );
  sendAllWays(cluster, token.immutableOwner(at(215)));

  cluster.send([make(multisig, sizes.multisig), make(at(216), sizes.multisig)]);
  sendAllWays(cluster, token.initializeMultisig(multisig, 2, signers));
  for (const needed of [0, 4, 12, 255]) cluster.send([token.initializeMultisig(at(216), needed, signers)]);
  ways([[at(216), 'w'], ...signers.map((signer) => [signer, 'r'] as const)], 19, 3);

  sendAllWays(cluster, token.mintTo(mint, account, 1000n, owner));
  sendAllWays(cluster, token.mintToChecked(mint, account, 1000n, 6, owner));
  sendAllWays(cluster, token.transfer(account, second, 100n, owner));
  sendAllWays(cluster, token.transferChecked(account, second, mint, 100n, 6, owner));
  sendAllWays(cluster, token.approve(account, delegate, 50n, owner));
  sendAllWays(cluster, token.transfer(account, second, 5n, delegate));
  sendAllWays(cluster, token.revoke(account, owner));
  ways(
    [
      [account, 'w'],
      [mint, 'r'],
      [delegate, 'r'],
      [owner, 's'],
    ],
    13,
    u64(40),
    6,
  );
  sendAllWays(cluster, token.burn(account, mint, 5n, delegate));
  ways(
    [
      [account, 'w'],
      [mint, 'w'],
      [owner, 's'],
    ],
    15,
    u64(5),
    6,
  );
  sendAllWays(cluster, token.freeze(account, mint, freezer));
  sendAllWays(cluster, token.freeze(account, mint, freezer));
  sendAllWays(cluster, token.thaw(account, mint, freezer));
  sendAllWays(cluster, token.setAuthority(account, 3, other, owner));
  sendAllWays(cluster, token.setAuthority(second, 2, multisig, other));
  sendAllWays(cluster, token.transfer(second, account, 3n, { multisig, signers: signers.slice(0, 2) }));
  sendAllWays(cluster, token.setAuthority(mint, 1, undefined, freezer));
  cluster.send([token.setAuthority(mint, 1, freezer, freezer)]);
  cluster.send([token.setAuthority(mint, 2, freezer, owner)]);
  cluster.send([token.setAuthority(account, 0, freezer, owner)]);
  cluster.send([token.setAuthority(mint, 99, freezer, owner)]);
  sendAllWays(cluster, token.syncNative(account));
  sendAllWays(cluster, token.accountDataSize(mint));
  sendAllWays(cluster, token.amountToUi(mint, 1_500_000n));
  for (const shown of [
    '1.5',
    '0',
    '.5',
    '1.',
    '',
    '.',
    'x',
    '1.0000001',
    '18446744073709.551616',
    '-1',
    '1e3',
  ])
    cluster.send([instruction(program, [[mint, 'r']], 24, text(shown))]);
  ways([[mint, 'r']], 24, text('12.25'));
  cluster.send([transfer(payer, account, 3_000_000n), transfer(payer, mint, 3_000_000n)]);
  for (const [from, by] of [
    [account, owner],
    [mint, owner],
    [multisig, signers[0]!],
  ] as const)
    ways(
      [
        [from, 'w'],
        [other, 'w'],
        [by, 's'],
      ],
      38,
    );
  sendAllWays(cluster, token.close(at(215), owner, owner));
  cluster.send([token.burn(account, mint, 1840n, owner)]);
  sendAllWays(cluster, token.close(account, owner, other));
  for (let tag = 0; tag < 64; tag++) cluster.send([instruction(program, [[mint, 'w']], tag)]);
  cluster.send([instruction(program, [[mint, 'w']])]);
  cluster.send([instruction(program, [[mint, 'w']], 255)]);
}
