// What is to be run: a source compiled on the spot, or a program file with what lies beside it.
import type { DebugMap } from '../../../grammar/debug-map.js';
import type { Diagnostic } from '../../../grammar/diagnostics.js';
import type { ProgramInterface } from '../../../grammar/program-interface.js';
import type { Type } from '../../../grammar/signature.js';
import type { Source } from '../../../grammar/source.js';
import type { RunLimit } from '../../../grammar/units-limit.js';
import type { Executable } from '../../../runtime/executable.js';
import { compile, type CompileOptions } from '../../compile.js';
import { debugMapFile, readNotes } from '../debug-map-file.js';
import { CommandFailure, refuse } from '../failure.js';
import { decodeText, displayName, isElf, readBytes, readImport } from '../files.js';
import { loadProgram, verifyProgram } from '../program.js';
import { report } from '../report.js';
import type { Terminal } from '../terminal.js';
import { sourceBeside } from './source-place.js';

export interface Subject {
  /** What messages call the program. */
  readonly name: string;
  /** Whether it was compiled just now. */
  readonly compiled: boolean;
  readonly executable: Executable;
  readonly debugMap: DebugMap | undefined;
  /** The type of the value it sets as return data, where that is known. */
  readonly result: Type | undefined;
  /** The source of the name that the debug map uses. */
  sourceNamed(name: string): Source | undefined;
}

/** A subject whose file is at hand. */
export interface ProgramSubject extends Subject {
  readonly elf: Uint8Array;
  /** What it declares, if it was compiled just now and is no script. */
  readonly interface?: ProgramInterface;
  /** The bounds on units that it declares, if it was compiled just now. */
  readonly limits?: readonly RunLimit[];
}

/** What was found; without a subject, the diagnostics say why. */
export interface Found {
  readonly diagnostics: readonly Diagnostic[];
  /** The texts it was compiled from, if it was compiled. */
  readonly sources?: readonly Source[];
  readonly subject?: ProgramSubject;
}

export type SubjectOptions = Pick<CompileOptions, 'arch' | 'result' | 'level'>;

function load(name: string, elf: Uint8Array): Executable {
  const executable = loadProgram(name, elf);
  verifyProgram(name, executable);
  return executable;
}

export function subjectOfSource(source: Source, options: SubjectOptions): Found {
  const { diagnostics, sources, program } = compile(source, { ...options, readFile: readImport });
  if (program === undefined) return { diagnostics, sources };
  const { elf, debugMap, result, resultMode } = program;
  const subject = {
    name: source.name,
    compiled: true,
    elf,
    executable: load(source.name, elf),
    debugMap,
    result: resultMode === 'value' ? result : undefined,
    ...(program.interface && { interface: program.interface }),
    limits: program.limits,
    sourceNamed: (name: string) => sources.find((candidate) => candidate.name === name),
  };
  return { diagnostics, sources, subject };
}

/** The flag of each option that only a compilation heeds. */
const compileFlags = { arch: '--arch', result: '--result', level: '--optimize' } as const;

/** Refuses the options that only a compilation heeds. */
export function refuseCompileOptions(options: SubjectOptions): void {
  for (const name of ['arch', 'result', 'level'] as const) {
    if (options[name] === undefined) continue;
    refuse('optionWithoutMeaning', { option: compileFlags[name], reason: 'the program is already compiled' });
  }
}

function subjectOfElf(file: string, elf: Uint8Array): Found {
  const executable = load(displayName(file), elf);
  const { notes, warning } = readNotes(file, elf);
  const subject = {
    name: displayName(file),
    compiled: false,
    elf,
    executable,
    debugMap: notes?.debugMap,
    result: notes?.result,
    sourceNamed: (name: string) => sourceBeside(name, debugMapFile(file)),
  };
  return { diagnostics: warning ? [warning] : [], subject };
}

/**
 * The subject in `file`, which is a program if it begins as an ELF does or is called one. `partly`: it is one of
 * several, so that the options may be meant for another.
 */
export function subjectOfFile(file: string, options: SubjectOptions, partly = false): Found {
  const bytes = readBytes(file);
  if (!isElf(bytes) && !file.endsWith('.so'))
    return subjectOfSource({ name: displayName(file), text: decodeText(file, bytes) }, options);
  if (!partly) refuseCompileOptions(options);
  return subjectOfElf(file, bytes);
}

/** The subject, with what there is to say about it said. */
export function takeSubject({ diagnostics, subject }: Found, terminal: Terminal): ProgramSubject {
  if (subject === undefined) throw new CommandFailure(diagnostics, 1);
  report(diagnostics, terminal);
  return subject;
}
