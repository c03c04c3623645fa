// The file beside a program that holds its debug map, and what else the ELF does not tell.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { parseDebugMap, serializeDebugMap, type DebugMap } from '../../grammar/debug-map.js';
import { diagnose, type Diagnostic } from '../../grammar/diagnostics.js';
import type { Type } from '../../grammar/signature.js';
import { typeSchema } from '../../grammar/type-schema.js';
import { readText, writeFile } from './files.js';

/** Where the debug map of a program file lies. */
export function debugMapFile(programFile: string): string {
  return `${programFile}.map.json`;
}

/** What a run wants to know of a program besides its ELF. */
export interface ProgramNotes {
  readonly debugMap: DebugMap;
  /** The type of the value it sets as return data; undefined if its value is its exit code. */
  readonly result: Type | undefined;
}

const digestOf = (elf: Uint8Array): string => createHash('sha256').update(elf).digest('hex');

/** Writes the notes of the program in `programFile`; `inputs` may not be replaced. */
export function writeNotes(
  programFile: string,
  elf: Uint8Array,
  { debugMap, result }: ProgramNotes,
  inputs: readonly string[],
): string {
  const file = debugMapFile(programFile);
  const map: unknown = JSON.parse(serializeDebugMap(debugMap));
  const notes = { ...(map as object), program: digestOf(elf), ...(result && { result }) };
  writeFile(file, `${JSON.stringify(notes)}\n`, inputs);
  return file;
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** The notes beside a program file, if there are any; a warning if they are of no use. */
export function readNotes(
  programFile: string,
  elf: Uint8Array,
): { readonly notes?: ProgramNotes; readonly warning?: Diagnostic } {
  const file = debugMapFile(programFile);
  if (programFile === '-' || !existsSync(file)) return {};
  const useless = (problem: string) => ({
    warning: diagnose('debugMapUnusable', undefined, { file, problem }),
  });
  const text = readText(file);
  const debugMap = parseDebugMap(text);
  if (debugMap === undefined) return useless('it is not a debug map of this version');
  const { program, result } = fieldsOf(text);
  if (program !== digestOf(elf)) return useless('it belongs to another program');
  return { notes: { debugMap, result: typeSchema.safeParse(result).data } };
}
