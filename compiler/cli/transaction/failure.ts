// The message for a failed transaction: which instruction and program failed, and in which line of its source.
import { diagnose, type Diagnostic, type Note } from '../../../grammar/diagnostics.js';
import { decode, rowFor } from '../../../grammar/sbpf.js';
import type { InvocationOutcome, TransactionOutcome } from '../../../runtime/bank/transaction/outcome.js';
import type { Observer } from '../../../runtime/interpret.js';
import { findEnd, type End, type FailurePlace } from '../run/failure-place.js';
import { showPlace } from '../run/failure-report.js';
import { meaningOf } from '../run/meaning.js';
import type { Subject } from '../run/subject.js';
import type { SubjectFinder } from './programs.js';
import type { Watch } from './prepare-bank.js';

/** A program that ran: the last slot it executed, and r0 before that. */
interface Run {
  readonly programId: string;
  readonly height: number;
  pc?: number;
  r0: bigint;
}

/** Runs the transaction once more with its programs watched. */
type Rerun = (start: Watch['start']) => void;

function runsOf(rerun: Rerun): Run[] {
  const runs: Run[] = [];
  rerun((programId, height) => {
    const run: Run = { programId, height, r0: 0n };
    runs.push(run);
    return (pc, registers) => {
      run.pc = pc;
      run.r0 = registers[0]!;
    };
  });
  return runs;
}

/** How the failed program ended. It did not return if the machine stopped it, at whatever instruction. */
function endOf({ pc, r0 }: Run, { error }: InvocationOutcome, { executable }: Subject): End {
  if (pc === undefined) return {};
  const slot = decode(executable.text)[pc]!;
  const returned = rowFor(slot.opcode, executable.version)?.shape === 'exit' && error?.fault === undefined;
  return { pc, ...(returned && { exitCode: r0 }) };
}

function placeIn(failed: InvocationOutcome, subject: Subject, rerun: Rerun): FailurePlace | undefined {
  const runs = runsOf(rerun);
  // Whatever ran in it and is at the same height had ended before.
  const last = runs.findLastIndex(
    ({ programId, height }) => programId === failed.programId && height === failed.height,
  );
  if (last < 0) return undefined;
  const watchOnly = (observe: Observer): void => {
    let started = 0;
    rerun(() => (started++ === last ? observe : undefined));
  };
  return findEnd(watchOnly, endOf(runs[last]!, failed, subject), subject.executable, subject.debugMap);
}

/** The innermost invocation that failed: those around it only handed the failure on. */
function innermostFailure({ invocations }: TransactionOutcome): InvocationOutcome | undefined {
  return invocations.findLast(({ error }) => error !== undefined);
}

function accountNotes({ error }: TransactionOutcome, shown: string | undefined): Note[] {
  const account = shown ?? error?.account;
  return account === undefined ? [] : [{ message: `it is about the account ${account}` }];
}

/** `programAt`: the program that each instruction runs. */
export function describeFailure(
  outcome: TransactionOutcome,
  programAt: (instruction: number) => string,
  subjectAt: SubjectFinder,
  rerun: Rerun,
): Diagnostic | undefined {
  const { error } = outcome;
  if (error === undefined) return undefined;
  if (error.instruction === undefined) {
    const blanks = { reason: error.message, meaning: meaningOf(error) };
    return diagnose('transactionFailed', undefined, blanks, accountNotes(outcome, undefined));
  }
  const failed = innermostFailure(outcome);
  const cause = failed?.error ?? error;
  const subject = failed && subjectAt(failed.programId);
  const place = failed && subject && placeIn(failed, subject, rerun);
  const { span, notes } = subject ? showPlace(place, subject) : { span: undefined, notes: [] };
  const reason = place?.reason === undefined ? cause.message : `${place.reason} (${cause.message})`;
  const programId = failed?.programId ?? programAt(error.instruction);
  const program = subject && subject.name !== programId ? `${subject.name} (${programId})` : programId;
  const blanks = { index: error.instruction, program, reason, meaning: meaningOf(cause) };
  return diagnose('instructionFailed', span, blanks, [...notes, ...accountNotes(outcome, cause.account)]);
}
