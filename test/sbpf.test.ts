// The opcode table, the bytes of instructions, the hashes of calls.
import { describe, expect, it } from 'vitest';
import type { Instruction, Version } from '../grammar/sbpf.js';
import {
  decode,
  encode,
  entrypointKey,
  functionKey,
  instruction,
  lddw,
  murmur3,
  opcodeOf,
  opcodeRows,
  rowFor,
  rowNamed,
  syscallHash,
  versions,
  wideImmediate,
} from '../grammar/sbpf.js';
import { disassemble } from '../runtime/disassemble.js';
import { bareExecutable } from './bare-machine.js';
import { fromHex, havePeerCases, sbpfCases, versionOf } from './peer-cases.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('the opcode table', () => {
  it('names each row once', () => {
    expect(new Set(opcodeRows.map(({ name }) => name)).size).toBe(opcodeRows.length);
  });

  it('gives an opcode one meaning per version', () => {
    for (const version of versions) {
      const opcodes = opcodeRows.map((row) => row.opcodes[version]).filter((opcode) => opcode !== undefined);
      expect(new Set(opcodes).size).toBe(opcodes.length);
      for (const row of opcodeRows) {
        const opcode = row.opcodes[version];
        if (opcode !== undefined) expect(rowFor(opcode, version)).toBe(row);
      }
    }
  });

  it('moves the memory instructions in v2', () => {
    expect([opcodeOf('ldxdw', 1), opcodeOf('ldxdw', 2), opcodeOf('ldxdw', 3)]).toEqual([0x79, 0x9c, 0x79]);
    expect([opcodeOf('stw', 2), opcodeOf('stxb', 2)]).toEqual([0x87, 0x2f]);
  });

  it('knows what a version lacks', () => {
    expect(() => opcodeOf('lddw', 2)).toThrow(RangeError);
    expect(() => opcodeOf('udiv64.imm', 3)).toThrow(RangeError);
    expect(opcodeOf('jeq32.reg', 3)).toBe(0x1e);
    expect(rowNamed('hor64').opcodes).toEqual([undefined, undefined, 0xf7, undefined]);
  });
});

describe('instructions', () => {
  it('take eight bytes', () => {
    const slot = instruction(opcodeOf('stdw', 3), { dst: 10, offset: -8, immediate: -2 });
    expect(Buffer.from(encode([slot])).toString('hex')).toBe('7a0af8fffeffffff');
  });

  it('are read back as written', () => {
    const slots: Instruction[] = opcodeRows.flatMap(({ opcodes }, index) =>
      opcodes
        .filter((opcode) => opcode !== undefined)
        .map((opcode) =>
          instruction(opcode, {
            dst: index % 16,
            src: (index * 7) % 16,
            offset: index * 321 - 32768,
            immediate: ~index,
          }),
        ),
    );
    expect(decode(encode(slots))).toEqual(slots);
  });

  it('are decoded from any bytes, a part of a slot left out', () => {
    expect(decode(new Uint8Array(15).fill(255))).toHaveLength(1);
    expect(decode(new Uint8Array(0))).toEqual([]);
  });

  it('hold a 64-bit constant in two slots', () => {
    for (const value of [0n, 1n, 0x8000_0000n, 0xffff_ffff_0000_0001n, (1n << 64n) - 1n]) {
      const [low, high] = lddw(3, 4, value);
      expect(high.opcode).toBe(0);
      expect(wideImmediate(low.immediate, high.immediate)).toBe(value);
    }
  });
});

describe('hashes', () => {
  it('follow MurmurHash3', () => {
    expect(murmur3(new Uint8Array(0))).toBe(0);
    expect([1, 2, 3, 4, 5].map((length) => murmur3(bytesOf('abcde').subarray(0, length)))).toEqual([
      0x3c2569b2, 0x9bbfd75f, 0xb3dd93fa, 0x43ed676a, 0xe89b9af6,
    ]);
  });

  it('are those that programs carry', () => {
    expect(syscallHash('sol_log_')).toBe(0x207559bd);
    expect(entrypointKey).toBe(0x71e3cf81);
    expect(functionKey(0)).not.toBe(functionKey(1));
  });
});

describe('the disassembler', () => {
  const text = (version: Version, slots: readonly Instruction[]): string =>
    disassemble(bareExecutable(version, encode(slots)), new Map([[syscallHash('sol_log_'), 'sol_log_']]));

  it('names functions, labels and syscalls', () => {
    const call = opcodeOf('call', 3);
    const exit = opcodeOf('exit', 3);
    const slots = [
      ...lddw(3, 1, 0x1_0000_0000n),
      instruction(opcodeOf('jne32.imm', 3), { dst: 2, immediate: -1, offset: 1 }),
      instruction(call, { immediate: syscallHash('sol_log_') | 0 }),
      instruction(call, { src: 1, immediate: 1 }),
      instruction(exit),
      instruction(opcodeOf('ldxdw', 3), { dst: 0, src: 10, offset: -8 }),
      instruction(call, { immediate: 5 }),
      instruction(exit),
    ];
    expect(text(3, slots)).toBe(
      [
        'entrypoint:',
        '    lddw r1, 0x100000000',
        '    jne32 r2, -1, lbb_4',
        '    syscall sol_log_',
        'lbb_4:',
        '    call function_6',
        '    exit',
        '',
        'function_6:',
        '    ldxdw r0, [r10-0x8]',
        '    syscall 5',
        '    exit',
        '',
      ].join('\n'),
    );
  });

  it('shows what is no instruction', () => {
    expect(text(3, [instruction(0xff), instruction(opcodeOf('ja', 3), { offset: 100 })])).toContain(
      'unknown opcode=0xff',
    );
    expect(text(3, [instruction(opcodeOf('ja', 3), { offset: 100 })])).toContain('ja [invalid]');
  });

  it.skipIf(!havePeerCases)('writes what the public disassembler writes', () => {
    const cases = sbpfCases().filter(({ kind }) => kind === 'disassemble');
    expect(cases.length).toBeGreaterThan(0);
    for (const { version, text_hex, asm } of cases) {
      expect(disassemble(bareExecutable(versionOf(version), fromHex(text_hex)), new Map())).toBe(asm);
    }
  });
});
