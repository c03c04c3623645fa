// Measure batch: how many transfers of p-token one thread runs in a second, and what a second thread adds.
import { Workers } from '../../compiler/cli/batch/workers.js';
import { translatedPrograms } from '../../runtime/engine.js';
import { bankWith, median } from './contenders.js';
import { tokenProgram, tokenPrograms, transfer } from './tokens.js';

export interface BatchResult {
  /** Runs of the program alone, its input laid out before. */
  readonly perSecondPerCore: number;
  /** How many times as much two threads do together as one does. */
  readonly twoThreads: number;
}

const times = 200_000;
const warmUp = 20_000;
const rounds = 5;

export async function measureBatch(): Promise<BatchResult> {
  const [, file] = tokenPrograms().find(([name]) => name.startsWith('p-token'))!;
  const bank = bankWith([[tokenProgram, file]]);
  // The program is translated once, here; the threads adopt it.
  const prepared = bank.prepareCall(transfer);
  if ('code' in prepared) throw new Error(prepared.message);
  prepared.run();
  const job = { bank: bank.toBytes(), engine: 'wasm', programs: translatedPrograms() } as const;
  const [one, two] = [new Workers(1), new Workers(2)];
  const rate = async (workers: Workers): Promise<number> => {
    const repeated = await workers.repeat(job, transfer, times, warmUp);
    if (repeated.some(({ alike }) => !alike)) throw new Error('transfers were not alike');
    return repeated.reduce((sum, { nanoseconds }) => sum + (times * 1e9) / nanoseconds, 0);
  };
  const rates: { one: number; two: number }[] = [];
  for (let round = 0; round < rounds; round++) rates.push({ one: await rate(one), two: await rate(two) });
  await Promise.all([one.close(), two.close()]);
  return {
    perSecondPerCore: median(rates.map((rate) => rate.one)),
    twoThreads: median(rates.map((rate) => rate.two / rate.one)),
  };
}
