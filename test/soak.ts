// The command `npm run soak`: many runs on the wasm engine, and how much memory the process holds before and after.
import { parseArgs } from 'node:util';
import { execute, prepareCall } from '../runtime/execute.js';
import { Chance } from './fuzz/chance.js';
import { randomMachineProgram } from './fuzz/vm-program.js';
import { randomWorld } from './fuzz/world.js';
import { tokenPrograms, transfer } from './bench/tokens.js';

const usage = 'npm run soak -- [--count N] [--json]';

/** Every so manyth run is of a program that was never run before; the others are transfers. */
const freshEvery = 100;
/** Growth of memory that counts as none. */
const allowedGrowth = 16 * 2 ** 20;

function countGiven(): { readonly count: number; readonly json: boolean } {
  const { values } = parseArgs({
    options: { count: { type: 'string', default: '1000000' }, json: { type: 'boolean', default: false } },
  });
  const count = Number(values.count);
  if (!Number.isSafeInteger(count) || count < 10) throw new Error(usage);
  return { count, json: values.json };
}

/** A program, mostly one that fails, is loaded, translated, run and dropped. */
function runFresh(seed: number): void {
  const chance = new Chance(seed);
  const world = randomWorld(chance);
  const program = randomMachineProgram(chance.once(2) ? 0 : 3, chance, world);
  execute({ ...world, program, budget: 2000, engine: 'wasm' });
}

const { count, json } = countGiven();
const transfers = tokenPrograms().map(([, program]) => {
  const prepared = prepareCall({ ...transfer, program, engine: 'wasm' });
  if ('code' in prepared) throw new Error(prepared.message);
  return prepared;
});

function runs(from: number, to: number): void {
  for (let index = from; index < to; index++)
    if (index % freshEvery === 0) runFresh(index);
    else if (!transfers[index % transfers.length]!.run().run.ok) throw new Error('a transfer failed');
}

/** Node has this where it is started with --expose-gc. */
declare const gc: () => void;

/** Compiled modules go in several steps. */
const collections = 6;

/** What is held, without what is only waiting to be collected: V8 is in no hurry to drop compiled modules. */
async function held(): Promise<number> {
  for (let step = 0; step < collections; step++) {
    gc();
    await new Promise(setImmediate);
  }
  return process.memoryUsage.rss();
}

const tenth = Math.ceil(count / 10);
runs(0, tenth);
const start = await held();
runs(tenth, 5 * tenth);
// By now caches are full, and the process holds what it needs between two collections.
const half = await held();
runs(5 * tenth, count);
const end = await held();
const flat = end - half <= allowedGrowth;
const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MB`;
if (json) console.log(JSON.stringify({ count, start, half, end, flat }));
else
  console.log(
    `${count} runs, RSS ${megabytes(start)} at the start, ${megabytes(half)} half way, ` +
      `${megabytes(end)} at the end: ${flat ? 'flat' : 'GROWN'}`,
  );
process.exitCode = flat ? 0 : 1;
