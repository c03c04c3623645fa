// Bench: runs a subject many times and shows how long its program and the whole instruction take.
import type { Request } from '../../../runtime/execute.js';
import { execute } from '../../../runtime/execute.js';
import { refuse, type ExitCode } from '../failure.js';
import { jsonLine } from '../json.js';
import { report } from '../report.js';
import { describeFailure } from '../run/failure-report.js';
import type { RunOptions } from '../run/run-program.js';
import { takeSubject, type Found } from '../run/subject.js';
import { requestFor, surroundingsIn } from '../run/surroundings.js';
import type { Terminal } from '../terminal.js';
import { measure } from './measure.js';
import type { Repetition } from './repeat.js';

const defaultRepeat = 100_000;
/** V8 compiles a program several times, the better the more often it ran. */
const warmUps = 2_000;

interface Measured {
  readonly nanosecondsPerRun: number;
  /** Of all threads together. */
  readonly runsPerSecond: number;
}

async function measured(
  request: Request,
  what: Repetition['what'],
  times: number,
  threads: number,
): Promise<Measured> {
  const all = await measure({ request, times, warmUp: Math.min(times, warmUps), what }, threads);
  if (all.some(({ alike }) => !alike)) throw new Error('one run came to another end than the others');
  const runsPerSecond = all.reduce(
    (sum, { times: done, nanoseconds }) => sum + (done * 1e9) / nanoseconds,
    0,
  );
  return { nanosecondsPerRun: (threads * 1e9) / runsPerSecond, runsPerSecond };
}

function row(name: string, { nanosecondsPerRun, runsPerSecond }: Measured): string {
  const rate = Math.round(runsPerSecond).toLocaleString('en-US');
  return `${name}  ${(nanosecondsPerRun / 1000).toFixed(3)} us a run, ${rate} runs a second\n`;
}

export async function runBench(
  find: () => Found,
  options: RunOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const subject = takeSubject(find(), terminal);
  const surroundings = await surroundingsIn(options);
  if ('transaction' in surroundings)
    refuse('optionWithoutMeaning', { option: '--fixture', reason: 'a transaction is not measured' });
  // What is measured is hot from the first run on.
  const { engine = 'wasm' } = options;
  const request = requestFor(subject.executable, surroundings.fixture, { ...options, engine });
  const { repeat: runs = defaultRepeat, threads = 1 } = options;
  if (runs < threads)
    refuse('badOptionValue', {
      option: '--repeat',
      value: String(runs),
      problem: 'there must be a run for each thread',
    });
  const outcome = execute(request);
  const failure = describeFailure(request, outcome, subject);
  if (failure !== undefined) {
    report([failure], terminal);
    if (options.json)
      terminal.result(
        jsonLine({ status: 'error', error: { code: outcome.error!.code, message: failure.message } }),
      );
    return 1;
  }
  const program = await measured(request, 'program', runs, threads);
  // All that is around a program takes many times as long.
  const instruction = await measured(
    request,
    'instruction',
    Math.max(Math.ceil(runs / 10), threads),
    threads,
  );
  const { units } = outcome;
  if (options.json) terminal.result(jsonLine({ status: 'ok', runs, threads, units, program, instruction }));
  else
    terminal.result(
      `runs  ${runs} of ${units} units, on ${threads} ${threads === 1 ? 'thread' : 'threads'}\n` +
        row('program alone    ', program) +
        row('whole instruction', instruction),
    );
  return 0;
}
