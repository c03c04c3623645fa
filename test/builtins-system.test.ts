// The system program: each of its instructions does what it does in litesvm.
import { sha256 } from '@noble/hashes/sha2.js';
import { describe, it } from 'vitest';
import { encodeBase58 } from '../grammar/base58.js';
import type { Account } from '../runtime/bank/account.js';
import { systemProgram } from '../runtime/bank/account.js';
import type { BuiltinCase, Meta } from './builtins/case.js';
import { agree, both, bytes, held, key, signer, text, u32, u64, writer } from './builtins/case.js';
import { check } from './builtins/check.js';
import { testAddress } from './oracle.js';

const [alice, bob, carol, program] = [11, 12, 13, 14].map(testAddress) as [string, string, string, string];
const rich = 10_000_000_000n;

const seedAddress = (base: string, seed: string, owner: string): string =>
  encodeBase58(sha256(bytes(key(base), new TextEncoder().encode(seed), key(owner))));

const of = (accounts: readonly Account[], metas: readonly Meta[], ...data: Uint8Array[]): BuiltinCase => ({
  accounts,
  instructions: [{ program: systemProgram, accounts: metas, data: bytes(...data) }],
});

const filled = new Uint8Array(5).fill(3);
const zeros = new Uint8Array(5);
const elsewhere = { ...held(bob, rich), owner: program };
const greatest = (1n << 64n) - 1n;
/** An owner that ends like the preimage of a program address. */
const illegalOwner = encodeBase58(
  bytes(new Uint8Array(11).fill(1), new TextEncoder().encode('ProgramDerivedAddress')),
);

{
  const create = (accounts: readonly Account[], lamports: bigint, space: bigint, owner: string = program) =>
    of(accounts, [both(alice), both(bob)], u32(0), u64(lamports), u64(space), key(owner));
  const base = create([held(alice, rich)], 5_000_000n, 10n);
  check('CreateAccount', base, [
    ['an account with lamports', create([held(alice, rich), held(bob, 1n)], 5_000_000n, 10n), '0'],
    ['too much space', create([held(alice, rich)], 5_000_000n, 10_485_761n), '3'],
    ['very much space', create([held(alice, rich)], 5_000_000n, greatest), '3'],
    ['most space', create([held(alice, 100n * rich)], 80_000_000_000n, 10_485_760n)],
    ['too few lamports', create([held(alice, rich)], rich + 1n, 10n), '1'],
    ['all lamports', create([held(alice, rich)], rich, 10n)],
    ['no lamports', create([held(alice, rich)], 0n, 10n)],
    ['no lamports, no space', create([held(alice, rich)], 0n, 0n)],
    ['not rent-exempt', create([held(alice, rich)], 5n, 10n), 'InsufficientFundsForRent'],
    ['for the system program', create([held(alice, rich)], 5_000_000n, 0n, systemProgram)],
    ['from an account with data', create([held(alice, rich, filled)], 5_000_000n, 10n), 'InvalidArgument'],
    [
      'from an account of another program',
      create([{ ...held(alice, rich), owner: program }], 5_000_000n, 10n),
      'ExternalAccountLamportSpend',
    ],
    ['from nothing', create([], 5_000_000n, 10n), '1'],
    ['twice', { ...base, instructions: [base.instructions[0]!, base.instructions[0]!] }, '0'],
  ]);
}

{
  const assign = (accounts: readonly Account[], owner: string = program) =>
    of(accounts, [both(alice)], u32(1), key(owner));
  const base = assign([held(alice, rich)]);
  check('Assign', base, [
    ['to its owner', assign([held(alice, rich)], systemProgram)],
    ['to its owner, unsigned', of([held(alice, rich)], [{ pubkey: alice }], u32(1), key(systemProgram))],
    ['with zeros', assign([held(alice, rich, zeros)])],
    ['with data', assign([held(alice, rich, filled)]), 'ModifiedProgramId'],
    ['of another program', assign([{ ...held(alice, rich), owner: bob }]), 'ModifiedProgramId'],
    ['that does not exist', assign([])],
    ['twice', { ...base, instructions: [base.instructions[0]!, base.instructions[0]!] }],
    [
      'and back',
      {
        ...base,
        instructions: [base.instructions[0]!, assign([], systemProgram).instructions[0]!],
      },
      'ModifiedProgramId',
    ],
    ['to an illegal owner', assign([held(alice, rich)], illegalOwner)],
  ]);
}

