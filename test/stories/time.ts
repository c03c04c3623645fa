// The clock of a cluster, the same in litesvm and in our bank.
import type { Clock } from '../../runtime/bank/sysvars.js';
import type { Cluster } from '../cluster.js';

export function setTime(cluster: Cluster, changed: Partial<Pick<Clock, 'epoch' | 'unixTimestamp'>>): void {
  const { bank, svm } = cluster;
  const { epoch, unixTimestamp } = { ...bank.getClock(), ...changed };
  bank.setClock({ ...bank.getClock(), epoch, unixTimestamp });
  const clock = svm.getClock();
  clock.epoch = epoch;
  clock.unixTimestamp = unixTimestamp;
  svm.setClock(clock);
}
