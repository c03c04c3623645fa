// Programs in accounts: the programs that the accounts of a transaction hold, loaded when one is first called.
import { encodeBase58 } from '../../grammar/base58.js';
import { sameBytes } from './account.js';
import type { BuiltinContext } from './builtin.js';
import { failed } from './errors.js';
import { keyName } from './key-name.js';
import { loaders, programDataAddress, programDataHeaderSize } from './loaders.js';
import type { ProgramEntry } from './programs.js';
import { prepareProgram } from './programs.js';

/** As much of an account as it takes to find a program in it. */
interface Holder {
  readonly key: Uint8Array;
  readonly owner: Uint8Array;
  readonly data: Uint8Array;
}

/** The file of the program that an account is, with its loader; undefined where it is none. */
export function programFile(
  { owner, data }: Holder,
  dataOf: (address: Uint8Array) => Uint8Array | undefined,
): { readonly file: Uint8Array; readonly loader: string } | undefined {
  const loader = encodeBase58(owner);
  if (loader === loaders.v1 || loader === loaders.v2) return { file: data, loader };
  if (loader !== loaders.v3) return undefined;
  const address = programDataAddress(data);
  const held = address && dataOf(address);
  if (held === undefined || held.length < programDataHeaderSize) return undefined;
  return { file: held.subarray(programDataHeaderSize), loader };
}

/** A program of a file; one that is refused cannot be run, but is there. */
export function programEntry(file: Uint8Array, loader: string): ProgramEntry {
  const prepared = prepareProgram(file);
  const aligned = loader !== loaders.v1;
  return 'executable' in prepared ? { executable: prepared.executable, aligned } : { aligned };
}

/** Refuses a file that could not be deployed, in the runtime's words. Agave: deploy_program. */
export function checkDeployable(file: Uint8Array, context: BuiltinContext): void {
  const prepared = prepareProgram(file, { deploying: true });
  if ('executable' in prepared) return;
  context.log(prepared.error.logged);
  throw failed('InvalidAccountData');
}

export class ProgramsInAccounts {
  readonly #entries = new Map<string, ProgramEntry | undefined>();

  constructor(readonly accounts: readonly Holder[]) {}

  find(programId: Uint8Array): ProgramEntry | undefined {
    const name = keyName(programId);
    if (!this.#entries.has(name)) this.#entries.set(name, this.#load(programId));
    return this.#entries.get(name);
  }

  /** What is deployed can be called from the next slot on. */
  deploy(programId: Uint8Array, file: Uint8Array, context: BuiltinContext): void {
    checkDeployable(file, context);
    this.close(programId);
  }

  close(programId: Uint8Array): void {
    this.#entries.set(keyName(programId), { aligned: true });
  }

  #load(programId: Uint8Array): ProgramEntry | undefined {
    const account = this.#account(programId);
    const found = account && programFile(account, (address) => this.#account(address)?.data);
    return found && programEntry(found.file, found.loader);
  }

  #account(key: Uint8Array): Holder | undefined {
    return this.accounts.find((account) => sameBytes(account.key, key));
  }
}