{
  const transfer = (accounts: readonly Account[], lamports: bigint) =>
    of(accounts, [both(alice), writer(bob)], u32(2), u64(lamports));
  check('Transfer', transfer([held(alice, rich)], 5_000_000n), [
    ['too much', transfer([held(alice, rich)], rich + 1n), '1'],
    ['all', transfer([held(alice, rich)], rich)],
    ['nothing', transfer([held(alice, rich)], 0n)],
    ['nothing from nothing', transfer([], 0n)],
    ['almost all', transfer([held(alice, rich)], rich - 1n), 'InsufficientFundsForRent'],
    ['with data', transfer([held(alice, rich, filled)], 5n), 'InvalidArgument'],
    ['with zeros as data', transfer([held(alice, rich, zeros)], 5n), 'InvalidArgument'],
    [
      'of another program',
      transfer([{ ...held(alice, rich), owner: program }], 5_000_000n),
      'ExternalAccountLamportSpend',
    ],
    ['to another program', transfer([held(alice, rich), elsewhere], 5_000_000n)],
    ['too much to hold', transfer([held(alice, rich), held(bob, greatest - 4n)], 5n), 'ArithmeticOverflow'],
    [
      'to the clock',
      of(
        [held(alice, rich)],
        [both(alice), writer('SysvarC1ock11111111111111111111111111111111')],
        u32(2),
        u64(5n),
      ),
      'ReadonlyLamportChange',
    ],
    ['to itself', of([held(alice, rich)], [both(alice), both(alice)], u32(2), u64(5_000_000n))],
  ]);
}

{
  const seed = 'a seed';
  const to = seedAddress(carol, seed, program);
  const create = (
    accounts: readonly Account[],
    lamports: bigint,
    space: bigint,
    with_: { seed?: string; owner?: string; to?: string } = {},
  ) =>
    of(
      accounts,
      [both(alice), writer(with_.to ?? to), signer(carol)],
      u32(3),
      key(carol),
      text(with_.seed ?? seed),
      u64(lamports),
      u64(space),
      key(with_.owner ?? program),
    );
  const longest = 's'.repeat(32);
  check('CreateAccountWithSeed', create([held(alice, rich)], 5_000_000n, 10n), [
    ['another seed', create([held(alice, rich)], 5_000_000n, 10n, { seed: 'other' }), '5'],
    ['another owner', create([held(alice, rich)], 5_000_000n, 10n, { owner: bob }), '5'],
    [
      'the longest seed',
      create([held(alice, rich)], 5_000_000n, 10n, {
        seed: longest,
        to: seedAddress(carol, longest, program),
      }),
    ],
    ['a seed that is too long', create([held(alice, rich)], 5_000_000n, 10n, { seed: `${longest}s` }), '0'],
    [
      'no seed',
      create([held(alice, rich)], 5_000_000n, 10n, { seed: '', to: seedAddress(carol, '', program) }),
    ],
    [
      'an illegal owner',
      create([held(alice, rich)], 5_000_000n, 10n, {
        owner: illegalOwner,
        to: seedAddress(carol, seed, illegalOwner),
      }),
      '2',
    ],
    ['an account with lamports', create([held(alice, rich), held(to, 1n)], 5_000_000n, 10n), '0'],
    ['too much space', create([held(alice, rich)], 5_000_000n, 10_485_761n), '3'],
    ['too few lamports', create([held(alice, rich)], rich + 1n, 10n), '1'],
    [
      'a seed that is no text',
      of(
        [held(alice, rich)],
        [both(alice), writer(to), signer(carol)],
        u32(3),
        key(carol),
        text(Uint8Array.of(255)),
        u64(1),
        u64(1),
        key(program),
      ),
      'InvalidInstructionData',
    ],
    [
      'a seed longer than the data',
      of(
        [held(alice, rich)],
        [both(alice), writer(to), signer(carol)],
        u32(3),
        key(carol),
        u64(greatest),
        new Uint8Array(50),
      ),
      'InvalidInstructionData',
    ],
  ]);
}

{
  const allocate = (accounts: readonly Account[], space: bigint) =>
    of(accounts, [both(alice)], u32(8), u64(space));
  check('Allocate', allocate([held(alice, rich)], 10n), [
    ['nothing', allocate([held(alice, rich)], 0n)],
    ['too much', allocate([held(alice, rich)], 10_485_761n), '3'],
    ['very much', allocate([held(alice, rich)], greatest), '3'],
    ['most', allocate([held(alice, 100n * rich)], 10_485_760n)],
    ['with data', allocate([held(alice, rich, filled)], 10n), '0'],
    ['of another program', allocate([{ ...held(alice, rich), owner: program }], 10n), '0'],
    ['that does not exist', allocate([], 10n)],
    ['not rent-exempt', allocate([held(alice, 1_000_000n)], 200n), 'InsufficientFundsForRent'],
    [
      'twice',
      {
        accounts: [held(alice, rich)],
        instructions: [allocate([], 10n).instructions[0]!, allocate([], 10n).instructions[0]!],
      },
      '0',
    ],
    [
      'more than a transaction may',
      {
        accounts: [held(alice, 100n * rich), held(bob, 100n * rich), held(carol, 100n * rich)],
        instructions: [alice, bob, carol].map((pubkey) => ({
          program: systemProgram,
          accounts: [both(pubkey)],
          data: bytes(u32(8), u64(10_000_000)),
        })),
      },
      'MaxAccountsDataAllocationsExceeded',
    ],
  ]);
}

