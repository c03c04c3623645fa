// Stories of Token-2022's extensions: transfer fees, metadata inside the mint, and others that accounts can have.
import type { Address, Instruction } from '@solana/kit';
import { address } from '@solana/kit';
import { carriedPrograms, type Cluster, payer } from '../cluster.js';
import { testAddress } from '../oracle.js';
import type { Part } from './instructions.js';
import {
  associatedAddress,
  createAccount,
  createAssociated,
  instruction,
  setUnits,
  system,
  transfer,
  u16,
  u32,
  u64,
} from './instructions.js';
import { Token } from './token.js';

const at = (seed: number): Address => address(testAddress(seed));
const program = carriedPrograms.token2022;
const token = new Token(program);

const [owner, other, collector] = [at(131), at(132), at(133)];
const none = new Uint8Array(32);

/** Bytes of a mint with extensions of these sizes, and of an account. */
const extended = (...sizes: readonly number[]): number =>
  sizes.reduce((size, extension) => size + 4 + extension, 166);

const fees = {
  initialize: (mint: Address, basisPoints: number, maximum: bigint): Instruction =>
    instruction(program, [[mint, 'w']], 26, 0, 1, owner, 1, collector, u16(basisPoints), u64(maximum)),
  transfer: (from: Address, mint: Address, to: Address, amount: bigint, fee: bigint): Instruction =>
    instruction(
      program,
      [
        [from, 'w'],
        [mint, 'r'],
        [to, 'w'],
        [owner, 's'],
      ],
      26,
      1,
      u64(amount),
      6,
      u64(fee),
    ),
  withdrawFromMint: (mint: Address, to: Address): Instruction =>
    instruction(
      program,
      [
        [mint, 'w'],
        [to, 'w'],
        [collector, 's'],
      ],
      26,
      2,
    ),
  withdrawFromAccounts: (mint: Address, to: Address, ...sources: readonly Address[]): Instruction =>
    instruction(
      program,
      [[mint, 'r'], [to, 'w'], [collector, 's'], ...sources.map((source) => [source, 'w'] as const)],
      26,
      3,
      sources.length,
    ),
  harvest: (mint: Address, ...sources: readonly Address[]): Instruction =>
    instruction(program, [[mint, 'w'], ...sources.map((source) => [source, 'w'] as const)], 26, 4),
  set: (mint: Address, basisPoints: number, maximum: bigint): Instruction =>
    instruction(
      program,
      [
        [mint, 'w'],
        [owner, 's'],
      ],
      26,
      5,
      u16(basisPoints),
      u64(maximum),
    ),
};

export function tellFeeStory(cluster: Cluster): void {
  for (const person of [owner, other, collector]) cluster.fund(person, 1_000_000_000n);
  const mint = at(140);
  const size = extended(108);
  const rent = cluster.bank.minimumBalanceForRentExemption(size);
  cluster.send([createAccount(payer, mint, rent, 82, program), fees.initialize(mint, 100, 5000n)]);
  cluster.send([
    createAccount(payer, mint, rent, size, program),
    fees.initialize(mint, 100, 5000n),
    token.initializeMint(mint, 6, owner),
  ]);
  const [mine, theirs] = [owner, other].map((person) => associatedAddress(person, mint, program)) as [
    Address,
    Address,
  ];
  cluster.send([
    createAssociated(payer, owner, mint, program),
    createAssociated(payer, other, mint, program),
  ]);
  cluster.send([token.mintTo(mint, mine, 10_000_000n, owner)]);
  cluster.send([token.transfer(mine, theirs, 1000n, owner)]);
  for (const amount of [0n, 1n, 99n, 100n, 1000n, 600_000n, 20_000_000n])
    cluster.send([token.transferChecked(mine, theirs, mint, amount, 6, owner)]);
  for (const fee of [9n, 10n, 11n]) cluster.send([fees.transfer(mine, mint, theirs, 1000n, fee)]);
  cluster.send([token.close(theirs, other, other)]);
  cluster.send([fees.harvest(mint, theirs)]);
  cluster.send([fees.withdrawFromMint(mint, mine)]);
  cluster.send([token.transferChecked(mine, theirs, mint, 5000n, 6, owner)]);
  cluster.send([fees.withdrawFromAccounts(mint, mine, theirs, mine)]);
  cluster.send([fees.set(mint, 10_001, 1n)]);
  cluster.send([fees.set(mint, 5000, 1n)]);
  cluster.send([token.transferChecked(mine, theirs, mint, 5000n, 6, owner)]);
  cluster.bank.setClock({ ...cluster.bank.getClock(), epoch: 2n });
  const clock = cluster.svm.getClock();
  clock.epoch = 2n;
  cluster.svm.setClock(clock);
  cluster.send([token.transferChecked(mine, theirs, mint, 5000n, 6, owner)]);
}

const text = (value: string): readonly Part[] => {
  const bytes = new TextEncoder().encode(value);
  return [u32(bytes.length), bytes];
};

