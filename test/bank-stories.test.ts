// Stories of users of Solana's real programs, told to our bank and to litesvm: all answers and all registers are equal.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stories } from './stories/all.js';
import { TracedCluster, TraceFolder } from './stories/traced-cluster.js';

const folder = new TraceFolder();
beforeAll(() => folder.open());
afterAll(() => folder.close());

let transactions = 0;
let invocations = 0;

describe('a story', () => {
  it.each(stories)('of $title', ({ programs, tell }) => {
    const cluster = new TracedCluster(folder).carry(...programs);
    tell(cluster);
    transactions += cluster.transactions;
    invocations += cluster.invocations;
  });

  it('is long', () => {
    expect(transactions).toBeGreaterThan(2500);
    expect(invocations).toBeGreaterThan(2500);
  });
});
