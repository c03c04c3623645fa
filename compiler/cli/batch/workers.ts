// Workers: threads that share the work of batches.
import type { Worker } from 'node:worker_threads';
import type { BatchCall, BatchJob, BatchWorkers } from '../../../runtime/bank/batch.js';
import { translatedPrograms } from '../../../runtime/engine.js';
import type { Outcome } from '../../../runtime/outcome.js';
import type { FromWorker, ToWorker } from './messages.js';
import type { Repeated, Repetition } from './repeat.js';
import { openWorker } from './worker-file.js';

/** Calls that are given to a thread at a time: enough to make up for the way there and back. */
const share = 64;

/** A thread, and what is to happen with its answers. */
class Thread {
  readonly #worker: Worker;
  #waiting: { readonly take: (answer: FromWorker) => void; readonly fail: (error: Error) => void }[] = [];

  constructor() {
    this.#worker = openWorker();
    this.#worker.on('message', (answer: FromWorker) => this.#waiting.shift()?.take(answer));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Error('a thread has ended')));
  }

  #fail(error: Error): void {
    for (const { fail } of this.#waiting.splice(0)) fail(error);
  }

  tell(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  ask(message: ToWorker): Promise<FromWorker> {
    return new Promise((take, fail) => {
      this.#waiting.push({ take, fail });
      this.tell(message);
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}

export class Workers implements BatchWorkers {
  readonly #threads: readonly Thread[];

  /** Starts so many threads, which stay until `close`. */
  constructor(count: number) {
    this.#threads = Array.from({ length: count }, () => new Thread());
  }

  async run(job: BatchJob, calls: readonly BatchCall[]): Promise<readonly Outcome[]> {
    const outcomes = new Array<Outcome>(calls.length);
    let next = 0;
    const work = async (thread: Thread): Promise<void> => {
      while (next < calls.length) {
        const first = next;
        next += share;
        const answer = await thread.ask({ kind: 'calls', first, calls: calls.slice(first, next) });
        if (answer.kind === 'outcomes')
          answer.outcomes.forEach((outcome, index) => (outcomes[answer.first + index] = outcome));
      }
    };
    this.#start(job);
    // Two shares are on the way to each thread, so that it need not wait.
    await Promise.all(this.#threads.flatMap((thread) => [work(thread), work(thread)]));
    return outcomes;
  }

  /** Has the threads share the runs of one request. */
  async repeat(repetition: Repetition): Promise<readonly Repeated[]> {
    const programs = translatedPrograms();
    const count = this.#threads.length;
    const answers = await Promise.all(
      this.#threads.map((thread, index) => {
        const times = Math.floor((repetition.times + index) / count);
        return thread.ask({ kind: 'repeat', repetition: { ...repetition, times }, programs });
      }),
    );
    return answers.flatMap((answer) => (answer.kind === 'repeated' ? [answer.repeated] : []));
  }

  #start(job: BatchJob): void {
    for (const thread of this.#threads) thread.tell({ kind: 'job', job });
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }
}

/** Starts threads for `Bank.runBatch`. */
export function startWorkers(count: number): Workers {
  return new Workers(count);
}
