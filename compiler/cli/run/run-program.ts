// Runs a subject as `run` and `eval` do: executes it, shows what came of it and, if it failed, why.
import { disassembleLines } from '../../../runtime/disassemble.js';
import { execute, type Outcome, type Request } from '../../../runtime/execute.js';
import { spanJson } from '../../report/json.js';
import { CommandFailure, type ExitCode } from '../failure.js';
import { createFile } from '../files.js';
import { syscallNames } from '../program.js';
import { report } from '../report.js';
import type { Terminal } from '../terminal.js';
import { describeFailure } from './failure-report.js';
import { outcomeJson } from './outcome-json.js';
import { outcomeText } from './outcome-text.js';
import type { Found, Subject, SubjectOptions } from './subject.js';
import { requestFor, type SurroundingOptions } from './surroundings.js';
import { startTrace } from './trace.js';
import { decodeValue } from './value.js';

export interface RunOptions extends SubjectOptions, SurroundingOptions {
  readonly json?: true;
  /** True: to standard error; else the name of a file. */
  readonly trace?: true | string;
}

function executeTraced(
  request: Request,
  { executable }: Subject,
  trace: true | string,
  inputs: readonly string[],
  terminal: Terminal,
): Outcome {
  const texts = new Map(disassembleLines(executable, syscallNames).map(({ pc, text }) => [pc, text]));
  const file = trace === true ? undefined : createFile(trace, inputs);
  const { observe, finish } = startTrace((pc) => texts.get(pc) ?? '', file?.write ?? terminal.message);
  const outcome = execute({ ...request, observe });
  finish();
  file?.close();
  return outcome;
}

async function runSubject(
  { diagnostics, subject }: Found,
  options: RunOptions,
  inputs: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  if (subject === undefined) throw new CommandFailure(diagnostics, 1);
  report(diagnostics, terminal);
  const request = await requestFor(subject.executable, options);
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

/** `find` finds what to run; `inputs` are the files that no output may replace. */
export async function runProgram(
  find: () => Found,
  options: RunOptions,
  inputs: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  try {
    return await runSubject(find(), options, inputs, terminal);
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
