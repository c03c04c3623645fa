// Every instruction that `cpi` knows without an interface: called from OVSM it does what a client's call does, byte for
// byte, in litesvm with the real programs.
import type { Address } from '@solana/kit';
import { address } from '@solana/kit';
import { describe, expect, it } from 'vitest';
import { knownPrograms } from '../stdlib/program/known-programs.js';
import { carriedPrograms, payer } from './cluster.js';
import { at } from './market.js';
import {
  createAccount,
  createAssociated,
  derived,
  instruction,
  memo,
  system,
  transfer,
  u32,
  u64,
  type Named,
  type Part,
} from './stories/instructions.js';
import { Token } from './stories/token.js';
import { TwinClusters, type Step } from './twin-clusters.js';

const tried = new Set<string>();

/** Tries steps, and remembers the names of what they call. */
function tryAll(twins: TwinClusters, steps: readonly Step[]): void {
  for (const [call] of steps) tried.add(/^\S+ \S+/.exec(call)![0]);
  it.each(steps)('%s', (...step) => twins.try(step));
}

describe('the system program', () => {
  const twins = new TwinClusters();
  const [fresh, other, owner] = [at(1), at(2), at(3)];
  const call = (account: Address, ...data: readonly Part[]) =>
    instruction(system, [[account, 'ws']], ...data);
  const steps: readonly Step[] = [
    [
      `system create-account :payer 0 :new-account 1 :lamports 3000000 :space 10 :owner (pubkey "${owner}")`,
      createAccount(payer, fresh, 3_000_000n, 10, owner),
    ],
    ['system transfer :from 0 :to 1 :lamports 5000000', transfer(payer, other, 5_000_000n)],
    ['system allocate :account 0 :space 20', call(other, u32(8), u64(20))],
    [`system assign :account 0 :owner (pubkey "${owner}")`, call(other, u32(1), owner)],
  ];
  tryAll(twins, steps);
});

