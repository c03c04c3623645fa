// What is to be run: a source compiled on the spot, or a program file with what lies beside it.
import type { DebugMap } from '../../../grammar/debug-map.js';
import type { Diagnostic } from '../../../grammar/diagnostics.js';
import type { Type } from '../../../grammar/signature.js';
import type { Source } from '../../../grammar/source.js';
import type { Executable } from '../../../runtime/executable.js';
import { compile, type CompileOptions } from '../../compile.js';
import { debugMapFile, readNotes } from '../debug-map-file.js';
import { refuse } from '../failure.js';
import { decodeText, displayName, isElf, readBytes } from '../files.js';
import { loadProgram, verifyProgram } from '../program.js';
import { sourceBeside } from './source-place.js';

export interface Subject {
  readonly executable: Executable;
  readonly debugMap: DebugMap | undefined;
  /** The type of the value it sets as return data, where that is known. */
  readonly result: Type | undefined;
  /** The source of the name that the debug map uses. */
  sourceNamed(name: string): Source | undefined;
}

/** What was found; without a subject, the diagnostics say why. */
export interface Found {
  readonly diagnostics: readonly Diagnostic[];
  readonly subject?: Subject;
}

export type SubjectOptions = Pick<CompileOptions, 'arch' | 'result' | 'level'>;

function load(name: string, elf: Uint8Array): Executable {
  const executable = loadProgram(name, elf);
  verifyProgram(name, executable);
  return executable;
}

export function subjectOfSource(source: Source, options: SubjectOptions): Found {
  const { diagnostics, program } = compile(source, options);
  if (program === undefined) return { diagnostics };
  const { elf, debugMap, result, resultMode } = program;
  const subject = {
    executable: load(source.name, elf),
    debugMap,
    result: resultMode === 'value' ? result : undefined,
    sourceNamed: (name: string) => (name === source.name ? source : undefined),
  };
  return { diagnostics, subject };
}

/** The flag of each option that only a compilation heeds. */
const compileFlags = { arch: '--arch', result: '--result', level: '--optimize' } as const;

function subjectOfElf(file: string, elf: Uint8Array, options: SubjectOptions): Found {
  for (const name of ['arch', 'result', 'level'] as const) {
    if (options[name] === undefined) continue;
    refuse('optionWithoutMeaning', { option: compileFlags[name], reason: 'the program is already compiled' });
  }
  const executable = load(displayName(file), elf);
  const { notes, warning } = readNotes(file, elf);
  const subject = {
    executable,
    debugMap: notes?.debugMap,
    result: notes?.result,
    sourceNamed: (name: string) => sourceBeside(name, debugMapFile(file)),
  };
  return { diagnostics: warning ? [warning] : [], subject };
}

/** The subject in `file`, which is a program if it begins as an ELF does or is called one. */
export function subjectOfFile(file: string, options: SubjectOptions): Found {
  const bytes = readBytes(file);
  if (isElf(bytes) || file.endsWith('.so')) return subjectOfElf(file, bytes, options);
  return subjectOfSource({ name: displayName(file), text: decodeText(file, bytes) }, options);
}
