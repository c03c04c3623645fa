// A few cases of each fuzz target; `npm run fuzz` runs as many as one likes.
import { describe, expect, it } from 'vitest';
import { fuzzDeployments } from './fuzz/run-deployments.js';
import { fuzzFiles } from './fuzz/run-files.js';
import { fuzzLibrary } from './fuzz/run-library.js';
import { fuzzPrograms } from './fuzz/run-programs.js';
import { fuzzSources } from './fuzz/run-sources.js';
import { fuzzValues } from './fuzz/run-values.js';
import { fuzzMachine } from './fuzz/run-vm.js';
import { sweep, sweepCases } from './fuzz/sweep.js';

describe('random programs', () => {
  it('do what the reference and litesvm say, at each level, for v3 and v0', () => {
    expect(fuzzPrograms({ count: 40, seed: 1 }).found).toEqual([]);
  });
});

describe('random programs over aggregates and functions', () => {
  it('do what the reference and litesvm say, unoptimized and optimized', () => {
    expect(fuzzValues({ count: 30, seed: 1 }).found).toEqual([]);
  });
});

describe('examples of forms with other operands', () => {
  it('do the same at each level, as litesvm says', () => {
    expect(fuzzLibrary({ count: 80, seed: 1 }).found).toEqual([]);
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

  it('are deployed or refused as litesvm does', async () => {
    expect((await fuzzDeployments({ count: 40, seed: 1 })).found).toEqual([]);
  });
});

describe('random machine programs', () => {
  it('end as litesvm says, in every version', () => {
    expect(fuzzMachine({ count: 250, seed: 1 }).found).toEqual([]);
  });

  it('end as litesvm says with every budget from nothing to all they take', () => {
    for (const { subject, cost } of sweepCases(50, 1, 20, 120)) sweep(subject, cost);
  });
});
