// Every syscall, by us and by litesvm: results, costs, refusals, alignment, addresses outside the regions.
import { describe, expect, it } from 'vitest';
import { costExamples } from './syscalls/examples.js';
import { agree } from './agree.js';
import { randomCalls } from './syscalls/random-calls.js';

describe.each(costExamples)('$syscall', ({ cases }) => {
  it.each(cases)('$title', ({ steps, constants, request }) => {
    const { units } = agree(steps, request, constants);
    // One unit short of enough, half of it, none.
    for (const budget of [units - 1, units >> 1, 0])
      if (budget >= 0) agree(steps, { ...request, budget }, constants);
    expect(units).toBeGreaterThan(0);
  });
});

describe('random calls', () => {
  it('agree', () => {
    for (let seed = 0; seed < 400; seed++)
      agree(randomCalls(seed), {
        budget: seed % 3 === 0 ? 100 + seed * 3 : 200_000,
        data: new Uint8Array(seed % 9),
      });
  });
});
