// Deployment: every example goes through the upgradeable loader inside litesvm and then runs as on our machine.
import type { Address, Instruction } from '@solana/kit';
import {
  AccountRole,
  address,
  appendTransactionMessageInstructions,
  compileTransaction,
  createTransactionMessage,
  getAddressEncoder,
  getProgramDerivedAddress,
  lamports,
  pipe,
  setTransactionMessageFeePayer,
} from '@solana/kit';
import { FailedTransactionMetadata, LiteSVM, type TransactionMetadata } from 'litesvm';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Account } from '../runtime/bank/account.js';
import { executeOnEngines } from './engines.js';
import { fixtureFrom } from './fixture-file.js';
import { compiled } from './ways.js';

const payer = address('payer1111111111111111111111111111111111111J');
const buffer = address('Buffer1111111111111111111111111111111111111');
const system = address('11111111111111111111111111111111');
const loader = address('BPFLoaderUpgradeab1e11111111111111111111111');
const rent = address('SysvarRent111111111111111111111111111111111');
const clock = address('SysvarC1ock11111111111111111111111111111111');

/** Sizes of what the loader keeps before a program's bytes. Agave: UpgradeableLoaderState. */
const bufferHeader = 37;
const programSize = 36;
const chunkSize = 900;

type Part = { readonly u32: number } | { readonly u64: bigint } | { readonly bytes: Uint8Array };

/** Instruction data in bincode: little-endian, nothing between the parts. */
function encode(...parts: readonly Part[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => {
      if ('bytes' in part) return [...part.bytes];
      const bytes = new Uint8Array('u32' in part ? 4 : 8);
      const view = new DataView(bytes.buffer);
      if ('u32' in part) view.setUint32(0, part.u32, true);
      else view.setBigUint64(0, part.u64, true);
      return [...bytes];
    }),
  );
}

const signing = (at: Address) => ({ address: at, role: AccountRole.WRITABLE_SIGNER });
const writing = (at: Address) => ({ address: at, role: AccountRole.WRITABLE });
const reading = (at: Address) => ({ address: at, role: AccountRole.READONLY });

/** A cluster with one rich account. */
class Cluster {
  readonly #svm = new LiteSVM().withSigverify(false).withBlockhashCheck(false);

  constructor() {
    this.put({
      pubkey: payer,
      lamports: 100_000_000_000n,
      owner: system,
      data: new Uint8Array(0),
      executable: false,
    });
  }

  put({ pubkey, lamports: balance, owner, data, executable }: Account): void {
    this.#svm.setAccount({
      address: address(pubkey),
      lamports: lamports(balance),
      programAddress: address(owner),
      data,
      executable,
      space: BigInt(data.length),
    });
  }

  send(...instructions: readonly Instruction[]): TransactionMetadata {
    const transaction = pipe(
      createTransactionMessage({ version: 0 }),
      (message) => setTransactionMessageFeePayer(payer, message),
      (message) => this.#svm.setTransactionMessageLifetimeUsingLatestBlockhash(message),
      (message) => appendTransactionMessageInstructions(instructions, message),
      (message) => compileTransaction(message),
    );
    const sent = this.#svm.sendTransaction(transaction);
    if (sent instanceof FailedTransactionMetadata)
      throw new Error(`${sent.toString()}\n${sent.meta().logs().join('\n')}`);
    return sent;
  }

  /** System: CreateAccount, for the loader. */
  #create(at: Address, size: number): Instruction {
    const balance = this.#svm.minimumBalanceForRentExemption(BigInt(size));
    const owner = Uint8Array.from(getAddressEncoder().encode(loader));
    return {
      programAddress: system,
      accounts: [signing(payer), signing(at)],
      data: encode({ u32: 0 }, { u64: balance }, { u64: BigInt(size) }, { bytes: owner }),
    };
  }

  /** Loader v3: InitializeBuffer, Write for each chunk, DeployWithMaxDataLen. */
  async deploy(programId: Address, elf: Uint8Array): Promise<void> {
    const encoded = getAddressEncoder().encode(programId);
    const [programData] = await getProgramDerivedAddress({ programAddress: loader, seeds: [encoded] });
    this.send(this.#create(buffer, bufferHeader + elf.length), {
      programAddress: loader,
      accounts: [writing(buffer), reading(payer)],
      data: encode({ u32: 0 }),
    });
    for (let offset = 0; offset < elf.length; offset += chunkSize) {
      const bytes = elf.subarray(offset, offset + chunkSize);
      this.send({
        programAddress: loader,
        accounts: [writing(buffer), signing(payer)],
        data: encode({ u32: 1 }, { u32: offset }, { u64: BigInt(bytes.length) }, { bytes }),
      });
    }
    this.send(this.#create(programId, programSize), {
      programAddress: loader,
      accounts: [
        signing(payer),
        writing(programData),
        writing(programId),
        writing(buffer),
        reading(rent),
        reading(clock),
        reading(system),
        signing(payer),
      ],
      data: encode({ u32: 2 }, { u64: BigInt(elf.length) }),
    });
    // A program can be called from the slot after its deployment on.
    this.#svm.warpToSlot(this.#svm.getClock().slot + 1n);
  }

  /** Whether the cluster has a program at the address by itself. */
  carries(at: Address): boolean {
    const account = this.#svm.getAccount(at);
    return account.exists && account.executable;
  }

  call({ programId, accounts, data }: ReturnType<typeof fixtureFrom>): TransactionMetadata {
    accounts.forEach((account) => this.put(account));
    return this.send({
      programAddress: address(programId),
      accounts: accounts.map(({ pubkey, signer, writable }) => {
        const at = address(pubkey);
        if (signer)
          return { address: at, role: writable ? AccountRole.WRITABLE_SIGNER : AccountRole.READONLY_SIGNER };
        return writable ? writing(at) : reading(at);
      }),
      data,
    });
  }
}

const examples = fileURLToPath(new URL('../examples/', import.meta.url));

const folders = readdirSync(examples, { withFileTypes: true }).filter((entry) => entry.isDirectory());

for (const name of folders.map((folder) => folder.name).sort()) {
  describe(`deploying ${name}`, () => {
    for (const arch of ['v3', 'v0'] as const) {
      it(arch, async () => {
        const text = readFileSync(`${examples}${name}/main.ovsm`, 'utf8');
        const { elf } = compiled({ name: `examples/${name}/main.ovsm`, text }, { arch });
        const request = fixtureFrom(`${examples}${name}/fixture.json`);
        const cluster = new Cluster();
        await cluster.deploy(address(request.programId), elf);
        // Programs that invoke the cluster's own are called in token-examples.test.ts, with those programs there.
        if (request.accounts.some(({ pubkey }) => cluster.carries(address(pubkey)))) return;
        const called = cluster.call(request);
        const outcome = executeOnEngines({ ...request, program: elf });
        expect(Number(called.computeUnitsConsumed())).toBe(outcome.units);
        expect(called.logs()).toEqual(outcome.logs);
      });
    }
  });
}
