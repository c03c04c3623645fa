// Measure batch: how many transfers of p-token one thread runs in a second, and what a second thread adds.
import { Workers } from '../../compiler/cli/batch/workers.js';
import { execute } from '../../runtime/execute.js';
import { loaded, median } from './contenders.js';
import { tokenPrograms, transfer } from './tokens.js';

export interface BatchResult {
  /** Runs of the program alone, its input laid out before. */
  readonly perSecondPerCore: number;
  /** How many times as much two threads do together as one does. */
  readonly twoThreads: number;
}

/** Short rounds, so that some of them are not disturbed. */
const times = 50_000;
const warmUp = 2_000;
const rounds = 41;

export async function measureBatch(): Promise<BatchResult> {
  const [, file] = tokenPrograms().find(([name]) => name.startsWith('p-token'))!;
  const request = { ...transfer, program: loaded(file), engine: 'wasm' } as const;
  // The program is translated once, here; the threads adopt it.
  if (execute(request).status !== 'ok') throw new Error('the transfer failed');
  const [one, two] = [new Workers(1), new Workers(2)];
  const rate = async (workers: Workers, threads: number): Promise<number> => {
    const repeated = await workers.repeat({ request, times: threads * times, warmUp, what: 'program' });
    if (repeated.some(({ alike }) => !alike)) throw new Error('transfers were not alike');
    return repeated.reduce((sum, { times: done, nanoseconds }) => sum + (done * 1e9) / nanoseconds, 0);
  };
  const rates: { one: number; two: number }[] = [];
  for (let round = 0; round < rounds; round++)
    rates.push({ one: await rate(one, 1), two: await rate(two, 2) });
  await Promise.all([one.close(), two.close()]);
  return {
    perSecondPerCore: median(rates.map((rate) => rate.one)),
    twoThreads: median(rates.map((rate) => rate.two / rate.one)),
  };
}
