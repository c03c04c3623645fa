// Runs a subject as `run` and `eval` do: executes it, shows what came of it and, if it failed, why.
import { keepTranslations } from '../../../runtime/engine.js';
import type { EngineName } from '../../../runtime/engine-names.js';
import { translationFolder } from '../batch/translation-folder.js';
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
  readonly engine?: EngineName;
  readonly engineCache?: string;
  /** How often to run, and on how many threads. */
  readonly repeat?: number;
  readonly threads?: number;
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
    refuseRepetition(options, 'a transaction is run once');
    const { runTransaction } = await import('../transaction/run-transaction.js');
    return runTransaction(surroundings.transaction, subject, options, inputs, terminal);
  }
  if (subject === undefined)
    refuse('missingOperand', {
      command: 'run',
      operand: 'a program',
      usage: 'osvm ovsm run FILE --fixture FIXTURE',
    });
  if (options.repeat === undefined) refuseRepetition(options, 'without --repeat there is one run');
  return runSubject(
    subject,
    requestFor(subject.executable, surroundings.fixture, options),
    options,
    inputs,
    terminal,
  );
}

/** Refuses the options that say how often to run. */
function refuseRepetition(options: RunOptions, reason: string): void {
  for (const name of ['repeat', 'threads'] as const)
    if (options[name] !== undefined) refuse('optionWithoutMeaning', { option: `--${name}`, reason });
}

/** Runs a request that came to an end before; it must come to the same end each time. */
async function runAgain(request: Request, outcome: Outcome, times: number, threads: number): Promise<void> {
  const { measure } = await import('../batch/measure.js');
  const all = await measure({ request, times, warmUp: 0, what: 'instruction' }, threads);
  if (all.some(({ alike, units }) => !alike || units !== outcome.units))
    throw new Error('one run came to another end than the others');
}

async function runSubject(
  subject: Subject,
  request: Request,
  options: RunOptions,
  inputs: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  const { trace, repeat = 1, threads = 1 } = options;
  const outcome =
    trace === undefined ? execute(request) : executeTraced(request, subject, trace, inputs, terminal);
  if (repeat > 1) await runAgain(request, outcome, repeat - 1, threads);
  const value =
    outcome.status === 'ok' && subject.result ? decodeValue(subject.result, outcome.returnData) : undefined;
  const failure = describeFailure(request, outcome, subject);
  if (options.json) {
    const error = outcome.error && {
      code: outcome.error.code,
      message: failure?.message ?? outcome.error.message,
      ...(failure?.span && { span: spanJson(failure.span) }),
    };
    terminal.result(outcomeJson(outcome, value, error, options.repeat));
  } else {
    terminal.result(outcomeText(request, outcome, value, options.repeat));
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
  if (options.engineCache !== undefined) keepTranslations(translationFolder(options.engineCache));
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
