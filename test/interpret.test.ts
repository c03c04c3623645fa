// The interpreter: what each kind of instruction does, how units are counted, and that all of it equals Agave.
import { describe, expect, it } from 'vitest';
import type { Instruction, OpcodeName, Version } from '../grammar/sbpf.js';
import { encode, instruction, lddw, opcodeOf, syscallHash, versions } from '../grammar/sbpf.js';
import { execute } from '../runtime/execute.js';
import { executeOnEngines } from './engines.js';
import { Fault } from '../runtime/fault.js';
import { interpret } from '../runtime/interpret.js';
import type { BareOptions } from './bare-machine.js';
import { bareExecutable, bareMachine } from './bare-machine.js';
import type { Case } from './oracle.js';
import { expectSame, judge, testAddress } from './oracle.js';
import { strictFile } from './program-file.js';
import { randomNumbers, randomProgram } from './random-program.js';
import { registerTrace } from './register-trace.js';

const op = (
  version: Version,
  name: OpcodeName,
  fields: Parameters<typeof instruction>[1] = {},
): Instruction => instruction(opcodeOf(name, version), fields);

function run(version: Version, slots: readonly Instruction[], options: BareOptions = {}) {
  const executable = bareExecutable(version, encode(slots));
  const machine = bareMachine(executable, options);
  return { ...interpret(executable, machine), machine };
}

/** dst after one instruction with r1 = `dst` and, for register forms, r2 = `operand`. */
function result(version: Version, name: OpcodeName, dst: bigint, operand: bigint | number): bigint | string {
  const register = typeof operand === 'bigint';
  const slot = op(version, name, { dst: 1, ...(register ? { src: 2 } : { immediate: operand }) });
  const executable = bareExecutable(version, encode([slot, op(version, 'exit')]));
  const machine = bareMachine(executable);
  machine.registers[1] = dst;
  machine.registers[2] = register ? operand : 0n;
  const end = interpret(executable, machine);
  return end.ok ? machine.registers[1] : end.fault.variant;
}

const all = (1n << 64n) - 1n;
const unsigned = (value: bigint): bigint => BigInt.asUintN(64, value);

describe('arithmetic', () => {
  it('wraps at 64 bits', () => {
    expect(result(3, 'add64.imm', all, 1)).toBe(0n);
    expect(result(3, 'sub64.reg', 0n, 1n)).toBe(all);
    expect(result(3, 'mul64.reg', 1n << 63n, 3n)).toBe(1n << 63n);
    expect(result(3, 'neg64', 1n, 0)).toBe(all);
  });

  it('extends 32-bit sums, differences and products by their sign, in v2 with zeros', () => {
    expect(result(3, 'add32.imm', 0x7fff_ffffn, 1)).toBe(0xffff_ffff_8000_0000n);
    expect(result(2, 'add32.imm', 0x7fff_ffffn, 1)).toBe(0x8000_0000n);
    expect(result(0, 'mul32.reg', 0xffff_ffffn, 2n)).toBe(unsigned(-2n));
    expect(result(2, 'lmul32.reg', 0xffff_ffffn, 2n)).toBe(0xffff_fffen);
  });

  it('extends other 32-bit results with zeros', () => {
    expect(result(3, 'neg32', 1n, 0)).toBe(0xffff_ffffn);
    expect(result(3, 'arsh32.imm', 0x8000_0000n, 4)).toBe(0xf800_0000n);
    expect(result(3, 'or32.imm', all, 0)).toBe(0xffff_ffffn);
    expect(result(3, 'mov32.imm', 0n, -1)).toBe(0xffff_ffffn);
  });

  it('takes the difference the other way round in v2 with an immediate', () => {
    expect(result(1, 'sub64.imm', 10n, 3)).toBe(7n);
    expect(result(2, 'sub64.imm', 10n, 3)).toBe(unsigned(-7n));
    expect(result(2, 'sub32.imm', 10n, 3)).toBe(0xffff_fff9n);
    expect(result(2, 'sub64.reg', 10n, 3n)).toBe(7n);
  });

  it('moves 32 bits with zeros, in v2 by their sign', () => {
    expect(result(3, 'mov32.reg', 0n, 0x1_8000_0000n)).toBe(0x8000_0000n);
    expect(result(2, 'mov32.reg', 0n, 0x1_8000_0000n)).toBe(0xffff_ffff_8000_0000n);
  });

  it('masks shift amounts in registers', () => {
    expect(result(3, 'lsh64.reg', 1n, 65n)).toBe(2n);
    expect(result(3, 'rsh32.reg', 0x8000_0000n, 33n)).toBe(0x4000_0000n);
    expect(result(3, 'arsh64.reg', 1n << 63n, 127n)).toBe(all);
  });

  it('divides without sign and faults on zero', () => {
    expect(result(3, 'div64.reg', all, 2n)).toBe(all >> 1n);
    expect(result(3, 'mod64.imm', 10n, -1)).toBe(10n);
    expect(result(3, 'div64.reg', 1n, 0n)).toBe('DivideByZero');
    expect(result(3, 'div32.reg', 7n, 1n << 32n)).toBe('DivideByZero');
    expect(result(3, 'mod32.reg', 0xf_0000_0007n, 4n)).toBe(3n);
  });

  it('has products, quotients and remainders of both signs in v2', () => {
    expect(result(2, 'uhmul64.imm', all, -1)).toBe(0xffff_fffen);
    expect(result(2, 'shmul64.imm', all, -1)).toBe(0n);
    expect(result(2, 'udiv64.imm', all, -1)).toBe(0x1_0000_0001n);
    expect(result(2, 'sdiv64.imm', unsigned(-7n), 2)).toBe(unsigned(-3n));
    expect(result(2, 'srem64.reg', unsigned(-7n), 2n)).toBe(unsigned(-1n));
    expect(result(2, 'sdiv32.reg', 0xffff_fff9n, 2n)).toBe(0xffff_fffdn);
    expect(result(2, 'sdiv64.reg', 1n << 63n, all)).toBe('DivideOverflow');
    expect(result(2, 'srem32.imm', 0x8000_0000n, -1)).toBe('DivideOverflow');
  });

  it('swaps bytes', () => {
    expect(result(3, 'be', 0x1122_3344_5566_7788n, 16)).toBe(0x8877n);
    expect(result(3, 'be', 0x1122_3344_5566_7788n, 64)).toBe(0x8877_6655_4433_2211n);
    expect(result(3, 'le', 0x1122_3344_5566_7788n, 32)).toBe(0x5566_7788n);
    expect(result(2, 'hor64', 1n, -1)).toBe(0xffff_ffff_0000_0001n);
  });
});

