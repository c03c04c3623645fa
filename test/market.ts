// A market: a cluster with the real token program, a mint or two, holders of tokens, and an example to try there.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Address, Instruction } from '@solana/kit';
import { address, isSignerRole, isWritableRole } from '@solana/kit';
import { expect } from 'vitest';
import { systemProgram } from '../runtime/bank/account.js';
import type { TransactionOutcome } from '../runtime/bank/transaction/outcome.js';
import { carriedPrograms, Cluster, payer } from './cluster.js';
import { testAddress } from './oracle.js';
import { createAccount } from './stories/instructions.js';
import { Token } from './stories/token.js';
import { compiled } from './ways.js';

export const at = (seed: number): Address => address(testAddress(seed));

/** The lines of a program's own in the log. */
export const told = ({ logs }: TransactionOutcome): readonly string[] =>
  logs.flatMap((line) => /^Program log: (.*)/.exec(line)?.[1] ?? []);

export class Market {
  readonly cluster = new Cluster().carry('token');
  readonly token = new Token(carriedPrograms.token);
  readonly #fixture: string;

  constructor(
    readonly program: Address,
    example: string,
  ) {
    const name = `examples/${example}/main.ovsm`;
    const path = fileURLToPath(new URL(`../examples/${example}/`, import.meta.url));
    const text = readFileSync(`${path}main.ovsm`, 'utf8');
    this.#fixture = `${path}fixture.json`;
    this.cluster.addProgram(program, compiled({ name, text }).elf);
  }

  /** Sends a transaction that must succeed, here and in litesvm. */
  do(...instructions: readonly Instruction[]): TransactionOutcome {
    const outcome = this.cluster.send(instructions);
    if (outcome.status !== 'ok') throw new Error(outcome.logs.join('\n'));
    return outcome;
  }

  /** Sends a transaction that must fail, and gives the last line the program told, else the error. */
  refused(...instructions: readonly Instruction[]): string {
    const outcome = this.cluster.send(instructions);
    if (outcome.status === 'ok') throw new Error('the transaction went through');
    return told(outcome).at(-1) ?? outcome.error?.code ?? '';
  }

  #create(pubkey: Address, size: number, owner: Address): Instruction {
    const rent = this.cluster.bank.minimumBalanceForRentExemption(size);
    return createAccount(payer, pubkey, rent, size, owner);
  }

  /** A zeroed account of the example. */
  state(pubkey: Address, size: number): Address {
    this.do(this.#create(pubkey, size, this.program));
    return pubkey;
  }

  mint(pubkey: Address): Address {
    this.do(this.#create(pubkey, 82, carriedPrograms.token), this.token.initializeMint2(pubkey, 6, payer));
    return pubkey;
  }

  /** A token account with an amount. */
  holder(pubkey: Address, mint: Address, owner: Address, amount = 0n): Address {
    this.do(
      this.#create(pubkey, 165, carriedPrograms.token),
      this.token.initializeAccount3(pubkey, mint, owner),
      this.token.mintTo(mint, pubkey, amount, payer),
    );
    return pubkey;
  }

  /** Sees that the example's fixture is this instruction with the accounts as they are now; renews it when updating. */
  expectFixture({ accounts = [], data }: Instruction): void {
    const fixture = {
      programId: this.program,
      accounts: accounts.map(({ address: pubkey, role }) => ({
        ...this.#shown(pubkey),
        ...(isSignerRole(role) && { signer: true }),
        ...(isWritableRole(role) && { writable: true }),
      })),
      data: Buffer.from(data ?? []).toString('hex'),
    };
    if (process.env['UPDATE']) writeFileSync(this.#fixture, `${JSON.stringify(fixture, null, 2)}\n`);
    expect(JSON.parse(readFileSync(this.#fixture, 'utf8'))).toEqual(fixture);
  }

  /** Programs need not hold anything in a fixture. */
  #shown(pubkey: Address): object {
    const { lamports, owner, data, executable } = this.cluster.judged(pubkey);
    if (executable) return { pubkey, lamports: 0, owner: systemProgram, data: '' };
    return { pubkey, lamports: Number(lamports), owner, data: Buffer.from(data).toString('hex') };
  }

  /** The tokens of an account. */
  balance(pubkey: Address): bigint {
    const { data } = this.cluster.judged(pubkey);
    return new DataView(data.buffer, data.byteOffset).getBigUint64(64, true);
  }
}
