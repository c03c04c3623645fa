// Compiled programs from files: loaded and, where they are to run, verified.
import { diagnose } from '../../grammar/diagnostics.js';
import type { Executable } from '../../runtime/executable.js';
import { hashOf } from '../../grammar/syscall.js';
import { load } from '../../runtime/load.js';
import { inactiveSyscalls } from '../../runtime/syscalls/inactive.js';
import { syscalls, syscallsByHash } from '../../runtime/syscalls/table.js';
import { verify } from '../../runtime/verify.js';
import { CommandFailure } from './failure.js';

const syscallHashes = new Set(syscallsByHash.keys());

/** Names of syscalls, those that are not active too, by the hash that instructions carry, for the disassembler. */
export const syscallNames: ReadonlyMap<number, string> = new Map(
  [...syscalls, ...inactiveSyscalls].map((row) => [hashOf(row), row.name]),
);

/** Loads a program file; `file` is what messages call it. */
export function loadProgram(file: string, elf: Uint8Array): Executable {
  const loaded = load(elf, { syscalls: syscallHashes });
  if (loaded.ok) return loaded.executable;
  const { text: reason, offset } = loaded.error;
  throw new CommandFailure([diagnose('programNotLoaded', undefined, { file, reason, offset })], 1);
}

/** Refuses a program that the machine must not run. */
export function verifyProgram(file: string, executable: Executable): void {
  const broken = verify(executable);
  if (broken === undefined) return;
  const { text: reason, pc } = broken;
  const { version } = executable;
  throw new CommandFailure([diagnose('programNotVerified', undefined, { file, reason, pc, version })], 1);
}