describe('calls', () => {
  const recursion = [op(3, 'call', { src: 1, immediate: -1 }), op(3, 'exit')];

  it('keep r6 to r9 and r10', () => {
    const slots = [
      op(3, 'mov64.imm', { dst: 6, immediate: 1 }),
      op(3, 'call', { src: 1, immediate: 2 }),
      op(3, 'mov64.reg', { dst: 0, src: 6 }),
      op(3, 'exit'),
      op(3, 'mov64.imm', { dst: 6, immediate: 2 }),
      op(3, 'exit'),
    ];
    expect(run(3, slots)).toMatchObject({ ok: true, r0: 1n, instructions: 6 });
  });

  it('go 63 deep', () => {
    const end = run(3, recursion);
    expect(end).toMatchObject({
      ok: false,
      fault: { variant: 'CallDepthExceeded' },
      instructions: 64,
      pc: 0,
    });
  });

  it('reach what registers point at', () => {
    const slots = (target: bigint) => [...lddw(3, 1, target), op(3, 'callx', { dst: 1 }), op(3, 'exit')];
    expect(run(3, slots(0x1_0000_0018n))).toMatchObject({ ok: true, instructions: 4 });
    expect(run(3, slots(0x1_0000_001fn))).toMatchObject({ ok: true, instructions: 4 });
    expect(run(3, slots(0x1_0000_0020n))).toMatchObject({ fault: { variant: 'CallOutsideTextSegment' } });
  });

  it('find functions by key before v3', () => {
    const slots = [
      op(0, 'call', { immediate: 77 }),
      op(0, 'exit'),
      op(0, 'mov64.imm', { immediate: 5 }),
      op(0, 'exit'),
    ];
    const executable = bareExecutable(0, encode(slots), new Map([[77, 2]]));
    expect(interpret(executable, bareMachine(executable))).toMatchObject({ ok: true, r0: 5n });
  });

  it('pass r1 to r5 to syscalls and settle the meter before', () => {
    const seen: (bigint | number)[] = [];
    const slots = [
      op(3, 'mov64.imm', { dst: 1, immediate: -1 }),
      op(3, 'call', { immediate: 9 }),
      op(3, 'exit'),
    ];
    const executable = bareExecutable(3, encode(slots));
    const meter = { remaining: 10 };
    const syscall = (r1: bigint, r2: bigint): bigint => {
      seen.push(r1, r2, meter.remaining);
      meter.remaining -= 5;
      return 3n;
    };
    const machine = {
      ...bareMachine(executable),
      meter,
      syscall: (hash: number) => (hash === 9 ? syscall : undefined),
    };
    expect(interpret(executable, machine)).toMatchObject({ ok: true, r0: 3n, instructions: 3 });
    expect([seen, meter.remaining]).toEqual([[all, 0n, 8], 2]);
  });

  it('tell the faults of syscalls from those of the machine', () => {
    const slots = [op(3, 'call', { immediate: 9 }), op(3, 'exit')];
    const syscalls = () =>
      new Map([
        [
          9,
          (): bigint => {
            throw new Fault('SyscallError', 'no');
          },
        ],
      ]);
    expect(run(3, slots, { syscalls })).toMatchObject({ ok: false, inSyscall: true, fault: { text: 'no' } });
    expect(run(3, slots)).toMatchObject({
      ok: false,
      inSyscall: false,
      fault: { variant: 'UnsupportedInstruction' },
    });
  });
});

