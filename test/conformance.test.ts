// The conformance runner: it tells passed cases from failed ones, of every kind, and never stops at one.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Version } from '../grammar/sbpf.js';
import { instruction, opcodeOf } from '../grammar/sbpf.js';
import { runCommand } from './conformance/command.js';
import { runCase } from './conformance/kinds.js';
import { lenientFile, strictFile } from './program-file.js';

const op = (
  version: Version,
  name: Parameters<typeof opcodeOf>[0],
  fields: Parameters<typeof instruction>[1] = {},
) => instruction(opcodeOf(name, version), fields);
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

  it('loads and runs ELF files below a folder, with patches', () => {
    const call = [op(0, 'call', { immediate: 1 }), op(0, 'exit'), op(0, 'mov64.imm', { immediate: 7 })];
    writeFileSync(join(folder, 'v0.so'), lenientFile(0, [...call, op(0, 'exit')]));
    writeFileSync(join(folder, 'v3.so'), strictFile([op(3, 'mov64.imm', { immediate: 7 }), op(3, 'exit')]));
    const cases: readonly (readonly [object, string])[] = [
      [{ elf: 'v0.so' }, 'Ok'],
      [{ elf: 'v0.so', parser: 'lenient' }, 'Ok'],
      [{ elf: 'v3.so', parser: 'strict' }, 'Ok'],
      [{ elf: 'v3.so', patches: [[48, '04']] }, 'Ok'],
      [{ elf: 'v3.so', patches: [[48, 'ff']] }, 'UnsupportedSBPFVersion'],
      [{ elf: 'v3.so', config: { enabled_sbpf_versions: ['V0', 'V0'] } }, 'UnsupportedSBPFVersion'],
      [{ elf: 'v3.so', parser: 'strict', patches: [[5, 'af']] }, 'InvalidFileHeader'],
      [{ elf: 'v3.so', patches: [[5, 'af']] }, 'FailedToParse("invalid file header")'],
      [{ elf: 'v3.so', patches: [[64, 'af']] }, 'InvalidProgramHeader'],
      [{ elf: 'v0.so', patches: [[68, '09000000']] }, 'RelativeJumpOutOfBounds(0)'],
      [{ elf: 'v0.so', patches: [[24, 'ffffffffffffffff']] }, 'EntrypointOutOfBounds'],
    ];
    for (const [one, expected] of cases)
      expect(runCase({ id: 'elf', kind: 'elf_load', ...one, expected }, folder)).toEqual({
        result: 'passed',
      });
    const load = { id: 'elf', kind: 'elf_load', elf: 'v0.so', expected: 'WrongAbi' };
    expect(runCase(load, folder).result).toBe('failed');
    expect(runCase({ ...load, elf: 'none.so' }, folder).result).toBe('skipped');
    const execute = { id: 'elf', kind: 'execute', version: 'V0', elf: 'v0.so', budget: 10 };
    const seven = { expected_instruction_count: 4, expected: { ok: '0x7' } };
    expect(runCase({ ...execute, ...seven }, folder)).toEqual({ result: 'passed' });
    const broken = { patches: [[18, '00']], expected: { err: { variant: 'WrongMachine' } } };
    expect(runCase({ ...execute, ...broken }, folder)).toEqual({ result: 'passed' });
  });

  it('skips what it does not know and survives what is broken', () => {
    expect(runCase({ id: 'odd' })).toEqual({ result: 'skipped', reason: 'a case of no known kind' });
    expect(runCase({ kind: 'odd' }).reason).toBe('a case of no known kind: odd');
    for (const broken of [5, null, 'text']) expect(runCase(broken).result).toBe('failed');
    expect(runCase({ kind: 'execute', version: 'V3' }).result).toBe('failed');
  });

  it('ends with a count, and fails on request', () => {
    const file = join(folder, 'cases.json');
    writeFileSync(
      file,
      JSON.stringify({ cases: [script('(+ 1 2)', 3), script('(+ 1 2)', 4), { id: 'odd' }] }),
    );
    const run = (...words: readonly string[]) => {
      const [printed, complaints]: [string[], string[]] = [[], []];
      const output = {
        print: (line: string) => void printed.push(line),
        complain: (line: string) => void complaints.push(line),
      };
      return { status: runCommand(words, output), printed, complaints };
    };
    expect(run(file, '--fail-list', '--strict')).toMatchObject({
      status: 1,
      printed: ['case  3 instead of 4', '1 passed, 1 failed, 1 skipped'],
    });
    // Without --strict failures are told, but a case of no known kind is wrong input.
    expect(run(file)).toMatchObject({ status: 1, complaints: ['skipped 1: a case of no known kind'] });
    writeFileSync(file, JSON.stringify({ cases: [script('(+ 1 2)', 4)] }));
    expect(run(file)).toMatchObject({ status: 0, complaints: [] });
    expect(run('--unknown', file).status).toBe(2);
    expect(run(join(folder, 'none.json')).complaints[0]).toContain('none.json: there is no such file');
    for (const text of ['{', '[]', '{"cases": 5}']) {
      writeFileSync(file, text);
      const { status, complaints } = run(file);
      expect([status, complaints[0]]).toEqual([1, expect.stringContaining(file)]);
    }
  });
});
