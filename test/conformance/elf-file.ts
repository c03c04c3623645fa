// ELF files that cases name: found below a folder, patched, and loaded as the case says.
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileHeader, readRecord, recordSize, writeRecord } from '../../grammar/elf.js';
import { syscallHash } from '../../grammar/sbpf.js';
import type { Executable } from '../../runtime/executable.js';
import type { LoadResult } from '../../runtime/load.js';
import { load } from '../../runtime/load.js';
import { LoadFailure, failure } from '../../runtime/load/error.js';
import { loadLenient } from '../../runtime/load/lenient.js';
import { loadStrict } from '../../runtime/load/strict.js';
import type { PeerConfig } from '../peer-cases.js';
import { fromHex, versionOf } from '../peer-cases.js';

/** What a case says of its file. */
export interface ElfCase {
  readonly elf: string;
  /** Bytes in hexadecimal, put over those at an offset. */
  readonly patches?: readonly (readonly [offset: number, hex: string])[];
  /** Names, or a record by name. */
  readonly syscalls?: readonly string[] | Readonly<Record<string, unknown>>;
  /** `auto`: the one of the file's version. */
  readonly parser?: 'auto' | 'strict' | 'lenient';
  readonly config?: PeerConfig;
}

/** The file with its patches, or undefined where there is none. */
export function patchedFile({ elf, patches = [] }: ElfCase, folder: string): Uint8Array | undefined {
  const path = resolve(folder, elf);
  if (!existsSync(path)) return undefined;
  const file = new Uint8Array(readFileSync(path));
  for (const [offset, hex] of patches) file.set(fromHex(hex), offset);
  return file;
}

const names = (syscalls: ElfCase['syscalls'] = []): readonly string[] =>
  Array.isArray(syscalls) ? (syscalls as readonly string[]) : Object.keys(syscalls);

/** The public suite also has a version 4, which loads and runs as 3 does. */
const greatestVersion = 4;

/** Loads the file as the public suite does, whose settings differ from those of the runtime. */
export function loadAsPeers(one: ElfCase, file: Uint8Array): LoadResult {
  const syscalls = new Set(names(one.syscalls).map(syscallHash));
  const deploying = one.config?.reject_broken_elfs ?? false;
  try {
    if (one.parser === 'strict') return loaded(loadStrict(file));
    if (one.parser === 'lenient') return loaded(loadLenient(file, 0, { syscalls, deploying }));
    return load(asKnownVersion(one, file), { syscalls, deploying });
  } catch (thrown) {
    if (thrown instanceof LoadFailure) return { ok: false, error: thrown.error };
    throw thrown;
  }
}

const loaded = (executable: Executable): LoadResult => ({ ok: true, executable });

/** The file, as version 3 if it is of version 4. Refuses versions that the case has switched off. */
function asKnownVersion({ config = {} }: ElfCase, file: Uint8Array): Uint8Array {
  if (file.length < recordSize.fileHeader) return file;
  const { flags } = readRecord(fileHeader, file, 0);
  const [least, greatest] = config.enabled_sbpf_versions ?? ['V0', 'V4'];
  const enabled = flags >= Number(least.slice(1)) && flags <= Number(greatest.slice(1));
  if (!enabled) throw failure('UnsupportedSBPFVersion', fileHeader.flags.at);
  if (flags !== greatestVersion) return file;
  const copy = file.slice();
  writeRecord(fileHeader, copy, 0, { flags: versionOf(`V${flags}`) });
  return copy;
}