describe.each([
  ['token', carriedPrograms.token, 165],
  // An immutable owner is an extension there, for which there must be room.
  ['token-2022', carriedPrograms.token2022, 170],
] as const)('%s', (name, program, size) => {
  const twins = new TwinClusters();
  const token = new Token(program);
  const [mint, first, second, third] = [at(11), at(12), at(13), at(14)];
  const [owner, delegate, freezer, multisig] = [at(15), at(16), at(17), at(18)];
  const native =
    name === 'token'
      ? address('So11111111111111111111111111111111111111112')
      : derived(program, new TextEncoder().encode('native-mint'))[0];
  const on = (tag: number, accounts: readonly Named[], ...data: readonly Part[]) =>
    instruction(program, accounts, tag, ...data);
  const rent = twins.direct.bank.minimumBalanceForRentExemption(size);
  const key = (one: Address) => `(pubkey "${one}")`;

  twins.both((cluster) => {
    const data = new Uint8Array(82);
    data.set([9, 1], 44);
    cluster.put({ pubkey: native, lamports: 1_000_000_000n, owner: program, data, executable: false });
  });
  twins.prepare(
    createAccount(payer, mint, twins.direct.bank.minimumBalanceForRentExemption(82), 82, program),
    ...[first, second, third].map((one) => createAccount(payer, one, rent, size, program)),
    createAccount(payer, multisig, twins.direct.bank.minimumBalanceForRentExemption(355), 355, program),
    token.initializeMultisig(multisig, 2, [owner, delegate, freezer]),
  );

  const steps: readonly Step[] = [
    [
      `${name} initialize-mint2 :mint 0 :decimals 6 :mint-authority ${key(owner)} :freeze-authority ${key(freezer)}`,
      on(20, [[mint, 'w']], 6, owner, 1, freezer),
    ],
    [`${name} initialize-immutable-owner :account 0`, token.immutableOwner(first)],
    [
      `${name} initialize-account3 :account 0 :mint 1 :owner ${key(owner)}`,
      token.initializeAccount3(first, mint, owner),
    ],
    [
      `${name} initialize-account3 :account 0 :mint 1 :owner ${key(owner)}`,
      token.initializeAccount3(second, mint, owner),
    ],
    [
      `${name} mint-to :mint 0 :account 1 :mint-authority 2 :amount 1000`,
      token.mintTo(mint, first, 1000n, owner),
    ],
    [
      `${name} mint-to-checked :mint 0 :account 1 :mint-authority 2 :amount 500 :decimals 6`,
      token.mintToChecked(mint, first, 500n, 6, owner),
    ],
    [
      `${name} transfer :source 0 :destination 1 :authority 2 :amount 40`,
      token.transfer(first, second, 40n, owner),
    ],
    [
      `${name} transfer-checked :source 0 :mint 1 :destination 2 :authority 3 :amount 50 :decimals 6`,
      token.transferChecked(first, second, mint, 50n, 6, owner),
    ],
    [`${name} approve :source 0 :delegate 1 :owner 2 :amount 60`, token.approve(first, delegate, 60n, owner)],
    [`${name} revoke :source 0 :owner 1`, token.revoke(first, owner)],
    [
      `${name} approve-checked :source 0 :mint 1 :delegate 2 :owner 3 :amount 70 :decimals 6`,
      on(
        13,
        [
          [first, 'w'],
          [mint, 'r'],
          [delegate, 'r'],
          [owner, 's'],
        ],
        u64(70),
        6,
      ),
    ],
    [`${name} burn :account 0 :mint 1 :authority 2 :amount 10`, token.burn(first, mint, 10n, owner)],
    [
      `${name} burn-checked :account 0 :mint 1 :authority 2 :amount 11 :decimals 6`,
      on(
        15,
        [
          [first, 'w'],
          [mint, 'w'],
          [owner, 's'],
        ],
        u64(11),
        6,
      ),
    ],
    [`${name} freeze-account :account 0 :mint 1 :owner 2`, token.freeze(second, mint, freezer)],
    [`${name} thaw-account :account 0 :mint 1 :owner 2`, token.thaw(second, mint, freezer)],
    [
      `${name} set-authority :owned 0 :owner 1 :authority-type 3 :new-authority ${key(delegate)}`,
      token.setAuthority(second, 3, delegate, owner),
    ],
    [
      `${name} set-authority :owned 0 :owner 1 :authority-type 1 :new-authority null`,
      token.setAuthority(mint, 1, undefined, freezer),
    ],
    [
      `${name} initialize-account3 :account 0 :mint 1 :owner ${key(owner)}`,
      token.initializeAccount3(third, native, owner),
    ],
    [
      `${name} set-authority :owned 0 :owner 1 :authority-type 0 :new-authority ${key(multisig)}`,
      token.setAuthority(mint, 0, multisig, owner),
    ],
    [
      `${name} mint-to :mint 0 :account 1 :mint-authority 2 :multi-signers [3 4] :amount 77`,
      token.mintTo(mint, first, 77n, { multisig, signers: [owner, freezer] }),
    ],
    ['system transfer :from 0 :to 1 :lamports 1234', transfer(payer, third, 1234n)],
    [`${name} sync-native :account 0`, token.syncNative(third)],
    [`${name} close-account :account 0 :destination 1 :owner 2`, token.close(third, payer, owner)],
  ];

  tryAll(twins, steps);

  it('is called by the account of the program, where that is given', () => {
    const call = `token transfer :source 0 :destination 1 :authority 2 :amount 3 :program 3`;
    twins.try([call, token.transfer(first, second, 3n, owner)]);
  });
});

describe('the associated token program and the memo program', () => {
  const twins = new TwinClusters();
  const [mint, owner] = [at(21), at(22)];
  const program = carriedPrograms.token;
  const size = 82;
  const rent = twins.direct.bank.minimumBalanceForRentExemption(size);
  twins.prepare(
    createAccount(payer, mint, rent, size, program),
    new Token(program).initializeMint2(mint, 6, payer),
  );
  const accounts = ':payer 0 :associated-token 1 :owner 2 :mint 3 :system-program 4 :token-program 5';
  const steps: readonly Step[] = [
    [`associated-token create ${accounts}`, createAssociated(payer, owner, mint, program)],
    [`associated-token create-idempotent ${accounts}`, createAssociated(payer, owner, mint, program, true)],
    [`associated-token create-idempotent ${accounts}`, createAssociated(payer, payer, mint, program, true)],
    ['memo add-memo :memo "höher"', memo('höher')],
  ];
  tryAll(twins, steps);
});

it('every instruction has been tried', () => {
  const all = [...knownPrograms.values()].flatMap(({ name, instructions }) =>
    instructions.map((one) => `${name} ${one.name}`),
  );
  expect([...tried].sort()).toEqual(all.sort());
});
