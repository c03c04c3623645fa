// The optimizer: each pass on Flow written as text, and all of them on random Flow, measured by the evaluator.
import { describe, expect, it } from 'vitest';
import { check } from '../grammar/flow/check.js';
import { print } from '../grammar/flow/print.js';
import { edgesOf, type FlowProgram } from '../grammar/flow.js';
import { optimize, passes, type OptimizationLevel, type PassName } from '../compiler/5-optimize/optimize.js';
import { heapBytes } from './random-flow.js';
import { FunctionBuilder, programOf, to } from './flow-builder.js';
import { evaluate, randomFlow, serializeInput, type InputAccount } from './flow-evaluator.js';
import { readFlow } from './flow-reader.js';
import { goldenCases } from './golden.js';

function isPass(name: string): name is PassName {
  return name in passes;
}

function expectSound(program: FlowProgram, context: string): void {
  expect(check(program), context).toEqual([]);
}

goldenCases('optimize', (text, name) => {
  const before = readFlow(text, name);
  expectSound(before, 'as written');
  const level = /^; level: ([012])$/m.exec(text);
  if (level) {
    const after = optimize(before, {
      level: Number(level[1]) as OptimizationLevel,
      afterPass: (pass, program) => expectSound(program, pass),
    });
    return { [`level ${level[1]}`]: print(after) };
  }
  const names = /^; passes: (.*)$/m.exec(text)![1]!.split(', ');
  for (const pass of names) {
    if (!isPass(pass)) throw new Error(`there is no pass ${pass}`);
    passes[pass].run(before);
    expectSound(before, pass);
  }
  return { after: print(before) };
});

const instructionData = Uint8Array.from({ length: 64 }, (_, i) => i * i * 31 + (i % 8 === 0 ? 5 : 0));
const account = (key: number, bytes: number): InputAccount => ({
  key,
  lamports: BigInt(key) << 20n,
  data: new Uint8Array(bytes).fill(key),
});
const inputs = [
  [],
  [account(1, 13), account(2, 8)],
  [account(1, 13), { duplicateOf: 0 }, account(2, 8), { duplicateOf: 2 }, account(3, 1000)],
  [
    account(1, 8),
    account(2, 9),
    account(3, 16),
    account(4, 47),
    account(5, 11),
    { duplicateOf: 3 },
    account(6, 8),
  ],
].map((accounts: readonly InputAccount[]) => serializeInput(accounts, instructionData));

/** All that a run shows. */
function shown(program: FlowProgram, input: Uint8Array): unknown {
  const outcome = evaluate(program, { input, steps: 3_000_000 });
  const { logs, heap, input: left } = outcome;
  const end =
    'returned' in outcome
      ? outcome.returned.map(String)
      : 'failed' in outcome
        ? `fails ${outcome.failed}`
        : outcome.faulted;
  return {
    end,
    logs,
    heap: Buffer.from(heap.subarray(0, heapBytes)).toString('base64'),
    input: Buffer.from(left).toString('base64'),
  };
}

