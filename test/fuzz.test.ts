// A few cases of each fuzz target; `npm run fuzz` runs as many as one likes.
import { describe, expect, it } from 'vitest';
import { fuzzFiles } from './fuzz/run-files.js';
import { fuzzPrograms } from './fuzz/run-programs.js';
import { fuzzSources } from './fuzz/run-sources.js';

describe('random programs', () => {
  it('do what the reference and litesvm say, at each level, for v3 and v0', () => {
    expect(fuzzPrograms({ count: 60, seed: 1 }).found).toEqual([]);
  });
});

describe('damaged sources', () => {
  it('are refused at a place, or do the same at each level', () => {
    expect(fuzzSources({ count: 500, seed: 1 }).found).toEqual([]);
  });
});

describe('damaged program files', () => {
  it('are refused or run as litesvm does', () => {
    expect(fuzzFiles({ count: 500, seed: 1 }).found).toEqual([]);
  });
});
