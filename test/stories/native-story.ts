// Stories of wrapped lamports: made of a transfer, synchronized, spent, unwrapped by closing the account.
import type { Address } from '@solana/kit';
import { address } from '@solana/kit';
import { carriedPrograms, type Cluster, payer } from '../cluster.js';
import { testAddress } from '../oracle.js';
import {
  associatedAddress,
  createAccount,
  createAssociated,
  derived,
  instruction,
  system,
  transfer,
  u64,
} from './instructions.js';
import { Token } from './token.js';
import { sendAllWays } from './variations.js';

const at = (seed: number): Address => address(testAddress(seed));
const [owner, other, account] = [at(221), at(222), at(223)];

/** The mint of wrapped lamports, as genesis has it: 9 decimals, no authority. */
function nativeMint(program: Address) {
  const data = new Uint8Array(82);
  data.set([9, 1], 44);
  const pubkey = address('So11111111111111111111111111111111111111112');
  return { pubkey, lamports: 1_000_000_000n, owner: program, data, executable: false };
}

export function tellNativeStory(cluster: Cluster, program: Address): void {
  const token = new Token(program);
  for (const person of [owner, other]) cluster.fund(person, 10_000_000_000n);
  let mint: Address = nativeMint(program).pubkey;
  if (program === carriedPrograms.token2022) {
    mint = derived(program, new TextEncoder().encode('native-mint'))[0];
    sendAllWays(
      cluster,
      instruction(
        program,
        [
          [payer, 'ws'],
          [mint, 'w'],
          [system, 'r'],
        ],
        31,
      ),
    );
  } else cluster.put(nativeMint(program));

  const rent = cluster.bank.minimumBalanceForRentExemption(165);
  const wrapped = associatedAddress(owner, mint, program);
  cluster.send([createAssociated(owner, owner, mint, program)]);
  cluster.send([transfer(owner, wrapped, 5_000_000n)]);
  cluster.send([token.transfer(wrapped, wrapped, 1n, owner)]);
  cluster.send([token.syncNative(wrapped)]);
  cluster.send([transfer(owner, wrapped, 7n), token.syncNative(wrapped), token.syncNative(wrapped)]);
  cluster.send([
    createAccount(payer, account, rent + 1_000_000n, 165, program),
    token.initializeAccount3(account, mint, other),
  ]);
  for (const amount of [0n, 1n, 4_000_000n, 1_000_007n])
    cluster.send([token.transfer(wrapped, account, amount, owner)]);
  cluster.send([token.transferChecked(wrapped, account, mint, 1000n, 9, owner)]);
  cluster.send([token.mintTo(mint, account, 5n, owner)]);
  cluster.send([token.burn(account, mint, 5n, other)]);
  cluster.send([token.freeze(account, mint, owner)]);
  cluster.send([token.approve(account, owner, 2000n, other)]);
  cluster.send([token.transfer(account, wrapped, 1500n, owner)]);
  cluster.send([token.setAuthority(account, 3, owner, other)]);
  cluster.send([token.setAuthority(account, 2, owner, other), token.close(account, other, other)]);
  for (const amount of [undefined, 0n, 100n, 1n << 60n])
    sendAllWays(
      cluster,
      instruction(
        program,
        [
          [wrapped, 'w'],
          [other, 'w'],
          [owner, 's'],
        ],
        45,
        ...(amount === undefined ? [0] : [1, u64(amount)]),
      ),
    );
  cluster.send([transfer(payer, wrapped, 100_000n)]);
  cluster.send([
    instruction(
      program,
      [
        [wrapped, 'w'],
        [other, 'w'],
        [owner, 's'],
      ],
      38,
    ),
  ]);
  sendAllWays(cluster, token.syncNative(wrapped));
  sendAllWays(cluster, token.close(account, other, other));
  sendAllWays(cluster, token.close(wrapped, owner, owner));
  cluster.send([createAssociated(owner, owner, mint, program, true), token.close(wrapped, owner, owner)]);
}