describe('random programs', () => {
  const seeds = Array.from({ length: 150 }, (_, i) => i + 1);
  it.each([0, 1, 2] as const)('mean the same after each pass, level %i', (level) => {
    for (const seed of seeds) {
      const program = randomFlow(seed, { accounts: seed % 2 === 0, size: 10 + (seed % 50) });
      const text = print(program);
      const input = inputs[seed % inputs.length]!;
      const expected = shown(program, input);
      const afterPass = (name: string, changed: FlowProgram): void => {
        const context = `seed ${seed}, after ${name}`;
        expectSound(changed, context);
        expect(shown(changed, input), context).toEqual(expected);
      };
      const after = optimize(program, { level, afterPass });
      expect(print(program), 'the program that was given is left as it was').toBe(text);
      expect(print(after)).not.toContain('= account');
    }
  });

  it.each([1, 2, 's'] as const)('that take memory mean the same after each pass, level %s', (level) => {
    let moved = 0;
    for (const seed of Array.from({ length: 60 }, (_, i) => i + 50_000)) {
      const program = randomFlow(seed, { allocations: true, accounts: false, size: 10 + (seed % 40) });
      const input = inputs[seed % inputs.length]!;
      const expected = shown(program, input);
      const afterPass = (name: string, changed: FlowProgram): void => {
        const context = `seed ${seed}, after ${name}`;
        expectSound(changed, context);
        expect(shown(changed, input), context).toEqual(expected);
        if (name === 'promote-memory') moved++;
      };
      optimize(program, { level, afterPass });
    }
    expect(moved).toBeGreaterThan(30);
  });

  it('mean the same after passes in any order, and a pass that changes says so', () => {
    const names = Object.keys(passes).filter(isPass);
    for (const seed of seeds.slice(0, 100)) {
      const program = randomFlow(seed + 10_000, { accounts: seed % 2 === 1, allocations: seed % 3 === 0 });
      const input = inputs[seed % inputs.length]!;
      const expected = shown(program, input);
      for (let i = 0; i < 30; i++) {
        const name = names[(seed * 7 + i * i * 13 + i) % names.length]!;
        const before = print(program);
        const changed = passes[name].run(program);
        const context = `seed ${seed + 10_000}, step ${i}, after ${name}`;
        if (!changed) expect(print(program), context).toBe(before);
        else {
          expectSound(program, context);
          expect(shown(program, input), context).toEqual(expected);
        }
      }
    }
  });

  it('are optimized to the same text each time', () => {
    for (const seed of seeds.slice(0, 20)) {
      const [first, second] = [randomFlow(seed), randomFlow(seed)].map((program) =>
        optimize(program, { level: 2 }),
      );
      expect(print(first!)).toBe(print(second!));
    }
  });
});

describe('failures', () => {
  it('keep their places after they share a block', () => {
    const text = `function 0 "entry"(v0, v1) results 1
block0:
  v2 = load8 [v0]
  branch eq v2, v0 then block1 else block2
block1:
  v3 = constant 6000
  fail v3 "no"
block2:
  branch eq v2, v1 then block3 else block4
block3:
  return v2
block4:
  v4 = constant 6000
  fail v4 "no"
`;
    const after = optimize(readFlow(text), { level: 2 }).functions[0]!;
    expect(after.blocks.filter(({ terminator }) => terminator.kind === 'fail')).toHaveLength(1);
    const places = after.blocks.flatMap(({ terminator }) =>
      edgesOf(terminator).flatMap(({ block, failing }) => {
        const end = after.blocks[block]!.terminator;
        const place = failing ?? end.span;
        return end.kind === 'fail' ? [text.slice(place.start, place.end).trim()] : [];
      }),
    );
    expect(places).toEqual(['fail v3 "no"', 'fail v4 "no"']);
  });
});

describe('large programs', () => {
  it('with very many blocks and values pass through', () => {
    const build = new FunctionBuilder({ name: 'entry', parameters: 2, results: 1 });
    let [older, newer] = build.parameters as [number, number];
    for (let i = 0; i < 10_000; i++) {
      const sum = build.binary('add', older, newer);
      if (i % 4 === 0) build.store(8, build.parameters[1]!, (8 * i) % 64, sum);
      if (i % 20 === 0) {
        const good = build.block();
        const bad = build.block(0, true);
        build.branch('ult', sum, newer, to(bad), to(good));
        build.open(bad);
        build.fail(build.constant(6000), 'overflow');
        build.open(good);
      }
      [older, newer] = [newer, sum];
    }
    build.return([newer]);
    const program = programOf([build.finish()]);
    const after = optimize(program, { level: 2 });
    expectSound(after, 'large');
    expect(shown(after, inputs[0]!)).toEqual(shown(program, inputs[0]!));
  });
});
