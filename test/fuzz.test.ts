// A few cases of each fuzz target; `npm run fuzz` runs as many as one likes.
import { describe, expect, it } from 'vitest';
import { fuzzPrograms } from './fuzz/run-programs.js';

describe('random programs', () => {
  it('do what the reference and litesvm say, at each level, for v3 and v0', () => {
    expect(fuzzPrograms({ count: 60, seed: 1 }).found).toEqual([]);
  });
});
