// Fixtures with mints and accounts that litesvm's real token program has written.
import type { Address } from '@solana/kit';
import {
  AccountRole,
  address,
  appendTransactionMessageInstruction,
  compileTransaction,
  createTransactionMessage,
  getAddressEncoder,
  lamports,
  pipe,
  setTransactionMessageFeePayer,
} from '@solana/kit';
import { FailedTransactionMetadata, LiteSVM } from 'litesvm';
import { derived } from './stories/instructions.js';

const payer = address('payer1111111111111111111111111111111111111J');
const tokenProgram = address('TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA');
const mint = address('MintMint11111111111111111111111111111111111');
const account = address('TokenAccount1111111111111111111111111111111');
const owner = address('Zwner11111111111111111111111111111111111111');
const programId = 'TokenPeek1111111111111111111111111111111111';

const sizeOfMint = 82;
const sizeOfAccount = 165;
const decimals = 6;
const minted = 250_000_500_000n;
const mintedElsewhere = 750_000_000_000n;

/** The first byte of an instruction of the token program. Source: spl-token, `TokenInstruction`. */
const tag = { mintTo: 7, initializeAccount3: 18, initializeMint2: 20 } as const;

class TokenBank {
  readonly #svm = new LiteSVM().withSigverify(false).withBlockhashCheck(false);

  constructor() {
    this.#svm.setAccount({
      address: payer,
      lamports: lamports(10_000_000_000n),
      programAddress: address('11111111111111111111111111111111'),
      data: new Uint8Array(0),
      executable: false,
      space: 0n,
    });
  }

  /** An account as the system program's CreateAccount leaves it: zeroed, rent-exempt, owned by the token program. */
  create(at: Address, size: number): void {
    this.#svm.setAccount({
      address: at,
      lamports: lamports(this.#svm.minimumBalanceForRentExemption(BigInt(size))),
      programAddress: tokenProgram,
      data: new Uint8Array(size),
      executable: false,
      space: BigInt(size),
    });
  }

  /** Sends one instruction of the token program, signed by the payer; the accounts are writable. */
  send(accounts: readonly Address[], ...data: readonly (number | Uint8Array)[]): void {
    this.sendAs(payer, accounts, ...data);
  }

  /** The same signed by somebody else. */
  sendAs(by: Address, accounts: readonly Address[], ...data: readonly (number | Uint8Array)[]): void {
    const bytes = Uint8Array.from(data.flatMap((part) => (typeof part === 'number' ? [part] : [...part])));
    const signer = { address: by, role: AccountRole.WRITABLE_SIGNER };
    const instruction = {
      programAddress: tokenProgram,
      accounts: [...accounts.map((at) => ({ address: at, role: AccountRole.WRITABLE })), signer],
      data: bytes,
    };
    const transaction = pipe(
      createTransactionMessage({ version: 0 }),
      (message) => setTransactionMessageFeePayer(payer, message),
      (message) => this.#svm.setTransactionMessageLifetimeUsingLatestBlockhash(message),
      (message) => appendTransactionMessageInstruction(instruction, message),
      (message) => compileTransaction(message),
    );
    const sent = this.#svm.sendTransaction(transaction);
    if (sent instanceof FailedTransactionMetadata) throw new Error(sent.meta().logs().join('\n'));
  }

  /** An account in the form of a fixture. */
  show(at: Address): object {
    const found = this.#svm.getAccount(at);
    if (!found.exists) throw new Error(`there is no account ${at}`);
    return {
      pubkey: at,
      lamports: Number(found.lamports),
      owner: found.programAddress,
      data: Buffer.from(found.data).toString('hex'),
    };
  }
}

function u64(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value, true);
  return bytes;
}

/** Makes a mint of 6 decimals, mints to two accounts, and shows the mint and the first. The same on every machine. */
export function makeTokenFixture(): object {
  const bank = new TokenBank();
  const key = (of: Address): Uint8Array => Uint8Array.from(getAddressEncoder().encode(of));
  const other = address('TokenAccount1111111111111111111111111111112');
  bank.create(mint, sizeOfMint);
  bank.send([mint], tag.initializeMint2, decimals, key(payer), 0);
  for (const [at, amount] of [
    [account, minted],
    [other, mintedElsewhere],
  ] as const) {
    bank.create(at, sizeOfAccount);
    bank.send([at, mint], tag.initializeAccount3, key(owner));
    bank.send([mint, at], tag.mintTo, u64(amount));
  }
  return { programId, accounts: [bank.show(mint), bank.show(account)] };
}

const callerId = address('ovsm111111111111111111111111111111111111111');
const authority = address('Payer11111111111111111111111111111111111111');
const [vault] = derived(callerId, new TextEncoder().encode('vault'));

/**
 * What programs that call the token program need: that program, a mint, accounts with 1000 and 0 tokens of its authority,
 * one of somebody else, the authority, an address of the program (seed "vault"), and an account with 500 tokens of it.
 */
export function makeTokenCallsFixture(): object {
  const bank = new TokenBank();
  const key = (of: Address): Uint8Array => Uint8Array.from(getAddressEncoder().encode(of));
  const mint = address('MintMint11111111111111111111111111111111112');
  bank.create(mint, sizeOfMint);
  bank.send([mint], tag.initializeMint2, decimals, key(authority), 0);
  const holders = [
    ['TokenAccount1111111111111111111111111111113', authority, 1000n],
    ['TokenAccount1111111111111111111111111111114', authority, 0n],
    ['TokenAccount1111111111111111111111111111115', owner, 20n],
    ['TokenAccount1111111111111111111111111111116', vault, 500n],
  ] as const;
  const [rich, empty, other, kept] = holders.map(([text, holder, amount]) => {
    const at = address(text);
    bank.create(at, sizeOfAccount);
    bank.send([at, mint], tag.initializeAccount3, key(holder));
    if (amount > 0n) bank.sendAs(authority, [mint, at], tag.mintTo, u64(amount));
    return { ...bank.show(at), writable: true };
  });
  const nobody = '11111111111111111111111111111111';
  const accounts = [
    { pubkey: tokenProgram, lamports: 0, owner: nobody, data: '' },
    { ...bank.show(mint), writable: true },
    rich,
    empty,
    other,
    { pubkey: authority, lamports: 10_000_000_000, owner: nobody, data: '', signer: true, writable: true },
    { pubkey: vault, lamports: 1_000_000, owner: nobody, data: '' },
    kept,
  ];
  return { programId: callerId, accounts };
}
