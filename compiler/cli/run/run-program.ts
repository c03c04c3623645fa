// Runs a subject as `run` and `eval` do: executes it, shows what came of it and, if it failed, why.
import { execute, type Outcome, type Request } from '../../../runtime/execute.js';
import { spanJson } from '../../report/json.js';
import { CommandFailure, refuse, type ExitCode } from '../failure.js';
import { report } from '../report.js';
import type { Terminal } from '../terminal.js';
import { describeFailure } from './failure-report.js';
import { outcomeJson } from './outcome-json.js';
import { outcomeText } from './outcome-text.js';
import { takeSubject, type Found, type Subject, type SubjectOptions } from './subject.js';
import { requestFor, surroundingsIn, type SurroundingOptions } from './surroundings.js';
import { instructionTexts, withTrace } from './trace.js';
import { decodeValue } from './value.js';

export interface RunOptions extends SubjectOptions, SurroundingOptions {
  readonly json?: true;
  /** True: to standard error; else the name of a file. */
  readonly trace?: true | string;
}

function executeTraced(
  request: Request,
  { executable }: Subject,
  target: true | string,
  inputs: readonly string[],
  terminal: Terminal,
): Outcome {
  return withTrace(target, inputs, terminal, (trace) => {
    const observe = trace.observer({ textOf: instructionTexts(executable), label: '' });
    return execute({ ...request, observe });
  });
}

async function runFound(
  found: Found | undefined,
  options: RunOptions,
  inputs: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  const subject = found && takeSubject(found, terminal);
  const surroundings = await surroundingsIn(options);
  if ('transaction' in surroundings) {
    const { runTransaction } = await import('../transaction/run-transaction.js');
    return runTransaction(surroundings.transaction, subject, options, inputs, terminal);
  }
  if (subject === undefined)
    refuse('missingOperand', {
      command: 'run',
      operand: 'a program',
      usage: 'osvm ovsm run FILE --fixture FIXTURE',
    });
  return runSubject(
    subject,
    requestFor(subject.executable, surroundings.fixture, options),
    options,
    inputs,
    terminal,
  );
}

function runSubject(
  subject: Subject,
  request: Request,
  options: RunOptions,
  inputs: readonly string[],
  terminal: Terminal,
): ExitCode {
  const { trace } = options;
  const outcome =
    trace === undefined ? execute(request) : executeTraced(request, subject, trace, inputs, terminal);
  const value =
    outcome.status === 'ok' && subject.result ? decodeValue(subject.result, outcome.returnData) : undefined;
  const failure = describeFailure(request, outcome, subject);
  if (options.json) {
    const error = outcome.error && {
      code: outcome.error.code,
      message: failure?.message ?? outcome.error.message,
      ...(failure?.span && { span: spanJson(failure.span) }),
    };
    terminal.result(outcomeJson(outcome, value, error));
  } else {
    terminal.result(outcomeText(request, outcome, value));
  }
  if (failure === undefined) return 0;
  report([failure], terminal);
  return 1;
}

/** What a run that never began looks like to other programs. */
const nothingDone: Outcome = { status: 'error', units: 0, logs: [], accounts: [], instructions: 0 };

/**
 * `find` finds what to run, if the command line names it; `inputs` are the files that no output may replace.
 */
export async function runProgram(
  find: (() => Found) | undefined,
  options: RunOptions,
  inputs: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  try {
    return await runFound(find?.(), options, inputs, terminal);
  } catch (error) {
    if (!(error instanceof CommandFailure) || !options.json) throw error;
    report(error.diagnostics, terminal);
    const worst = error.diagnostics.find(({ level }) => level === 'error') ?? error.diagnostics[0]!;
    const { code, message, span } = worst;
    terminal.result(
      outcomeJson(nothingDone, undefined, { code, message, ...(span && { span: spanJson(span) }) }),
    );
    return error.exitCode;
  }
}
