// The command `npm run fuzz`: random programs, sources and program files, held against references and litesvm.
import { parseArgs } from 'node:util';
import type { FuzzOptions, FuzzReport } from './fuzz/report.js';
import { inJobs } from './fuzz/jobs.js';
import { fuzzDeployments } from './fuzz/run-deployments.js';
import { enginesNamed, onEngines } from './engines.js';
import { fuzzEngines } from './fuzz/run-engines.js';
import { fuzzFiles } from './fuzz/run-files.js';
import { fuzzLibrary } from './fuzz/run-library.js';
import { fuzzPrograms } from './fuzz/run-programs.js';
import { fuzzSources } from './fuzz/run-sources.js';
import { fuzzBudgets } from './fuzz/run-sweeps.js';
import { fuzzValues } from './fuzz/run-values.js';
import { fuzzMachine } from './fuzz/run-vm.js';

const targets: Readonly<Record<string, (options: FuzzOptions) => FuzzReport | Promise<FuzzReport>>> = {
  program: fuzzPrograms,
  values: fuzzValues,
  library: fuzzLibrary,
  source: fuzzSources,
  elf: fuzzFiles,
  deploy: fuzzDeployments,
  vm: fuzzMachine,
  budget: fuzzBudgets,
  engines: fuzzEngines,
};

const usage =
  'npm run fuzz -- [--target program|values|library|source|elf|deploy|vm|budget|engines] [--engine interpreter|wasm] ' +
  '[--count N] [--seed N] [--jobs N] [--json]';

function options() {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '2000' },
      seed: { type: 'string', default: '1' },
      target: { type: 'string', default: 'program' },
      engine: { type: 'string' },
      jobs: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
    },
  });
  const [count, seed, jobs] = [Number(values.count), Number(values.seed), Number(values.jobs)];
  const run = targets[values.target];
  const engines = enginesNamed(values.engine);
  const isPositive = (value: number): boolean => Number.isSafeInteger(value) && value > 0;
  if (!engines || !run || !isPositive(count) || !isPositive(jobs) || !Number.isSafeInteger(seed))
    throw new Error(usage);
  const engine = values.engine === undefined ? [] : ['--engine', values.engine];
  const args = ['--target', values.target, ...engine];
  return { run, count, seed, jobs, args, json: values.json, engines };
}

/** Writes a line over and over, on a terminal only. */
function progressLine(count: number): FuzzOptions['progress'] {
  if (!process.stderr.isTTY) return undefined;
  return (done, differences) => {
    if (done % 10 === 0 || done === count)
      process.stderr.write(`\r${done} of ${count}, ${differences} differences `);
    if (done === count) process.stderr.write('\n');
  };
}

const { run, count, seed, jobs, args, json, engines } = options();
const progress = progressLine(count);
const asked: FuzzOptions = { count, seed, ...(progress && { progress }) };
const report = await (jobs > 1 ? inJobs(jobs, args, asked) : onEngines(engines, () => run(asked)));
if (json) console.log(JSON.stringify({ seed, ...report }));
else {
  for (const found of report.found) console.log(found);
  const facts = Object.entries(report.facts).map(([name, value]) => `, ${name} ${value}`);
  console.log(`${report.count} ${report.noun}, ${report.found.length} differences${facts.join('')}`);
}
process.exitCode = report.found.length > 0 ? 1 : 0;
