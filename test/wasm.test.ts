// The wasm engine: whatever a program does, it ends as on the interpreter, unit for unit.
import { describe, expect, it } from 'vitest';
import { assemble } from '../compiler/compile.js';
import type { Instruction, OpcodeName, Version } from '../grammar/sbpf.js';
import { encode, functionKey, instruction, lddw, opcodeOf, syscallHash, versions } from '../grammar/sbpf.js';
import { execute } from '../runtime/execute.js';
import { fault } from '../runtime/fault.js';
import { load } from '../runtime/load.js';
import type { Syscall } from '../runtime/machine.js';
import { isSyscall } from '../runtime/syscalls/table.js';
import { GraphBuilder } from '../runtime/wasm/graph.js';
import { decodeProgram } from '../runtime/wasm/decode.js';
import { translate } from '../runtime/wasm/translate.js';
import type { BareOptions } from './bare-machine.js';
import { bareExecutable } from './bare-machine.js';
import { executeOnEngines, runBareOnEngines } from './engines.js';
import { fuzzEngines } from './fuzz/run-engines.js';
import { testAddress } from './oracle.js';

const op = (
  version: Version,
  name: OpcodeName,
  fields: Parameters<typeof instruction>[1] = {},
): Instruction => instruction(opcodeOf(name, version), fields);

