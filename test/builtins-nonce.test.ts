// Nonce accounts: each instruction on them does what it does in litesvm.
import { LiteSVM } from 'litesvm';
import type { Account } from '../runtime/bank/account.js';
import { addressBytes, systemProgram } from '../runtime/bank/account.js';
import { durableNonce } from '../runtime/bank/builtins/system/nonce-state.js';
import { sysvarAccounts } from '../runtime/bank/builtins/sysvar-argument.js';
import type { BuiltinCase, Meta } from './builtins/case.js';
import { both, bytes, held, key, reader, signer, u32, u64, writer } from './builtins/case.js';
import type { Special } from './builtins/check.js';
import { check } from './builtins/check.js';
import { testAddress } from './oracle.js';

const [nonce, authority, recipient, other] = [21, 22, 23, 24].map(testAddress) as [
  string,
  string,
  string,
  string,
];
const rich = 10_000_000_000n;
/** The least lamports of a nonce account. */
const least = 208n * 6960n;
const { recentBlockhashes, rent } = sysvarAccounts;
const blockhash = addressBytes(new LiteSVM().latestBlockhash());
const now = durableNonce(blockhash);
const before = new Uint8Array(32).fill(9);

/** The data of a nonce account: version and state as numbers. */
const state = (version: number, kind: number, durable: Uint8Array = before, owner = authority): Uint8Array =>
  bytes(u32(version), u32(kind), key(owner), durable, u64(5000));
const blank = new Uint8Array(80);
const initialized = state(1, 1);

/** The sysvar without an entry. */
const noBlockhashes: Account = {
  ...held(recentBlockhashes, 1n, new Uint8Array(8)),
  owner: 'Sysvar1111111111111111111111111111111111111',
};
const among = (account: Account, { accounts, ...rest }: BuiltinCase): BuiltinCase => ({
  ...rest,
  accounts: [...accounts, account],
});

const of = (accounts: readonly Account[], metas: readonly Meta[], ...data: Uint8Array[]): BuiltinCase => ({
  accounts,
  instructions: [{ program: systemProgram, accounts: metas, data: bytes(...data) }],
});

/** What every instruction that reads a nonce makes of odd data. */
const oddStates = (make: (account: Account) => BuiltinCase): readonly Special[] => [
  ['no account', make(held(nonce, 0n)), 'InvalidAccountData'],
  ['no data', make(held(nonce, rich)), 'InvalidAccountData'],
  ['7 bytes of data', make(held(nonce, rich, initialized.slice(0, 7))), 'InvalidAccountData'],
  ['79 bytes of data', make(held(nonce, rich, initialized.slice(0, 79))), 'InvalidAccountData'],
  ['an unknown version', make(held(nonce, rich, state(2, 1))), 'InvalidAccountData'],
  ['an unknown state', make(held(nonce, rich, state(1, 2))), 'InvalidAccountData'],
];

{
  const advance = (account: Account) =>
    of(
      [account, held(authority, rich)],
      [writer(nonce), reader(recentBlockhashes), signer(authority)],
      u32(4),
    );
  check('AdvanceNonceAccount', advance(held(nonce, rich, initialized)), [
    ...oddStates(advance),
    ['a longer account', advance(held(nonce, rich, bytes(initialized, new Uint8Array(20).fill(1))))],
    ['a legacy nonce', advance(held(nonce, rich, state(0, 1)))],
    ['not initialized', advance(held(nonce, rich, blank)), 'InvalidAccountData'],
    ['not initialized, of today', advance(held(nonce, rich, state(1, 0))), 'InvalidAccountData'],
    ['the blockhash of now', advance(held(nonce, rich, state(1, 1, now))), '7'],
    ['another authority', advance(held(nonce, rich, state(1, 1, before, other))), 'MissingRequiredSignature'],
    [
      'an account of another program',
      advance({ ...held(nonce, rich, initialized), owner: other }),
      'ExternalAccountDataModified',
    ],
    ['too poor', advance(held(nonce, 5n, initialized))],
    ['no blockhashes', among(noBlockhashes, advance(held(nonce, rich, initialized))), '6'],
  ]);
}

