// Flow's printer and checker: what is printed can be read again, and each broken rule is found.
import { describe, expect, it } from 'vitest';
import { check } from '../grammar/flow/check.js';
import { dominates, graphOf, loopDepths } from '../grammar/flow/dominators.js';
import { print } from '../grammar/flow/print.js';
import { evaluate, randomFlow } from './flow-evaluator.js';
import { readFlow } from './flow-reader.js';

describe('printing', () => {
  it('gives text from which the same program is read', () => {
    for (let seed = 1; seed <= 100; seed++) {
      const program = randomFlow(seed, { accounts: seed % 2 === 0 });
      const text = print(program);
      const again = readFlow(text);
      expect(check(again)).toEqual([]);
      expect(print(again)).toBe(text);
    }
  });

  it('shows places if asked', () => {
    const program = readFlow('function 0 "entry"(v0, v1) results 1\nblock0:\n  return v0\n', 'a.flow');
    expect(print(program, { places: true })).toContain('return v0  ; a.flow:3:1');
  });

  it('writes every kind of line', () => {
    const text = `globals 8
rodata 0 "text"
rodata 1 0x00ff

function 0 "entry"(v0, v1) results 1
  slots 8, 16
block0:
  v2 = constant -1
  v3 = constant 0x8000000000000000
  v4 = load8 [v0 - 8] invariant
  store4 [v0 + 12], v4
  v5 = extend signed 32 v4
  v6 = extend unsigned 8 v5
  v7 = slot 1
  v8 = address 1
  v9 = account v2
  v10, v11 = call 1(v6, v7)
  v12 = syscall sol_log_(v8, v9) zero
  branch sge v10, v11 then block1(v12) else block2
block1(v13):
  v14 = ashr v13, v2
  v15 = compare set v14, v3
  return v15
block2 cold:
  jump block3
block3 cold:
  fail v11 "a \\"reason\\""

function 1 "callee"(v0, v1) results 1 fallible
block0:
  unreachable
`;
    const program = readFlow(text);
    expect(check(program)).toEqual([]);
    expect(print(program)).toBe(text);
  });
});

/** The entry with this body, and a callee that can fail. */
const withBody = (body: string, head = '"entry"(v0, v1) results 1'): string => `function 0 ${head}
block0:
${body}
function 1 "callee"(v0) results 1 fallible
block0:
  return v0
function 2 "plain"() results 0
block0:
  return
`;

describe('checking', () => {
  it.each([
    ['v2 = constant 1\nv2 = constant 2\nreturn v2', 'v2 is defined twice'],
    ['return v5', 'v5 is never defined'],
    ['v2 = add v3, v0\nv3 = constant 1\nreturn v2', 'v3 is not defined on every way here'],
    [
      'branch eq v0, v1 then block1 else block2\nblock1:\nv2 = constant 1\njump block2\nblock2:\nreturn v2',
      'on every way',
    ],
    ['jump block1\nblock1(v2):\nreturn v2', 'block1 takes 1 arguments'],
    ['jump block7', 'there is no block7'],
    ['jump block1\nblock1:\njump block0', 'the entry block is no target'],
    ['return', 'the function gives 1 results'],
    ['v2 = slot 0\nreturn v2', 'there is no slot 0'],
    ['v2 = address 3\nreturn v2', 'there is no rodata 3'],
    ['v2, v3 = call 1()\nreturn v2', 'callee takes 1 arguments'],
    ['v2 = call 1(v0)\nreturn v2', 'callee gives 2 results'],
    ['v2 = call 0(v0, v1)\nreturn v2', 'there is no function 0 to call'],
    ['v2 = call 9(v0, v1)\nreturn v2', 'there is no function 9 to call'],
    ['v2 = syscall sol_log_64_(v0, v0, v0, v0, v0, v0)\nreturn v2', 'at most 5 arguments'],
    ['v2 = load8 [v0 + 2147483648]\nreturn v2', 'offset out of range'],
  ])('finds %j', (body, problem) => {
    expect(check(readFlow(withBody(body))).join('\n')).toContain(problem);
  });

  it('finds a wrong entry', () => {
    expect(check(readFlow(withBody('return v0', '"entry"(v0) results 1')))[0]).toContain('2 parameters');
    expect(check(readFlow(withBody('return v0', '"entry"(v0, v1) results 1 fallible')))[0]).toContain(
      'no status',
    );
    expect(check({ functions: [], rodata: [], globalBytes: 0 })).toEqual([
      'the program has no entry function',
    ]);
  });

  it('finds failure where there is no status', () => {
    const text = `${withBody('return v0')}function 3 "sure"(v0) results 0\nblock0:\nv1 = account v0\nfail v1 "no"\n`;
    expect(check(readFlow(text))).toHaveLength(2);
  });
});

describe('the graph of a function', () => {
  const text = withBody(`  branch eq v0, v1 then block1 else block4
block1:
  branch eq v0, v1 then block2 else block3
block2:
  jump block1
block3:
  jump block4
block4:
  return v0
block5:
  jump block4`);

  it('has dominators and loops', () => {
    const graph = graphOf(readFlow(text).functions[0]!);
    expect([...graph.dominator]).toEqual([0, 0, 1, 1, 0, -1]);
    expect(dominates(graph, 1, 3)).toBe(true);
    expect(dominates(graph, 1, 4)).toBe(false);
    expect([...loopDepths(graph)]).toEqual([0, 1, 1, 0, 0, 0]);
  });
});

describe('evaluating', () => {
  it('returns, fails and faults', () => {
    const run = (body: string) => evaluate(readFlow(withBody(body)));
    expect(run('v2 = constant 7\nreturn v2')).toMatchObject({ returned: [7n] });
    expect(run('v2 = constant 6000\nfail v2 "no"')).toMatchObject({ failed: 6000n });
    expect(run('v2 = constant 0\nv3 = div v0, v2\nreturn v3')).toMatchObject({ faulted: 'division by zero' });
    expect(run('v2 = constant 0\nv3 = load8 [v2]\nreturn v3')).toMatchObject({ faulted: 'access violation' });
    expect(run('v2 = constant 0\nv3 = account v2\nreturn v3')).toMatchObject({ failed: 11n << 32n });
  });
});
