// The conformance runner: it tells passed cases from failed ones, of every kind, and never stops at one.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { runCase } from './conformance/kinds.js';

const script = (source: string, expected: unknown) => ({ id: 'case', group: 'test', source, expected });
const exitWith = { version: 'V3', text_hex: 'b7000000070000009500000000000000' };

describe('the conformance runner', () => {
  const folder = mkdtempSync(join(tmpdir(), 'osvm-conformance-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('compares values of scripts', () => {
    const passing: readonly (readonly [string, unknown])[] = [
      ['(+ 1 2)', 3],
      ['(> 1 2)', false],
      ['"text"', 'text'],
      ['null', null],
      ['(while false)', null],
      ['(u64 18446744073709551615)', 18446744073709551615],
      ['(undefined)', { error: true }],
      ['(/ 1 (- 1 1))', { error: true }],
      ['(* 3 1)', { decimal: '3.0' }],
    ];
    for (const [source, expected] of passing) {
      expect([source, runCase(script(source, expected))]).toEqual([source, { result: 'passed' }]);
    }
    expect(runCase(script('(+ 1 2)', 4))).toEqual({ result: 'failed', reason: '3 instead of 4' });
    expect(runCase(script('(+ 1 2)', '3')).result).toBe('failed');
    expect(runCase(script('(+ 1 2)', { error: true })).result).toBe('failed');
    expect(runCase(script('(fail 1)', 1)).reason).toContain('custom program error: 0x1771');
    expect(runCase(script('(+ 1', 1)).reason).toContain('E0111');
  });

  it('executes and verifies instructions', () => {
    const execute = {
      ...exitWith,
      kind: 'execute',
      config: {},
      entry_pc: 0,
      input_hex: '',
      input_writable: true,
      budget: 10,
      expected_instruction_count: 2,
      expected: { ok: '0x7' },
    };
    expect(runCase(execute)).toEqual({ result: 'passed' });
    expect(runCase({ ...execute, expected_instruction_count: 3 }).result).toBe('failed');
    expect(runCase({ ...exitWith, kind: 'verify', expected: 'Ok' })).toEqual({ result: 'passed' });
    expect(runCase({ ...exitWith, kind: 'verify', expected: 'NoProgram' }).result).toBe('failed');
  });

  it('skips what it does not know and survives what is broken', () => {
    expect(runCase({ id: 'odd' }).result).toBe('skipped');
    expect(runCase({ kind: 'execute', version: 'V3' }).result).toBe('failed');
  });

  it('ends with a count, and fails on request', () => {
    const file = join(folder, 'cases.json');
    writeFileSync(
      file,
      JSON.stringify({ cases: [script('(+ 1 2)', 3), script('(+ 1 2)', 4), { id: 'odd' }] }),
    );
    const run = (...args: readonly string[]) =>
      spawnSync(process.execPath, ['--import', 'tsx', 'test/conformance.ts', ...args], {
        cwd: fileURLToPath(new URL('..', import.meta.url)),
        encoding: 'utf8',
      });
    const strict = run(file, '--fail-list', '--strict');
    expect(strict.stdout.trim().split('\n')).toEqual([
      'case  3 instead of 4',
      '1 passed, 1 failed, 1 skipped',
    ]);
    expect(strict.status).toBe(1);
    expect(run('--unknown', file).status).toBe(2);
  });
});
