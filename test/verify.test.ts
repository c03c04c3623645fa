// The verifier's rules, each by a program that breaks it, here and in litesvm.
import { LiteSVM } from 'litesvm';
import { address } from '@solana/kit';
import { describe, expect, it } from 'vitest';
import type { Instruction, Version } from '../grammar/sbpf.js';
import { encode, hasStrictLayout, instruction, lddw, opcodeOf } from '../grammar/sbpf.js';
import { verify } from '../runtime/verify.js';
import { testAddress } from './oracle.js';
import { fromHex, havePeerCases, instructionVectors, sbpfCases, versionOf } from './peer-cases.js';
import { lenientFile, strictFile } from './program-file.js';

const svm = new LiteSVM();

/** What litesvm says to a program, or undefined if it takes it. */
function judged(version: Version, slots: readonly Instruction[]): string | undefined {
  const file = hasStrictLayout(version) ? strictFile(slots) : lenientFile(version, slots);
  try {
    svm.addProgram(address(testAddress(9)), file);
    return undefined;
  } catch (thrown) {
    return (thrown as Error).message.replace('Failed to add program: Verifier error: ', '');
  }
}

/** Our error, which must be litesvm's. */
function check(version: Version, slots: readonly Instruction[]) {
  const error = verify({ text: encode(slots), version });
  expect(judged(version, slots)).toBe(error?.text);
  return error;
}

const op = (
  version: Version,
  name: Parameters<typeof opcodeOf>[0],
  fields: Parameters<typeof instruction>[1] = {},
) => instruction(opcodeOf(name, version), fields);
const exit = instruction(0x95);

describe('the verifier', () => {
  it('knows the opcodes of each version', () => {
    for (const version of [0, 1, 2, 3] as const) {
      for (let opcode = 0; opcode < 256; opcode++)
        check(version, [instruction(opcode, { immediate: 1 }), exit, exit]);
    }
  });

  it('wants whole instructions and at least one', () => {
    expect(verify({ text: new Uint8Array(7), version: 3 })?.variant).toBe('ProgramLengthNotMultiple');
    expect(verify({ text: new Uint8Array(0), version: 3 })?.variant).toBe('NoProgram');
  });

  it('wants registers that exist, and r10 left alone', () => {
    expect(check(3, [op(3, 'mov64.reg', { src: 11 }), exit])?.variant).toBe('InvalidSourceRegister');
    expect(check(3, [op(3, 'mov64.imm', { dst: 11 }), exit])?.variant).toBe('InvalidDestinationRegister');
    expect(check(3, [op(3, 'mov64.imm', { dst: 10 }), exit])?.variant).toBe('CannotWriteR10');
    expect(check(3, [op(3, 'stdw', { dst: 10 }), exit])).toBeUndefined();
    expect(check(3, [op(3, 'ldxdw', { dst: 10 }), exit])?.variant).toBe('CannotWriteR10');
  });

  it('lets v1 and v2 move r10 by whole cache lines', () => {
    for (const version of [0, 1, 2, 3] as const) {
      const moves = [64, -64, 0, 1].map((immediate) => op(version, 'add64.imm', { dst: 10, immediate }));
      const variants = moves.map((slot) => check(version, [slot, exit])?.variant);
      const free = version === 1 || version === 2;
      expect(variants).toEqual(
        free ? [undefined, undefined, undefined, 'UnalignedImmediate'] : variants.map(() => 'CannotWriteR10'),
      );
    }
  });

  it('wants divisors that are not zero', () => {
    expect(check(3, [op(3, 'div64.imm'), exit])).toMatchObject({ variant: 'DivisionByZero', pc: 0 });
    expect(check(0, [op(0, 'mod32.imm'), exit])?.variant).toBe('DivisionByZero');
    expect(check(2, [op(2, 'srem64.imm'), exit])?.variant).toBe('DivisionByZero');
  });

  it('wants shifts below the width', () => {
    expect(check(3, [op(3, 'lsh64.imm', { immediate: 63 }), exit])).toBeUndefined();
    expect(check(3, [op(3, 'lsh64.imm', { immediate: 64 }), exit])?.variant).toBe('ShiftWithOverflow');
    expect(check(3, [op(3, 'arsh32.imm', { immediate: 32 }), exit])?.arguments).toEqual([32n, 32n, 0n]);
    expect(check(3, [op(3, 'rsh32.imm', { immediate: -1 }), exit])?.variant).toBe('ShiftWithOverflow');
  });

  it('wants the widths that byte swaps have', () => {
    expect(check(3, [op(3, 'be', { immediate: 16 }), op(3, 'le', { immediate: 64 }), exit])).toBeUndefined();
    expect(check(3, [op(3, 'be', { immediate: 24 }), exit])?.variant).toBe('UnsupportedLEBEArgument');
  });

  it('wants both slots of an lddw', () => {
    const [low, high] = lddw(3, 1, 5n);
    expect(check(3, [exit, low])?.variant).toBe('LDDWCannotBeLast');
    expect(check(3, [low, exit])?.variant).toBe('IncompleteLDDW');
    expect(check(3, [{ ...low, dst: 10 }, high, exit])).toMatchObject({ variant: 'CannotWriteR10', pc: 1 });
  });

  it('wants jumps to lead to an instruction', () => {
    expect(check(3, [op(3, 'ja', { offset: 0 }), exit])).toBeUndefined();
    expect(check(3, [op(3, 'ja', { offset: 1 }), exit])?.arguments).toEqual([2n, 0n]);
    expect(check(3, [op(3, 'jeq32.reg', { offset: -2 }), exit])?.variant).toBe('JumpOutOfCode');
    expect(check(3, [op(3, 'jne.imm', { offset: 1 }), ...lddw(3, 0, 1n), exit])?.variant).toBe(
      'JumpToMiddleOfLDDW',
    );
  });

  it('wants callx to name a register', () => {
    expect(check(0, [op(0, 'callx', { immediate: 9 }), exit])).toBeUndefined();
    expect(check(0, [op(0, 'callx', { immediate: 10 }), exit])?.variant).toBe('InvalidRegister');
    expect(check(1, [op(1, 'callx', { immediate: -1 }), exit])?.variant).toBe('InvalidRegister');
    expect(check(2, [op(2, 'callx', { src: 10 }), exit])?.variant).toBe('InvalidRegister');
    expect(check(3, [op(3, 'callx', { dst: 10 }), exit])?.variant).toBe('InvalidRegister');
  });

  it('does not look where calls go', () => {
    expect(
      check(3, [op(3, 'call', { immediate: 77 }), op(3, 'call', { src: 1, immediate: 99 }), exit]),
    ).toBeUndefined();
  });
});

describe.skipIf(!havePeerCases)('peer suites', () => {
  it('agree on the verify cases', () => {
    const cases = sbpfCases().filter(({ kind }) => kind === 'verify');
    expect(cases.length).toBeGreaterThan(0);
    for (const { version, text_hex, expected } of cases) {
      const error = verify({ text: fromHex(text_hex), version: versionOf(version) });
      const shown = error ? `${error.variant}(${error.arguments.join(', ')})` : 'Ok';
      expect([shown, `VerifierError(${shown})`]).toContain(expected);
    }
  });

  it('agree on which instruction vectors may run', () => {
    for (const { id, version, text_hex, status } of instructionVectors()) {
      const error = verify({ text: fromHex(text_hex), version: versionOf(version) });
      expect(`${id} ${error !== undefined}`).toBe(`${id} ${status === 'verify_fail'}`);
    }
  });
});
