// One instruction against accounts, by us and by litesvm: every kind of change, error, budget and log.
import { describe, expect, it } from 'vitest';
import { execute } from '../runtime/execute.js';
import type { Case } from './oracle.js';
import { expectSame, judge, testAddress } from './oracle.js';
import type { Step } from './small-program.js';
import { buildProgram, constant, done, exit, move, rodata, syscall } from './small-program.js';

const programId = testAddress(7);
const plain: Case = { programId, accounts: [], data: new Uint8Array(0) };
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** Runs the steps as v3 and as v0, here and there, and gives our last outcome. */
function same(steps: readonly Step[], request: Partial<Case> = {}, constants?: Uint8Array) {
  const whole = { ...plain, ...request };
  const outcomes = ([3, 0] as const).map((version) => {
    const elf = buildProgram(version, steps, constants);
    const outcome = execute({ ...whole, program: elf });
    expectSame(outcome, judge(elf, whole));
    return outcome;
  });
  return outcomes[0]!;
}

describe('the end of a program', () => {
  it('succeeds with r0 = 0', () => {
    expect(same(done).units).toBe(2);
  });

  it('maps r0 to the error Agave maps it to', () => {
    for (let code = 0n; code < 40n; code++) same([constant(0, code << 32n), exit]);
    for (const code of [1n, 42n, 0xffff_ffffn, 0x1_0000_0001n, 1n << 63n]) same([constant(0, code), exit]);
  });

  it('logs', () => {
    same([rodata(1), move(2, 5), syscall('sol_log_'), ...done], {}, text('hello'));
  });
});
