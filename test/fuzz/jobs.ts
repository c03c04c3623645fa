// Jobs: a campaign in several processes, each of which runs a part of the seeds.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { FuzzOptions, FuzzReport } from './report.js';

const run = promisify(execFile);

/** Seeds that one process runs; it takes some seconds to start. */
const leastPart = 500;

/** A report as a process prints it; one that found something exits with 1. What ends a process is found too. */
async function reportOf(args: readonly string[], count: number): Promise<FuzzReport> {
  const command = [...process.execArgv, process.argv[1]!, ...args, '--json'];
  const ended = await run(process.execPath, command, { maxBuffer: 1 << 28 }).catch((error: unknown) => error);
  const { stdout = '', stderr = '' } = ended as { readonly stdout?: string; readonly stderr?: string };
  if (stdout.startsWith('{')) return JSON.parse(stdout) as FuzzReport;
  return { noun: 'cases', count, found: [`--- ${args.join(' ')}\n${stderr || String(ended)}`], facts: {} };
}

function joined(left: FuzzReport, right: FuzzReport): FuzzReport {
  const sum = (name: string): number => (left.facts[name] ?? 0) + (right.facts[name] ?? 0);
  return {
    noun: right.noun,
    count: left.count + right.count,
    found: [...left.found, ...right.found],
    facts: Object.fromEntries(
      Object.keys({ ...left.facts, ...right.facts }).map((name) => [name, sum(name)]),
    ),
  };
}

/** Runs the command with `args` over the seeds in so many processes at a time. */
export async function inJobs(
  jobs: number,
  args: readonly string[],
  { count, seed, progress }: FuzzOptions,
): Promise<FuzzReport> {
  const size = Math.max(leastPart, Math.ceil(count / (4 * jobs)));
  const starts = Array.from({ length: Math.ceil(count / size) }, (_, at) => at * size);
  let report: FuzzReport = { noun: '', count: 0, found: [], facts: {} };
  const work = async (): Promise<void> => {
    for (let start = starts.shift(); start !== undefined; start = starts.shift()) {
      const own = Math.min(size, count - start);
      const part = [...args, '--count', String(own), '--seed', String(seed + start)];
      const told = await reportOf(part, own);
      report = joined(report, told);
      progress?.(report.count, report.found.length);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return report;
}
