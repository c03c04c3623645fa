// Run profile: runs a subject under watch, writes what was collected, and shows it.
import { execute } from '../../../runtime/execute.js';
import { refuse, type ExitCode } from '../failure.js';
import { writeFile } from '../files.js';
import { jsonLine } from '../json.js';
import { report } from '../report.js';
import { describeFailure } from '../run/failure-report.js';
import { takeSubject, type Found, type SubjectOptions } from '../run/subject.js';
import { requestFor, surroundingsIn, type SurroundingOptions } from '../run/surroundings.js';
import type { Terminal } from '../terminal.js';
import { Collector } from './collect.js';
import { flameGraph } from './flame-graph.js';
import { profileText, readSummary } from './profile-file.js';
import { differenceText, summaryText } from './profile-tables.js';
import { differenceOf, summarize } from './summary.js';

export interface ProfileOptions extends SubjectOptions, SurroundingOptions {
  readonly json?: true;
  readonly output?: string;
  readonly diff?: string;
}

/** Where a profile goes if nobody says: beside the program, with its name. */
const defaultOutput = (file: string): string =>
  file === '-' ? 'stdin.profile.json' : `${file.replace(/\.(ovsm|so)$/, '')}.profile.json`;

const pictureFile = (file: string): string => `${file.replace(/\.json$/, '')}.svg`;

export async function runProfile(
  file: string,
  find: () => Found,
  options: ProfileOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  // Read before anything is written, which may be the same file.
  const earlier = options.diff === undefined ? undefined : readSummary(options.diff);
  const subject = takeSubject(find(), terminal);
  const surroundings = await surroundingsIn(options);
  if ('transaction' in surroundings)
    refuse('optionWithoutMeaning', { option: '--fixture', reason: 'a profile is of one instruction' });
  const { executable, debugMap } = subject;
  const request = requestFor(executable, surroundings.fixture, options);
  const collector = new Collector(executable, debugMap);
  const outcome = execute({ ...request, observe: collector.observe });
  const collected = collector.finish(request, outcome);
  const summary = summarize(collected);
  const { output = defaultOutput(file) } = options;
  const picture = pictureFile(output);
  const inputs = [file, ...(options.fixture === undefined ? [] : [options.fixture])];
  writeFile(output, profileText(subject.name, collected, summary), inputs);
  writeFile(picture, flameGraph(subject.name, collected.root), inputs);
  const difference = earlier && differenceOf(earlier, summary);
  const failure = describeFailure(request, outcome, subject);
  if (options.json) {
    const { status } = outcome;
    const files = { speedscope: output, flameGraph: picture };
    terminal.result(jsonLine({ status, ...summary, ...(difference && { difference }), files }));
  } else {
    const name = (source: string) => subject.sourceNamed(source);
    terminal.result(difference ? differenceText(difference) : summaryText(summary, name));
    terminal.result(`\n${output}\n${picture}\n`);
  }
  if (failure === undefined) return 0;
  report([failure], terminal);
  return 1;
}
