// Programs: files of programs, loaded and verified once.
import type { Executable } from '../executable.js';
import type { LoadOptions } from '../load.js';
import { load } from '../load.js';
import { syscalls, syscallsByHash } from '../syscalls/table.js';
import { hashOf } from '../../grammar/syscall.js';
import { verify } from '../verify.js';

/** A program as a transaction finds it. */
export interface ProgramEntry {
  /** Absent: there is one, but it cannot be run, or not yet. */
  readonly executable?: Executable;
  /** Whether its loader lays the input out aligned and its syscalls insist on alignment; all but v1 do. */
  readonly aligned: boolean;
}

/** Why a file is no program: the words of the runtime, and its name for the error. */
export interface ProgramError {
  readonly variant: string;
  readonly text: string;
  /** As a loader writes it to the log. */
  readonly logged: string;
}

const hashes: ReadonlySet<number> = new Set(syscallsByHash.keys());
const deployableHashes: ReadonlySet<number> = new Set(
  syscalls.filter(({ notDeployable }) => notDeployable !== true).map(hashOf),
);

/** Loads and verifies a file, for running or under the stricter rules of deployment. */
export function prepareProgram(
  file: Uint8Array,
  { deploying = false }: Pick<LoadOptions, 'deploying'> = {},
): { readonly executable: Executable } | { readonly error: ProgramError } {
  const loaded = load(file, { syscalls: deploying ? deployableHashes : hashes, deploying });
  if (!loaded.ok) return { error: { ...loaded.error, logged: loaded.error.text } };
  const error = verify(loaded.executable);
  if (error === undefined) return { executable: loaded.executable };
  return { error: { ...error, logged: `Verifier error: ${error.text}` } };
}
