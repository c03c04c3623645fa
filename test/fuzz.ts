// npm run fuzz: random programs, sources and program files through the whole way, held against references.
import { parseArgs } from 'node:util';
import { fuzzPrograms } from './fuzz/run-programs.js';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    target: { type: 'string', default: 'program' },
    json: { type: 'boolean', default: false },
  },
});

const targets = { program: fuzzPrograms };
const run = targets[values.target as keyof typeof targets];
const report = run({
  count: Number(values.count),
  seed: Number(values.seed),
  progress: process.stderr.isTTY === true,
});
for (const found of report.found) console.log(found);
console.log(`${report.count} ${report.noun}, ${report.found.length} differences`);
process.exitCode = report.found.length > 0 ? 1 : 0;
