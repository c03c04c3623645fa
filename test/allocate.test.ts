// Register allocation: no two values that are needed at once share a register, whatever was spilled or merged.
import { describe, expect, it } from 'vitest';
import type { Allocation } from '../compiler/6-emit/allocate.js';
import { optimize } from '../compiler/5-optimize/optimize.js';
import { assembled } from './emitted.js';
import { FunctionBuilder, programOf } from './flow-builder.js';
import { randomFlow } from './flow-evaluator.js';
import { allocationProblems } from './check-allocation.js';

function problemsOf(program: Parameters<typeof assembled>[0]): string[] {
  const problems: string[] = [];
  const observe = (allocation: Allocation): void => void problems.push(...allocationProblems(allocation));
  for (const arch of ['v3', 'v0'] as const) assembled(program, arch, observe);
  return problems;
}

describe('allocated registers', () => {
  it('are never shared by values needed at the same time', () => {
    for (let seed = 0; seed < 25; seed++) {
      expect(problemsOf(randomFlow(seed, { size: 60 })), `seed ${seed}`).toEqual([]);
      expect(problemsOf(optimize(randomFlow(seed), { level: 2 })), `seed ${seed}`).toEqual([]);
    }
  });

  it('are found for thousands of values, hundreds of them needed at once', () => {
    const build = new FunctionBuilder({ name: 'entry', parameters: 2, results: 1 });
    const kept: number[] = [];
    let sum = build.constant(0);
    for (let i = 0; i < 6000; i++) {
      sum = build.binary('add', sum, build.load(8, build.parameters[1]!, 8 * (i % 4)));
      if (i % 20 === 0) kept.push(build.binary('mul', sum, sum));
    }
    build.return([kept.reduce((a, b) => build.binary('xor', a, b), sum)]);
    const program = programOf([build.finish()]);
    expect(problemsOf(program)).toEqual([]);
    // Each value kept aside costs two instructions of its own, a store and a load.
    expect(assembled(program, 'v3').slots.length).toBeLessThan(12_000 + 300 * 5);
  });
});
