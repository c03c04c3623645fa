// The client that Codama writes from an interface, as a module, and its instructions as they run.
import { AccountRole, type Instruction } from '@solana/kit';
import { build } from 'esbuild';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codamaRoot, writeClient, type RootNode } from '../compiler/cli/codama.js';
import type { AnchorIdl } from '../compiler/idl/anchor-types.js';
import type { InstructionAccount } from '../runtime/bank/account.js';
import type { Case } from './oracle.js';
import { account } from './program-case.js';

/** Its functions by name; those with the ending `Async` give a promise. */
type Client = Record<string, (input: unknown) => Promise<Instruction> & Instruction>;

export interface GeneratedClient {
  readonly node: RootNode;
  /** Where it was written, to be removed. */
  readonly folder: string;
  readonly client: Client;
}

export async function generatedClient(idl: AnchorIdl | RootNode): Promise<GeneratedClient> {
  const folder = mkdtempSync(join(tmpdir(), 'osvm-client-'));
  const node = 'kind' in idl ? idl : await codamaRoot(idl);
  await writeClient(node, folder);
  const outfile = join(folder, 'client.mjs');
  await build({
    entryPoints: [join(folder, 'src/generated/index.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
    nodePaths: [fileURLToPath(new URL('../node_modules', import.meta.url))],
  });
  return { node, folder, client: (await import(outfile)) as Client };
}

/** An instruction as a client made it, on the accounts that are known; others are wallets. */
export function requestOf(instruction: Instruction, known: readonly InstructionAccount[]): Case {
  const accounts = (instruction.accounts ?? []).map(({ address, role }): InstructionAccount => {
    const found = known.find(({ pubkey }) => pubkey === address) ?? account(address);
    const signer = role === AccountRole.READONLY_SIGNER || role === AccountRole.WRITABLE_SIGNER;
    const writable = role === AccountRole.WRITABLE || role === AccountRole.WRITABLE_SIGNER;
    return { ...found, signer, writable };
  });
  const data = new Uint8Array(instruction.data ?? []);
  return { programId: instruction.programAddress, accounts, data };
}