{
  const withdraw = (account: Account, lamports: bigint, from = authority) =>
    of(
      [account, held(authority, rich)],
      [writer(nonce), writer(recipient), reader(recentBlockhashes), reader(rent), signer(from)],
      u32(5),
      u64(lamports),
    );
  const some = rich - least;
  check('WithdrawNonceAccount', withdraw(held(nonce, rich, initialized), some), [
    ...oddStates((account) => withdraw(account, some)),
    ['a lamport too much', withdraw(held(nonce, rich, initialized), some + 1n), 'InsufficientFunds'],
    ['all but one', withdraw(held(nonce, rich, initialized), rich - 1n), 'InsufficientFunds'],
    ['all', withdraw(held(nonce, rich, initialized), rich)],
    ['all and more', withdraw(held(nonce, rich, initialized), rich + 1n), 'InsufficientFunds'],
    ['very much', withdraw(held(nonce, rich, initialized), (1n << 64n) - 1n), 'InsufficientFunds'],
    ['no blockhashes', among(noBlockhashes, withdraw(held(nonce, rich, initialized), some))],
    ['nothing', withdraw(held(nonce, rich, initialized), 0n)],
    ['all, at the blockhash of now', withdraw(held(nonce, rich, state(1, 1, now)), rich), '7'],
    ['some, at the blockhash of now', withdraw(held(nonce, rich, state(1, 1, now)), some)],
    ['a legacy nonce', withdraw(held(nonce, rich, state(0, 1)), some)],
    ['all of a legacy nonce', withdraw(held(nonce, rich, state(0, 1)), rich)],
    ['not initialized', withdraw(held(nonce, rich, blank), some), 'MissingRequiredSignature'],
    ['not initialized, signed', withdraw(held(nonce, rich, blank), some, nonce)],
    ['not initialized, all', withdraw(held(nonce, rich, blank), rich, nonce)],
    ['not initialized, too much', withdraw(held(nonce, rich, blank), rich + 1n, nonce), 'InsufficientFunds'],
    [
      'not initialized, too little left',
      withdraw(held(nonce, rich, blank), rich - 1n, nonce),
      'InsufficientFundsForRent',
    ],
    [
      'another authority',
      withdraw(held(nonce, rich, state(1, 1, before, other)), some),
      'MissingRequiredSignature',
    ],
    [
      'an account of another program',
      withdraw({ ...held(nonce, rich, initialized), owner: other }, some),
      'ExternalAccountLamportSpend',
    ],
    [
      'all of an account of another program',
      withdraw({ ...held(nonce, rich, initialized), owner: other }, rich),
      'ExternalAccountDataModified',
    ],
  ]);
}

{
  const initialize = (account: Account) =>
    of([account], [writer(nonce), reader(recentBlockhashes), reader(rent)], u32(6), key(authority));
  check('InitializeNonceAccount', initialize(held(nonce, rich, blank)), [
    ...oddStates(initialize),
    ['a longer account', initialize(held(nonce, rich, new Uint8Array(100)))],
    ['a shorter account', initialize(held(nonce, rich, new Uint8Array(79))), 'AccountDataTooSmall'],
    ['a very short account', initialize(held(nonce, rich, new Uint8Array(8))), 'AccountDataTooSmall'],
    ['a current blank', initialize(held(nonce, rich, state(1, 0)))],
    ['initialized', initialize(held(nonce, rich, initialized)), 'InvalidAccountData'],
    ['initialized long ago', initialize(held(nonce, rich, state(0, 1))), 'InvalidAccountData'],
    ['no blockhashes', among(noBlockhashes, initialize(held(nonce, rich, blank))), '6'],
    ['just enough', initialize(held(nonce, least, blank))],
    ['too poor', initialize(held(nonce, least - 1n, blank)), 'InsufficientFunds'],
    [
      'an account of another program',
      initialize({ ...held(nonce, rich, blank), owner: other }),
      'ExternalAccountDataModified',
    ],
    [
      'after its creation',
      {
        accounts: [held(authority, rich)],
        instructions: [
          {
            program: systemProgram,
            accounts: [both(authority), both(nonce)],
            data: bytes(u32(0), u64(least), u64(80), key(systemProgram)),
          },
          initialize(held(nonce, rich)).instructions[0]!,
        ],
      },
    ],
  ]);
}

{
  const authorize = (account: Account) =>
    of([account, held(authority, rich)], [writer(nonce), signer(authority)], u32(7), key(recipient));
  check('AuthorizeNonceAccount', authorize(held(nonce, rich, initialized)), [
    ...oddStates(authorize),
    ['a legacy nonce', authorize(held(nonce, rich, state(0, 1)))],
    ['not initialized', authorize(held(nonce, rich, blank)), 'InvalidAccountData'],
    [
      'another authority',
      authorize(held(nonce, rich, state(1, 1, before, other))),
      'MissingRequiredSignature',
    ],
    [
      'an account of another program',
      authorize({ ...held(nonce, rich, initialized), owner: other }),
      'ExternalAccountDataModified',
    ],
    ['a longer account', authorize(held(nonce, rich, bytes(initialized, new Uint8Array(20).fill(1))))],
  ]);
}

{
  const upgrade = (account: Account) => of([account], [writer(nonce)], u32(12));
  check('UpgradeNonceAccount', upgrade(held(nonce, rich, state(0, 1))), [
    ...oddStates(upgrade),
    ['of today', upgrade(held(nonce, rich, initialized)), 'InvalidArgument'],
    ['not initialized', upgrade(held(nonce, rich, blank)), 'InvalidArgument'],
    ['not initialized, of today', upgrade(held(nonce, rich, state(1, 0))), 'InvalidArgument'],
    [
      'an account of another program',
      upgrade({ ...held(nonce, rich, state(0, 1)), owner: other }),
      'InvalidAccountOwner',
    ],
    ['a longer account', upgrade(held(nonce, rich, bytes(state(0, 1), new Uint8Array(20).fill(1))))],
    ['too poor', upgrade(held(nonce, 5n, state(0, 1)))],
  ]);
}