function built(text: string, arch: 0 | 1 | 2 | 3 = 3): Uint8Array {
  const { program, diagnostics } = assemble({ name: 'test.s', text: `.arch v${arch}\n${text}` });
  if (program === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return program.elf;
}

function executableOf(elf: Uint8Array) {
  const loaded = load(elf);
  if (!loaded.ok) throw new Error(loaded.error.text);
  return loaded.executable;
}

const programId = testAddress(77);
const run = (elf: Uint8Array, rest: { budget?: number; data?: Uint8Array } = {}) =>
  executeOnEngines({ program: elf, programId, accounts: [], data: new Uint8Array(0), ...rest });

describe('both engines', () => {
  it('end alike for random programs', () => {
    expect(fuzzEngines({ count: 400, seed: 1 }).found).toEqual([]);
  });
});

/** Adds to r1, where the unit meter is all there is to see. */
const filler = (version: Version): Instruction => op(version, 'add64.imm', { dst: 1, immediate: 1 });

/** Instructions that fault, with what makes them do so in registers set before; by version. */
function faulting(version: Version): Readonly<Record<string, readonly Instruction[]>> {
  const divide = version === 2 ? 'udiv64.reg' : 'div64.reg';
  const remainder = version === 2 ? 'urem32.reg' : 'mod32.reg';
  const cases: Record<string, readonly Instruction[]> = {
    'divide by zero': [op(version, divide, { dst: 1, src: 2 })],
    'remainder by zero': [op(version, remainder, { dst: 1, src: 2 })],
    'read nowhere': [op(version, 'ldxdw', { dst: 3, src: 2, offset: -8 })],
    'write nowhere': [op(version, 'stxb', { dst: 2, src: 1, offset: -1 })],
    'write to the program': [op(version, 'stw', { dst: 5, immediate: 1 })],
    'read across the end of the input': [op(version, 'ldxdw', { dst: 3, src: 4, offset: 12 })],
    'write above the frame': [op(version, 'stdw', { dst: 10, offset: 4, immediate: 1 })],
    'read far below the frame': [op(version, 'ldxw', { dst: 3, src: 10, offset: -32000 })],
    'not an instruction': [instruction(0xff)],
    'a call of nothing': [op(version, 'call', { src: version === 3 ? 2 : 0, immediate: 12345 })],
    'a failing syscall': [op(version, 'call', { immediate: syscallHash('fail') | 0 })],
    'a syscall that runs out': [op(version, 'call', { immediate: syscallHash('expensive') | 0 })],
    'callx outside': [op(version, 'callx', { dst: 2, src: 2, immediate: 2 })],
    'the end of the text': [],
  };
  if (version === 2)
    cases['division overflow'] = [
      op(2, 'mov64.imm', { dst: 3, immediate: 1 }),
      op(2, 'lsh64.imm', { dst: 3, immediate: 63 }),
      op(2, 'mov64.imm', { dst: 1, immediate: -1 }),
      op(2, 'sdiv64.reg', { dst: 3, src: 1 }),
    ];
  return cases;
}

/** Syscalls that fail, or take more than is left; each at once and after taking some units. */
function syscalls(): ReadonlyMap<number, Syscall> {
  return new Map<number, Syscall>([
    [
      syscallHash('fail'),
      () => {
        throw fault('UnsupportedInstruction');
      },
    ],
    [syscallHash('expensive'), (r1) => r1 + 1n],
  ]);
}

describe('every fault', () => {
  it.each(versions)('is found at every place of a block, with every budget, in v%i', (version) => {
    for (const [name, slots] of Object.entries(faulting(version)))
      for (let place = 0; place < 5; place++) {
        const base = version === 3 ? [] : [op(version, 'mov64.imm', { dst: 5, immediate: 1 })];
        const program = [
          ...base,
          ...(version === 3 ? [] : [op(version, 'lsh64.imm', { dst: 5, immediate: 32 })]),
          op(version, 'mov64.reg', { dst: 4, src: 1 }),
          ...new Array<Instruction>(place).fill(filler(version)),
          ...slots,
          ...(slots.length > 0 ? [filler(version), op(version, 'exit')] : []),
        ];
        const executable = bareExecutable(version, encode(program));
        const options: BareOptions = { input: new Uint8Array(16), syscalls };
        const whole = runBareOnEngines(executable, { ...options, budget: 1000 });
        if (name !== 'write above the frame' && !name.startsWith('a syscall') && !name.startsWith('read far'))
          expect([name, whole.run.ok]).toEqual([name, false]);
        for (let budget = 0; budget <= whole.run.instructions; budget++)
          runBareOnEngines(executable, { ...options, budget });
      }
  });
});

describe('units', () => {
  const recursive = `
entrypoint:
  mov64 r1, 4
  call fib
  exit
fib:
  jgt r1, 1, deeper
  mov64 r0, r1
  exit
deeper:
  mov64 r6, r1
  add64 r1, -1
  call fib
  mov64 r7, r0
  mov64 r1, r6
  add64 r1, -2
  call fib
  add64 r0, r7
  exit`;

  it.each([0, 1, 2, 3] as const)('end a recursion anywhere, in v%i', (arch) => {
    const elf = built(recursive, arch);
    const { instructions } = run(elf);
    for (let budget = 0; budget <= instructions + 1; budget++) run(elf, { budget });
  });

  it('end loops, and loops in loops, anywhere', () => {
    const elf = built(`
entrypoint:
  mov64 r2, 3
outer:
  mov64 r3, 4
inner:
  ldxdw r4, [r1]
  stxdw [r10-8], r4
  add64 r3, -1
  jne r3, 0, inner
  add64 r2, -1
  jne r2, 0, outer
  mov64 r0, 0
  exit`);
    const { instructions } = run(elf);
    for (let budget = 0; budget <= instructions + 1; budget++) run(elf, { budget });
  });

  it('are those of the memory syscalls, done or not', () => {
    const elf = built(
      `
entrypoint:
  lddw r1, 0x300000000
  mov64 r2, 7
  mov64 r3, 600
  call sol_memset_
  lddw r1, 0x300001000
  lddw r2, 0x300000000
  mov64 r3, 100
  call sol_memcpy_
  mov64 r0, 0
  exit`,
      0,
    );
    const { units } = run(elf);
    for (let budget = 0; budget <= units + 1; budget++) run(elf, { budget });
  });
});

describe('the memory syscalls', () => {
  const places = [
    '0x300000000',
    '0x300000011',
    '0x300000ff8',
    '0x400000000',
    '0x200000ff0',
    '0x100000000',
    '0',
  ];
  const lengths = [0, 1, 7, 8, 9, 63, 64, 65, 300, 5000, 40_000];

  it.each([0, 3] as const)('do what the host does, in v%i', (arch) => {
    for (const name of ['sol_memcpy_', 'sol_memmove_', 'sol_memset_', 'sol_memcmp_'])
      for (const [index, to] of places.entries())
        for (const [step, length] of lengths.entries()) {
          const from = places[(index + step) % places.length]!;
          const elf = built(
            `
entrypoint:
  lddw r6, 0x300000000
  mov64 r7, 40
fill:
  stxdw [r6], r6
  stxdw [r6+4088], r6
  add64 r6, 8
  add64 r7, -1
  jne r7, 0, fill
  lddw r1, ${to}
  lddw r2, ${from}
  mov64 r3, ${length}
  lddw r4, ${step % 3 === 0 ? '0x300000802' : '0x300000804'}
  call ${name}
  lddw r1, 0x300000000
  mov64 r2, 1000
  call sol_set_return_data
  mov64 r0, 0
  exit`,
            arch,
          );
          run(elf, { data: new Uint8Array(40).fill(5) });
        }
  });
});

describe('calls', () => {
  it('through registers reach functions, the middle of functions, and nothing', () => {
    const text = `
entrypoint:
  ldxb r6, [r2]
  lsh64 r6, 3
  lddw r7, 0x100000000
  add64 r6, r7
  mov64 r8, 5
again:
  callx r6
  add64 r9, r0
  add64 r8, -1
  jne r8, 0, again
  mov64 r0, 0
  exit
first:
  mov64 r0, 11
  add64 r0, r8
  exit
second:
  mov64 r6, 3
  add64 r0, r6
  jeq r6, 3, first
  exit`;
    const elf = built(text);
    // The same program again and again: functions that were called are part of later translations.
    for (let round = 0; round < 6; round++)
      for (let pc = 0; pc < 24; pc++) run(elf, { data: Uint8Array.of(pc), budget: 3000 });
  });

  it('go sixty-three deep and no deeper', () => {
    for (const arch of [0, 1, 2, 3] as const)
      for (const depth of [62, 63, 64, 65])
        run(
          built(
            `
entrypoint:
  mov64 r1, ${depth}
  call down
  mov64 r0, 0
  exit
down:
  stxdw [r10-8], r1
  jeq r1, 1, done
  add64 r1, -1
  call down
  ldxdw r2, [r10-8]
done:
  exit`,
            arch,
          ),
        );
  });

  it('leave r6 to r9 and the frame alone, and hand everything else back', () => {
    for (const version of versions) {
      const text = [
        op(version, 'mov64.imm', { dst: 6, immediate: 6 }),
        op(version, 'mov64.imm', { dst: 9, immediate: 9 }),
        op(version, 'call', { src: 1, immediate: version === 3 ? 1 : functionKey(4) | 0 }),
        op(version, 'exit'),
        op(version, 'mov64.imm', { dst: 6, immediate: 60 }),
        op(version, 'mov64.imm', { dst: 3, immediate: 33 }),
        op(version, 'add64.reg', { dst: 5, src: 9 }),
        op(version, 'exit'),
      ];
      const executable = bareExecutable(version, encode(text), new Map([[functionKey(4), 4]]));
      const { registers } = runBareOnEngines(executable);
      expect(registers.slice(3, 10)).toEqual([33n, 0n, 9n, 6n, 0n, 0n, 9n]);
    }
  });

  it('pass on what only the called function of a called function needs', () => {
    for (const arch of [0, 1, 2, 3] as const) {
      const elf = built(
        `
entrypoint:
  mov64 r6, 5
  mov64 r7, 6
  mov64 r4, 7
  call outer
  exit
outer:
  mov64 r8, 1
  call inner
  add64 r0, r6
  add64 r0, r8
  exit
inner:
  mov64 r8, 100
  mov64 r0, r7
  add64 r0, r4
  exit`,
        arch,
      );
      expect(run(elf).exitCode).toBe(19n);
    }
  });

  it('may fall from one function into the next, and jump back', () => {
    const elf = built(`
entrypoint:
  mov64 r6, 5
  call one
  call two
  mov64 r0, 0
  exit
one:
  add64 r6, -1
two:
  jeq r6, 0, done
  ja one
done:
  exit`);
    for (let budget = 0; budget < 60; budget++) run(elf, { budget });
  });
});

describe('control flow', () => {
  it('may be irreducible', () => {
    const text = `
entrypoint:
  ldxb r3, [r2]
  mov64 r4, 40
  jeq r3, 1, right
left:
  add64 r4, -1
  jeq r4, 0, done
  jset r4, 1, left
right:
  add64 r4, -2
  jsgt r4, 0, left
done:
  mov64 r0, 0
  exit`;
    const elf = built(text);
    const executable = executableOf(elf);
    const decoded = decodeProgram(executable, isSyscall);
    expect(new GraphBuilder(decoded).build(executable.entryPc).reducible).toBe(false);
    for (const first of [0, 1]) {
      const data = Uint8Array.of(first);
      const { instructions } = run(elf, { data });
      for (let budget = 0; budget <= instructions; budget++) run(elf, { data, budget });
    }
  });

  it('may go through thousands of blocks', () => {
    const length = 9000;
    const slots = Array.from({ length }, (_, at) =>
      at % 2 === 0
        ? op(3, 'add64.imm', { dst: 2, immediate: at })
        : op(3, 'jset.imm', { dst: 2, immediate: 1 << (at % 13), offset: Math.min(5, length - at - 1) }),
    );
    runBareOnEngines(bareExecutable(3, encode([...slots, op(3, 'exit')])), { budget: 100_000 });
  });
});

describe('a long program', () => {
  /** So many functions that they are translated one by one, as they are called. */
  const count = 600;
  const text = `
entrypoint:
  ldxdw r6, [r2]
  mov64 r7, 0
${Array.from({ length: count }, (_, at) => `  jne r6, ${at}, skip${at}\n  call f${at}\nskip${at}:`).join('\n')}
  call shared
  mov64 r0, r7
  mov64 r0, 0
  exit
shared:
  stxdw [r10-16], r6
  ldxdw r0, [r10-16]
  exit
${Array.from({ length: count }, (_, at) => `f${at}:\n  mov64 r1, ${at}\n  stxdw [r10-8], r1\n  call shared\n  ldxdw r1, [r10-8]\n  add64 r0, r1\n  exit`).join('\n')}`;

  it('is translated by and by', () => {
    const elf = built(text, 0);
    for (const at of [0, 1, 5, 5, 599, 5, 7, 300, 599, 1000]) {
      const data = new Uint8Array(new BigUint64Array([BigInt(at)]).buffer);
      const { units } = run(elf, { data });
      for (const budget of [units, units - 1, units >> 1, 3]) run(elf, { data, budget });
    }
  });
});

describe('addresses', () => {
  it('are told apart at the borders of all regions', () => {
    const borders = [
      0n,
      0x1_0000_0000n,
      0x2_0000_0000n,
      0x2_0000_1000n,
      0x2_0000_2000n,
      0x2_0004_0000n,
      0x2_0008_0000n,
      0x3_0000_0000n,
      0x3_0000_8000n,
      0x4_0000_0000n,
      0x4_0000_0040n,
      0x5_0000_0000n,
      0x10_0000_0000n,
      1n << 63n,
    ];
    for (const version of [0, 1, 3] as const)
      for (const border of borders)
        for (const distance of [-9n, -8n, -7n, -1n, 0n, 1n])
          for (const name of ['ldxdw', 'ldxb', 'stxw'] as const) {
            const program = [
              ...lddw(version, 1, BigInt.asUintN(64, border + distance)),
              // One access that is known to be far from the other, so that both are checked as one range.
              op(version, name, { dst: 1, src: 1 }),
              op(version, 'exit'),
            ];
            runBareOnEngines(bareExecutable(version, encode(program)), { input: new Uint8Array(64) });
          }
  });

  it('side by side are checked as one range, and each where that fails', () => {
    for (const version of [0, 3] as const)
      for (let start = -40; start <= 40; start += 8)
        for (const border of [0x2_0000_1000n, 0x3_0000_8000n, 0x4_0000_0040n]) {
          const program = [
            ...lddw(version, 1, border + BigInt(start)),
            op(version, 'ldxdw', { dst: 2, src: 1 }),
            op(version, 'stxdw', { dst: 1, src: 2, offset: 16 }),
            op(version, 'ldxb', { dst: 3, src: 1, offset: 39 }),
            op(version, 'stb', { dst: 1, offset: -8, immediate: 7 }),
            op(version, 'exit'),
          ];
          runBareOnEngines(bareExecutable(version, encode(program)), { input: new Uint8Array(64) });
        }
  });

  it('are checked again where a register may have another value', () => {
    // What was found in the heap before is asked again in the loop, at the join, and after the calls.
    const ways: Readonly<Record<string, string>> = {
      loop: `
  mov64 r3, 4
again:
  ldxdw r4, [r1]
  add64 r1, STEP
  add64 r3, -1
  jne r3, 0, again
  ldxdw r4, [r1]`,
      join: `
  ldxb r3, [r2]
  jeq r3, 0, there
  add64 r1, STEP
there:
  stxdw [r1], r3`,
      'inner loop': `
  mov64 r3, 3
again:
  mov64 r5, 2
inner:
  add64 r1, STEP
  add64 r5, -1
  jne r5, 0, inner
  ldxw r4, [r1]
  add64 r3, -1
  jne r3, 0, again`,
      call: `
  call change
  ldxdw r4, [r1]`,
    };
    for (const arch of [0, 3] as const)
      for (const way of Object.values(ways))
        for (const step of [8, -8, 0x3000, 0x7fffffff])
          for (const first of [0, 1])
            run(
              built(
                `
entrypoint:
  lddw r1, 0x300000100
  ldxdw r4, [r1]
  stxdw [r1+8], r4
  ${way.replaceAll('STEP', String(step))}
  mov64 r0, 0
  exit
change:
  add64 r1, ${step}
  exit`,
                arch,
              ),
              { data: Uint8Array.of(first) },
            );
  });

  it('that look like those of one region may lie in another', () => {
    const registers = [0x1_ffff_fffcn, 0x2_ffff_fffcn, 0x3_ffff_fffcn, 0xffff_fffcn];
    for (const version of [0, 3] as const)
      for (const start of registers)
        for (const offset of [8, -8])
          for (const name of ['ldxdw', 'stxw'] as const) {
            const program = [
              ...lddw(version, 1, start),
              op(version, name, { dst: 1, src: 1, offset }),
              op(version, 'exit'),
            ];
            runBareOnEngines(bareExecutable(version, encode(program)), { input: new Uint8Array(64) });
          }
  });

  it('of regions that are cut, read-only, or laid out otherwise', () => {
    for (const options of [
      { boundaries: [8, 24] },
      { inputWritable: false },
      { gaps: false },
    ] satisfies BareOptions[])
      for (let offset = 0; offset < 32; offset++) {
        const program = [
          op(0, 'ldxdw', { dst: 2, src: 1, offset }),
          op(0, 'stxdw', { dst: 10, src: 2, offset: -8 }),
          op(0, 'stxh', { dst: 1, src: 2, offset }),
          op(0, 'exit'),
        ];
        runBareOnEngines(bareExecutable(0, encode(program)), { input: new Uint8Array(36), ...options });
      }
  });
});

describe('runs', () => {
  it('find stack and heap as zeros, whatever was there before', () => {
    const text = `
entrypoint:
  lddw r6, 0x300007ff8
  ldxdw r7, [r6]
  stdw [r6], 1
  lddw r6, 0x20003e000
  ldxdw r8, [r6]
  stdw [r6], 1
  ldxdw r9, [r10-4096]
  stdw [r10-4096], 1
  add64 r7, r8
  add64 r7, r9
  mov64 r0, r7
  exit`;
    for (const arch of [0, 3] as const) {
      const elf = built(text, arch);
      for (let round = 0; round < 3; round++) expect(run(elf).exitCode).toBe(0n);
    }
  });

  it('do not see what other runs of the same program were given', () => {
    const elf = built(`
entrypoint:
  ldxdw r1, [r2-8]
  call sol_set_return_data
  mov64 r0, 0
  exit`);
    for (const length of [4, 9, 2, 0]) run(elf, { data: new Uint8Array(length).fill(length) });
  });
});

describe('a translation', () => {
  it('is made once for equal files, when they are hot', () => {
    const elf = built('mov64 r0, 1\nexit');
    const first = execute({ program: elf.slice(), accounts: [], data: new Uint8Array(0), engine: 'wasm' });
    const second = execute({ program: elf.slice(), accounts: [], data: new Uint8Array(0) });
    expect(second).toEqual(first);
  });

  it('is undefined where there is nothing to begin with', () => {
    const options = {
      isSyscall,
      natives: true,
      standardStack: true,
      allRegisters: false,
      targets: [],
    };
    expect(translate(bareExecutable(3, new Uint8Array(0)), options)).toBeUndefined();
  });
});