{
  const seed = 'a seed';
  const at = seedAddress(carol, seed, program);
  const allocate = (accounts: readonly Account[], space: bigint, owner = program, with_ = seed) =>
    of(accounts, [writer(at), signer(carol)], u32(9), key(carol), text(with_), u64(space), key(owner));
  check('AllocateWithSeed', allocate([held(at, rich)], 10n), [
    ['another seed', allocate([held(at, rich)], 10n, program, 'other'), '5'],
    ['another owner', allocate([held(at, rich)], 10n, bob), '5'],
    ['too long a seed', allocate([held(at, rich)], 10n, bob, 's'.repeat(33)), '0'],
    ['an illegal owner', allocate([held(at, rich)], 10n, illegalOwner), '2'],
    ['too much', allocate([held(at, rich)], 10_485_761n), '3'],
    ['with data', allocate([held(at, rich, filled)], 10n), '0'],
    ['of another program', allocate([{ ...held(at, rich), owner: program }], 10n), '0'],
    ['that does not exist', allocate([], 10n)],
  ]);
}

{
  const seed = 'a seed';
  const at = seedAddress(carol, seed, program);
  const assign = (accounts: readonly Account[], owner = program, with_ = seed) =>
    of(accounts, [writer(at), signer(carol)], u32(10), key(carol), text(with_), key(owner));
  check('AssignWithSeed', assign([held(at, rich)]), [
    ['another seed', assign([held(at, rich)], program, 'other'), '5'],
    ['another owner', assign([held(at, rich)], bob), '5'],
    ['too long a seed', assign([held(at, rich)], bob, 's'.repeat(33)), '0'],
    ['an illegal owner', assign([held(at, rich)], illegalOwner), '2'],
    ['with zeros', assign([held(at, rich, zeros)])],
    ['with data', assign([held(at, rich, filled)]), 'ModifiedProgramId'],
    ['of another program', assign([{ ...held(at, rich), owner: bob }]), 'ModifiedProgramId'],
    ['of the program already', assign([{ ...held(at, rich), owner: program }])],
    ['that does not exist', assign([])],
  ]);
}

{
  const seed = 'a seed';
  const from = seedAddress(carol, seed, program);
  const transfer = (accounts: readonly Account[], lamports: bigint, owner = program, with_ = seed) =>
    of(accounts, [writer(from), signer(carol), writer(bob)], u32(11), u64(lamports), text(with_), key(owner));
  check('TransferWithSeed', transfer([held(from, rich)], 5_000_000n), [
    ['another seed', transfer([held(from, rich)], 5n, program, 'other'), '5'],
    ['another owner', transfer([held(from, rich)], 5n, bob), '5'],
    ['too long a seed', transfer([held(from, rich)], 5n, bob, 's'.repeat(33)), '0'],
    ['an illegal owner', transfer([held(from, rich)], 5n, illegalOwner), '2'],
    ['too much', transfer([held(from, rich)], rich + 1n), '1'],
    ['all', transfer([held(from, rich)], rich)],
    ['nothing', transfer([held(from, rich)], 0n)],
    ['with data', transfer([held(from, rich, filled)], 5n), 'InvalidArgument'],
    [
      'of another program',
      transfer([{ ...held(from, rich), owner: program }], 5_000_000n),
      'ExternalAccountLamportSpend',
    ],
    ['too much to hold', transfer([held(from, rich), held(bob, greatest - 4n)], 5n), 'ArithmeticOverflow'],
  ]);
}

{
  const create = (accounts: readonly Account[], lamports: bigint, space: bigint, owner = program) =>
    of(accounts, [both(bob), both(alice)], u32(13), u64(lamports), u64(space), key(owner));
  check('CreateAccountAllowPrefund', create([held(alice, rich)], 5_000_000n, 10n), [
    ['an account with lamports', create([held(alice, rich), held(bob, 1n)], 5_000_000n, 10n)],
    ['an account with data', create([held(alice, rich), held(bob, rich, filled)], 5_000_000n, 10n), '0'],
    ['an account of another program', create([held(alice, rich), elsewhere], 5_000_000n, 10n), '0'],
    ['no lamports', create([held(alice, rich), held(bob, rich)], 0n, 10n)],
    ['no lamports from nobody', of([held(bob, rich)], [both(bob)], u32(13), u64(0), u64(10), key(program))],
    [
      'lamports from nobody',
      of([held(bob, rich)], [both(bob)], u32(13), u64(1), u64(10), key(program)),
      'MissingAccount',
    ],
    ['too much space', create([held(alice, rich)], 5_000_000n, 10_485_761n), '3'],
    ['too few lamports', create([held(alice, rich)], rich + 1n, 10n), '1'],
    ['not rent-exempt', create([held(alice, rich)], 5n, 10n), 'InsufficientFundsForRent'],
    ['from an account with data', create([held(alice, rich, filled)], 5_000_000n, 10n), 'InvalidArgument'],
    [
      'from an account of another program',
      create([{ ...held(alice, rich), owner: program }], 5_000_000n, 10n),
      'ExternalAccountLamportSpend',
    ],
  ]);
}

describe('other numbers', () => {
  it.each([14, 15, 100, 255, 0xffff_ffff])('%i', (number) => {
    agree(of([held(alice, rich)], [both(alice), writer(bob)], u32(number), new Uint8Array(100)));
  });
});
