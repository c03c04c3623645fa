// The execution cases of the public sbpf and firedancer suites.
import { describe, expect, it } from 'vitest';
import { interpret } from '../runtime/interpret.js';
import type { Syscall } from '../runtime/interpret.js';
import type { Memory } from '../runtime/memory.js';
import { verify } from '../runtime/verify.js';
import { bareExecutable, bareMachine } from './bare-machine.js';
import type { SbpfCase } from './peer-cases.js';
import { fromHex, havePeerCases, instructionVectors, sbpfCases, versionOf } from './peer-cases.js';

/** The syscalls of the sbpf test suite, by the name of their implementation. */
const testSyscalls: Readonly<Record<string, (memory: Memory) => Syscall>> = {
  SyscallString: (memory) => (address, length) => {
    memory.view(address, length, 'read');
    return 0n;
  },
  SyscallU64: () => () => 0n,
  SyscallMemFrob: (memory) => (address, length) => {
    memory.view(address, length, 'write').forEach((byte, index, bytes) => (bytes[index] = byte ^ 42));
    return 0n;
  },
  SyscallGatherBytes:
    () =>
    (...bytes) =>
      bytes.reduce((sum, byte) => (sum << 8n) | (byte & 0xffn), 0n),
  SyscallStrCmp: (memory) => (left, right) => {
    for (let at = 0n; ; at++) {
      const one = memory.load(left + at, 1);
      const other = memory.load(right + at, 1);
      if (one !== other) return BigInt.asUintN(64, one - other);
      if (one === 0n) return 0n;
    }
  },
};

function runCase(one: SbpfCase, budget: number): string {
  const functions = new Map(
    Object.entries(one.functions ?? {}).map(([key, { pc }]) => [Number(key) >>> 0, pc]),
  );
  const executable = bareExecutable(versionOf(one.version), fromHex(one.text_hex), functions, one.entry_pc);
  const syscalls = (memory: Memory) =>
    new Map(
      Object.values(one.syscalls ?? {}).map(({ hash, impl }) => [hash >>> 0, testSyscalls[impl]!(memory)]),
    );
  const gaps = one.version === 'V0' && one.config.enable_stack_frame_gaps !== false;
  const machine = bareMachine(executable, {
    input: fromHex(one.input_hex),
    inputWritable: one.input_writable,
    budget,
    gaps,
    syscalls,
  });
  const end = interpret(executable, machine);
  const value = end.ok ? `0x${end.r0.toString(16)}` : end.fault.variant;
  return `${one.id} ${value} ${budget - machine.meter.remaining}`;
}

function expectedOf({ id, expected, expected_instruction_count: count }: SbpfCase): string {
  const { ok, err } = expected as { ok?: string; err?: { variant: string } };
  return `${id} ${ok ?? err!.variant} ${count}`;
}

describe.skipIf(!havePeerCases)('peer suites', () => {
  it('agree on the execute cases', () => {
    const cases = sbpfCases().filter(({ kind }) => kind === 'execute');
    expect(cases.length).toBeGreaterThan(100);
    for (const one of cases) {
      expect(runCase(one, one.budget)).toBe(expectedOf(one));
      if (one.rerun_budget_1024_same_count) expect(runCase(one, 1024)).toBe(expectedOf(one));
    }
  });

  it('agree on the instruction vectors', () => {
    const vectors = instructionVectors();
    expect(vectors.length).toBeGreaterThan(1000);
    for (const {
      id,
      version: name,
      text_hex,
      regs,
      input_hex,
      region_boundary,
      status,
      expected_regs,
    } of vectors) {
      const executable = bareExecutable(versionOf(name), fromHex(text_hex));
      if (verify(executable) !== undefined) continue;
      const machine = bareMachine(executable, {
        input: fromHex(input_hex),
        boundaries: region_boundary,
        budget: 100,
      });
      regs.slice(0, 11).forEach((value, register) => (machine.registers[register] = BigInt(value)));
      const end = interpret(executable, machine);
      expect(`${id} ${end.ok ? 'ok' : 'fault'}`).toBe(`${id} ${status}`);
      if (end.ok) expect([...machine.registers]).toEqual(expected_regs!.slice(0, 11).map(BigInt));
    }
  });
});
