// Measure: the runs of one request, on this thread or on several.
import type { Repeated, Repetition } from './repeat.js';
import { repeat } from './repeat.js';

/** One result for each thread. */
export async function measure(repetition: Repetition, threads: number): Promise<readonly Repeated[]> {
  if (threads === 1) return [repeat(repetition)];
  const { startWorkers } = await import('./workers.js');
  const workers = startWorkers(threads);
  try {
    return await workers.repeat(repetition);
  } finally {
    await workers.close();
  }
}
