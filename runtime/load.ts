// The loader: program files become executables, or the error Agave gives for them.
import { fileHeader } from '../grammar/elf.js';
import type { Version } from '../grammar/sbpf.js';
import { hasStrictLayout } from '../grammar/sbpf.js';
import type { Executable } from './executable.js';
import type { LoadError } from './load/error.js';
import { LoadFailure, failure } from './load/error.js';
import { loadLenient } from './load/lenient.js';
import { loadStrict } from './load/strict.js';

export type { LoadError, LoadVariant } from './load/error.js';

export interface LoadOptions {
  /** Hashes of the syscalls the machine has; a function of v0 to v2 must not share one. */
  readonly syscalls?: ReadonlySet<number>;
  /** Whether to apply the rules of deployment, which ask more than those of execution. */
  readonly deploying?: boolean;
}

export type LoadResult =
  { readonly ok: true; readonly executable: Executable } | { readonly ok: false; readonly error: LoadError };

/** Loads a program file. Any bytes are accepted or refused as Agave does; it does not verify the instructions. */
export function load(file: Uint8Array, options: LoadOptions = {}): LoadResult {
  try {
    return { ok: true, executable: loadVersion(file, options) };
  } catch (thrown) {
    if (!(thrown instanceof LoadFailure)) throw thrown;
    const { error } = thrown;
    return { ok: false, error: { ...error, offset: Math.min(error.offset, file.length) } };
  }
}

function loadVersion(file: Uint8Array, { syscalls = new Set(), deploying = false }: LoadOptions): Executable {
  const version = versionOf(file);
  if (version === undefined) throw failure('UnsupportedSBPFVersion', fileHeader.flags.at);
  return hasStrictLayout(version) ? loadStrict(file) : loadLenient(file, version, { syscalls, deploying });
}

function versionOf(file: Uint8Array): Version | undefined {
  const { at, size } = fileHeader.flags;
  if (file.length < at + size) throw failure('ValueOutOfBounds', file.length);
  const flags = new DataView(file.buffer, file.byteOffset).getUint32(at, true);
  return flags === 0 || flags === 1 || flags === 2 || flags === 3 ? flags : undefined;
}
