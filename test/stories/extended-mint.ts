// Mints of Token-2022 with extensions, and what its instructions for extensions look like.
import type { Address, Instruction } from '@solana/kit';
import { carriedPrograms, type Cluster, payer } from '../cluster.js';
import type { Named, Part } from './instructions.js';
import { associatedAddress, createAccount, createAssociated, instruction, u16 } from './instructions.js';
import { Token } from './token.js';

export const program = carriedPrograms.token2022;
export const token = new Token(program);

/** The type and the length before each extension. */
const extensionHeader = 4;

/** Bytes of a mint with extensions of these sizes; the extensions come where those of an account do. */
export const mintSize = (...sizes: readonly number[]): number =>
  sizes.length === 0 ? 82 : sizes.reduce((size, extension) => size + extensionHeader + extension, 166);

/** An instruction with these accounts, the first of them written to and the last of several a signer. */
export const signed = (target: Address, signer: Address, ...data: readonly Part[]): Instruction =>
  instruction(
    program,
    [
      [target, 'w'],
      [signer, 's'],
    ],
    ...data,
  );

export const unsigned = (target: Address, ...data: readonly Part[]): Instruction =>
  instruction(program, [[target, 'w']], ...data);

export interface ExtendedMint {
  readonly mint: Address;
  readonly authority: Address;
  readonly freezer?: Address;
  /** Of the extensions. */
  readonly sizes: readonly number[];
  /** What comes between the account's creation and the mint's initialization. */
  readonly before: readonly Instruction[];
  /** Lamports for what will be added later. */
  readonly extra?: bigint;
}

/** Creates the account, its extensions and the mint, in one transaction. */
export function createMint(cluster: Cluster, asked: ExtendedMint): void {
  const { mint, authority, freezer, sizes, before, extra = 0n } = asked;
  const size = mintSize(...sizes);
  const lamports = cluster.bank.minimumBalanceForRentExemption(size) + extra;
  cluster.send([
    createAccount(payer, mint, lamports, size, program),
    ...before,
    token.initializeMint(mint, 2, authority, freezer),
  ]);
}

/** Associated accounts of these owners, one transaction each. */
export function createAccounts(cluster: Cluster, mint: Address, ...owners: readonly Address[]): Address[] {
  for (const owner of owners) cluster.send([createAssociated(payer, owner, mint, program)]);
  return owners.map((owner) => associatedAddress(owner, mint, program));
}

/** Makes room in an account for extensions of these types. */
export const reallocate = (account: Address, owner: Address, ...types: readonly number[]): Instruction => {
  const accounts: readonly Named[] = [
    [account, 'w'],
    [payer, 'ws'],
    ['11111111111111111111111111111111' as Address, 'r'],
    [owner, 's'],
  ];
  return instruction(program, accounts, 29, ...types.map(u16));
};

/** Numbers of extensions. Source: Token-2022, `ExtensionType`. */
export const extensionType = { immutableOwner: 7, memoTransfer: 8, cpiGuard: 11 } as const;

/** First bytes of instructions. Source: Token-2022, `TokenInstruction`. */
export const tag = {
  closeAuthority: 25,
  defaultState: 28,
  memoTransfer: 30,
  nonTransferable: 32,
  interestBearing: 33,
  cpiGuard: 34,
  permanentDelegate: 35,
  transferHook: 36,
  metadataPointer: 39,
  groupPointer: 40,
  memberPointer: 41,
  scaledAmount: 43,
  pausable: 44,
} as const;
