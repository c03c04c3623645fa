// The programs of a transaction: those in files, compiled where they must be, and those that accounts hold.
import { dirname, join } from 'node:path';
import type { FixtureProgram, TransactionFixture } from '../../../grammar/fixture.js';
import { addressBytes } from '../../../runtime/bank/account.js';
import type { Bank } from '../../../runtime/bank/bank.js';
import { builtinAt } from '../../../runtime/bank/builtins.js';
import { encodeBase58 } from '../../../grammar/base58.js';
import { programFile } from '../../../runtime/bank/programs-in-accounts.js';
import { prepareProgram } from '../../../runtime/bank/programs.js';
import { CommandFailure } from '../failure.js';
import type { ProgramSubject, Subject, SubjectOptions } from '../run/subject.js';
import { refuseCompileOptions, subjectOfFile, takeSubject } from '../run/subject.js';
import type { Terminal } from '../terminal.js';

/** The name of a program's file as the current folder sees it; `fixture`: the file that names it. */
export function pathOf({ file }: FixtureProgram, fixture: string): string {
  return fixture === '-' ? file : join(dirname(fixture), file);
}

/** What is wrong with a program's file is shown where the fixture names it, unless its own text shows it. */
function atFixture<Result>({ span }: FixtureProgram, take: () => Result): Result {
  try {
    return take();
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    const placed = error.diagnostics.map((diagnostic) => ({ span, ...diagnostic }));
    throw new CommandFailure(placed, error.exitCode);
  }
}

/**
 * The programs in files, by address. `given`: the one of the command line, which takes the address of the fixture. Says
 * what there is to say about each file once.
 */
export function takePrograms(
  { programs, programId }: TransactionFixture,
  given: ProgramSubject | undefined,
  fixture: string,
  options: SubjectOptions,
  terminal: Terminal,
): ReadonlyMap<string, ProgramSubject> {
  const taken = new Map<string, ProgramSubject>();
  const byPath = new Map<string, ProgramSubject>();
  for (const program of programs) {
    if (given !== undefined && program.programId === programId) continue;
    const path = pathOf(program, fixture);
    const subject =
      byPath.get(path) ?? atFixture(program, () => takeSubject(subjectOfFile(path, options, true), terminal));
    byPath.set(path, subject);
    taken.set(program.programId, subject);
  }
  const isCompiledHere = [...taken.values()].some((subject) => subject.compiled);
  if (given === undefined && !isCompiledHere) refuseCompileOptions(options);
  if (given !== undefined) taken.set(programId, given);
  return taken;
}

/** The program that an account of the bank holds, without the notes that only files have. */
function subjectInAccounts(bank: Bank, programId: string): Subject | undefined {
  const account = bank.getAccount(programId);
  if (account === undefined || builtinAt(programId) !== undefined) return undefined;
  const holder = { key: addressBytes(programId), owner: addressBytes(account.owner), data: account.data };
  const found = programFile(holder, (address) => bank.getAccount(encodeBase58(address))?.data);
  const prepared = found && prepareProgram(found.file);
  if (prepared === undefined || 'error' in prepared) return undefined;
  return {
    name: programId,
    compiled: false,
    executable: prepared.executable,
    debugMap: undefined,
    result: undefined,
    sourceNamed: () => undefined,
  };
}

/** Finds the program at an address, wherever it comes from. */
export type SubjectFinder = (programId: string) => Subject | undefined;

export function subjectFinder(files: ReadonlyMap<string, ProgramSubject>, bank: Bank): SubjectFinder {
  const held = new Map<string, Subject | undefined>();
  return (programId) => {
    const file = files.get(programId);
    if (file !== undefined) return file;
    if (!held.has(programId)) held.set(programId, subjectInAccounts(bank, programId));
    return held.get(programId);
  };
}