/** First bytes of the instructions of the token metadata interface. */
const metadataTags = {
  initialize: [210, 225, 30, 162, 88, 184, 77, 141],
  updateField: [221, 233, 49, 45, 181, 202, 220, 200],
  removeKey: [234, 18, 32, 56, 89, 141, 37, 181],
  updateAuthority: [215, 228, 166, 228, 84, 100, 86, 123],
  emit: [250, 166, 180, 250, 13, 12, 184, 70],
} as const;

const tag = (name: keyof typeof metadataTags): Uint8Array => Uint8Array.from(metadataTags[name]);

export function tellMetadataStory(cluster: Cluster): void {
  cluster.fund(owner, 1_000_000_000n);
  const mint = at(150);
  const size = extended(64);
  const rent = cluster.bank.minimumBalanceForRentExemption(size);
  const point = instruction(program, [[mint, 'w']], 39, 0, owner, mint);
  const initialize = (name: string, symbol: string, uri: string): Instruction =>
    instruction(
      program,
      [
        [mint, 'w'],
        [owner, 'r'],
        [mint, 'r'],
        [owner, 's'],
      ],
      tag('initialize'),
      ...text(name),
      ...text(symbol),
      ...text(uri),
    );
  const update = (field: readonly Part[], value: string): Instruction =>
    instruction(
      program,
      [
        [mint, 'w'],
        [owner, 's'],
      ],
      tag('updateField'),
      ...field,
      ...text(value),
    );
  cluster.send([
    createAccount(payer, mint, rent, size, program),
    point,
    token.initializeMint(mint, 0, owner),
  ]);
  cluster.send([initialize('Coin', 'C', 'https://example.org')]);
  cluster.send([transfer(payer, mint, 20_000_000n), initialize('Coin', 'C', 'https://example.org')]);
  cluster.send([initialize('Coin', 'C', 'https://example.org')]);
  cluster.send([update([0], 'A longer name than before')]);
  cluster.send([update([1], 'S')]);
  cluster.send([update([3, ...text('colour')], 'blue')]);
  cluster.send([update([3, ...text('colour')], 'very light blue')]);
  cluster.send([update([3, ...text('colour')], 'x'.repeat(700))]);
  cluster.send([instruction(program, [[mint, 'r']], tag('emit'), 0, 0)]);
  cluster.send([instruction(program, [[mint, 'r']], tag('emit'), 1, u64(3), 1, u64(20))]);
  const removed = (idempotent: number): Instruction =>
    instruction(
      program,
      [
        [mint, 'w'],
        [owner, 's'],
      ],
      tag('removeKey'),
      idempotent,
      ...text('colour'),
    );
  cluster.send([removed(0)]);
  cluster.send([removed(0)]);
  cluster.send([removed(1)]);
  const pass = instruction(
    program,
    [
      [mint, 'w'],
      [owner, 's'],
    ],
    tag('updateAuthority'),
    none,
  );
  cluster.send([setUnits(3000), pass]);
  cluster.send([pass]);
  cluster.send([update([0], 'never')]);
}

/** Extensions an account or a mint is given before it is initialized: each a first byte and more. */
export function tellOtherExtensions(cluster: Cluster): void {
  for (const person of [owner, other]) cluster.fund(person, 1_000_000_000n);
  const onMint: readonly (readonly [number, readonly Part[]])[] = [
    [32, [25, owner]],
    [0, [32]],
    [32, [35, owner]],
    [52, [33, 0, owner, u16(500)]],
    [1, [28, 0, 2]],
    [64, [36, 0, owner, at(139)]],
    [64, [40, 0, owner, at(139)]],
  ];
  onMint.forEach(([extension, data], index) => {
    const mint = at(160 + index);
    const size = extended(extension);
    const rent = cluster.bank.minimumBalanceForRentExemption(size + 200);
    cluster.send([
      createAccount(payer, mint, rent, size, program),
      instruction(program, [[mint, 'w']], ...data),
      token.initializeMint(mint, 2, owner),
    ]);
    cluster.send([createAssociated(payer, owner, mint, program)]);
    cluster.send([createAssociated(payer, other, mint, program)]);
    const [mine, theirs] = [owner, other].map((person) => associatedAddress(person, mint, program)) as [
      Address,
      Address,
    ];
    cluster.send([token.mintTo(mint, mine, 1000n, owner)]);
    cluster.send([token.transferChecked(mine, theirs, mint, 10n, 2, owner)]);
    cluster.send([token.close(mint, owner, owner)]);
    cluster.send([
      instruction(
        program,
        [
          [mine, 'w'],
          [payer, 'ws'],
          [system, 'r'],
          [owner, 's'],
        ],
        29,
        u16(8),
      ),
    ]);
    cluster.send([
      instruction(
        program,
        [
          [mine, 'w'],
          [owner, 's'],
        ],
        30,
        0,
      ),
    ]);
    cluster.send([token.transferChecked(theirs, mine, mint, 5n, 2, other)]);
    cluster.send([token.accountDataSize(mint)]);
    cluster.send([token.amountToUi(mint, 1234n)]);
  });
}
