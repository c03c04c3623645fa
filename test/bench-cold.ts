// Measures the cold start of the command line against an empty Node process, in interleaved runs.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const json = process.argv.includes('--json');
const rounds = Number(
  /^--rounds=(\d+)$/.exec(process.argv.find((word) => word.startsWith('--rounds')) ?? '')?.[1] ?? 41,
);

/** What is measured; the first is the yardstick. */
const subjects = [
  { name: 'node -e 0', words: ['-e', '0'] },
  {
    name: 'osvm ovsm run examples/hello/main.ovsm',
    words: ['dist/osvm.js', 'ovsm', 'run', 'examples/hello/main.ovsm'],
  },
  { name: 'osvm --version', words: ['dist/osvm.js', '--version'] },
] as const;

/** The most a cold run of hello may take, in starts of an empty process. */
const allowedRatio = 2.5;

function milliseconds(words: readonly string[]): number {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, words, { cwd: root, encoding: 'utf8' });
  const took = Number(process.hrtime.bigint() - start) / 1e6;
  if (status !== 0) throw new Error(`node ${words.join(' ')} ended with ${status}: ${stderr}`);
  return took;
}

function medianOf(times: readonly number[]): number {
  const sorted = times.toSorted((left, right) => left - right);
  return sorted[sorted.length >> 1]!;
}

const times = subjects.map((): number[] => []);
// The first round fills the file cache and does not count. Interleaving spreads the machine's moods evenly.
for (let round = -1; round < rounds; round++) {
  subjects.forEach(({ words }, index) => {
    const took = milliseconds(words);
    if (round >= 0) times[index]!.push(took);
  });
}

const yardstick = medianOf(times[0]!);
const rows = subjects.map(({ name }, index) => {
  const median = medianOf(times[index]!);
  return { name, median, ratio: median / yardstick };
});
const passed = rows[1]!.ratio <= allowedRatio;
if (json) {
  console.log(JSON.stringify({ node: process.version, rounds, allowedRatio, passed, rows }));
} else {
  for (const { name, median, ratio } of rows) {
    console.log(`${median.toFixed(1).padStart(7)} ms  ${ratio.toFixed(2)} x  ${name}`);
  }
  console.log(`hello is allowed ${allowedRatio} x: ${passed ? 'kept' : 'MISSED'}`);
}
process.exitCode = passed ? 0 : 1;
