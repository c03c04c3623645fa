// Worker: the thread that runs its share of a batch.
import { parentPort } from 'node:worker_threads';
import { Bank } from '../../../runtime/bank/bank.js';
import { adoptPrograms } from '../../../runtime/engine.js';
import type { FromWorker, ToWorker } from './messages.js';
import { repeat } from './repeat.js';

let bank: Bank | undefined;

const answer = (message: FromWorker): void => parentPort!.postMessage(message);

parentPort!.on('message', (message: ToWorker) => {
  if (message.kind === 'job') {
    const { bank: bytes, programs, ...options } = message.job;
    adoptPrograms(programs);
    bank = Bank.fromBytes(bytes, options);
  } else if (message.kind === 'calls') {
    const outcomes = message.calls.map((call) => bank!.run(call));
    answer({ kind: 'outcomes', first: message.first, outcomes });
  } else {
    adoptPrograms(message.programs);
    answer({ kind: 'repeated', repeated: repeat(message.repetition) });
  }
});