describe('the meter', () => {
  it('counts a failing instruction, and none that it cannot pay', () => {
    const slots = [op(3, 'mov64.imm'), op(3, 'div64.reg', { dst: 1 }), op(3, 'exit')];
    expect(run(3, slots, { budget: 1 })).toMatchObject({
      instructions: 1,
      fault: { variant: 'ExceededMaxInstructions' },
    });
    expect(run(3, slots, { budget: 2 })).toMatchObject({
      instructions: 2,
      fault: { variant: 'DivideByZero' },
    });
    expect(run(3, slots, { budget: 0 })).toMatchObject({ instructions: 0 });
  });

  it('counts the step beyond the last instruction', () => {
    const end = run(3, [op(3, 'mov64.imm')]);
    expect(end).toMatchObject({ instructions: 2, pc: 1, fault: { variant: 'ExecutionOverrun' } });
    expect(end.machine.meter.remaining).toBe(998);
  });
});

describe('real Agave', () => {
  const programId = testAddress(8);
  const request = (budget: number): Case => ({ programId, accounts: [], data: new Uint8Array(0), budget });

  function same(elf: Uint8Array, budget: number): void {
    expectSame(executeOnEngines({ ...request(budget), program: elf }), judge(elf, request(budget)));
  }

  it('gives the same end, registers and memory for random programs', () => {
    for (let seed = 0; seed < 120; seed++) {
      const random = randomNumbers(seed);
      const budget = random(3) === 0 ? random(200) : 3000;
      for (const version of versions) same(randomProgram(version, seed), budget);
    }
  });

  it('stops at the same instruction whatever the budget', () => {
    for (const version of versions) {
      const elf = randomProgram(version, 5);
      for (let budget = 0; budget < 140; budget++) same(elf, budget);
    }
  });

  it('draws the same lines around memory', () => {
    const addresses = [
      0n,
      8n,
      0x1_0000_0000n,
      0x1_0000_1000n,
      0x1_ffff_efffn,
      0x1_ffff_f000n,
      0x1_ffff_f001n,
      0x2_0000_0000n,
      0x2_0000_0ffcn,
      0x2_0000_1000n,
      0x2_0003_fff9n,
      0x2_0004_0000n,
      0x2_0004_0fffn,
      0x2_0004_1000n,
      0x2_0007_fff8n,
      0x2_0008_0000n,
      0x3_0000_7ff8n,
      0x3_0000_7ff9n,
      0x3_0000_8000n,
      0x4_0000_0000n,
      0x4_0000_0028n,
      0x4_0000_0029n,
      0x4_0000_0030n,
      0x5_0000_0000n,
      1n << 63n,
      all - 7n,
      all,
    ];
    const constants = new Uint8Array(8).fill(7);
    for (const address of addresses) {
      for (const name of ['ldxdw', 'stdw'] as const) {
        const access = op(3, name, { dst: name === 'stdw' ? 1 : 0, src: name === 'stdw' ? 0 : 1 });
        same(
          strictFile([...lddw(3, 1, address), access, op(3, 'mov64.imm'), op(3, 'exit')], constants),
          1000,
        );
      }
    }
  });

  it('wraps addresses', () => {
    const load = op(3, 'ldxb', { dst: 0, src: 1, offset: 1 });
    same(strictFile([...lddw(3, 1, all), load, op(3, 'exit')], new Uint8Array([42])), 1000);
  });

  it('reads nothing where there is nothing to read', () => {
    const log = op(3, 'call', { immediate: syscallHash('sol_log_') | 0 });
    same(strictFile([op(3, 'mov64.imm', { dst: 2 }), log, op(3, 'exit')]), 1000);
  });

  it('runs off the end of a program the same way', () => {
    same(
      strictFile([op(3, 'ja', { offset: 1 }), op(3, 'exit'), op(3, 'call', { src: 1, immediate: -2 })]),
      1000,
    );
    same(strictFile([op(3, 'mov64.imm')]), 1000);
    same(strictFile([op(3, 'call', { src: 1, immediate: 1 }), op(3, 'exit'), op(3, 'mov64.imm')]), 1000);
    same(strictFile([...lddw(3, 0, 5n), op(3, 'call', { src: 1, immediate: -2 }), op(3, 'exit')]), 1000);
  });

  it('has the same registers before every instruction', () => {
    for (const version of versions) {
      for (const seed of [1, 9]) {
        const elf = randomProgram(version, seed);
        const rows: string[] = [];
        const observe = (pc: number, registers: BigUint64Array) => rows.push([...registers, pc].join(' '));
        execute({ ...request(700), program: elf, observe });
        const traced = registerTrace(elf, 700).map((row) => row.join(' '));
        // Agave's JIT traces on to the end of the block in which the units end.
        expect(rows).toEqual(rows.length < 700 ? traced : traced.slice(0, rows.length));
      }
    }
  });
});
