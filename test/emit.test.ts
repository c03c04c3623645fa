// The back end: what it emits means what the Flow means, in both versions, here and in litesvm, and is small.
import { describe, expect, it } from 'vitest';
import { emit } from '../compiler/6-emit/emit.js';
import { printAssembly } from '../compiler/6-emit/print.js';
import { optimize } from '../compiler/5-optimize/optimize.js';
import { Diagnostics } from '../grammar/diagnostics.js';
import type { BinaryOperator, Comparison, FlowProgram, Size, Value } from '../grammar/flow.js';
import { inputStart } from '../grammar/memory.js';
import { FunctionBuilder, programOf, to } from './flow-builder.js';
import { instructionDataBytes, randomFlow } from './flow-evaluator.js';
import { architectures, assembled, linked, logsOf, run, runEverywhere } from './emitted.js';

const entryShape = { name: 'entry', parameters: 2, results: 1 } as const;

/** A program of one function; `make` ends its last block. */
function entryOf(make: (build: FunctionBuilder) => void, rodata: readonly Uint8Array[] = []): FlowProgram {
  const build = new FunctionBuilder(entryShape);
  make(build);
  return programOf([build.finish()], rodata);
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const log = (build: FunctionBuilder, ...values: Value[]): void => {
  const zero = build.constant(0);
  build.syscall('sol_log_64_', [...values, zero, zero, zero, zero, zero].slice(0, 5), true);
};

/** Instruction data of eight-byte words, and loads of them the compiler knows nothing about. */
function wordsOf(values: readonly bigint[]): Uint8Array {
  const data = new Uint8Array(values.length * 8);
  values.forEach((value, i) => new DataView(data.buffer).setBigUint64(i * 8, value, true));
  return data;
}

const words: readonly bigint[] = [
  0n,
  1n,
  7n,
  63n,
  64n,
  0x7fffn,
  0x7fff_ffffn,
  0x8000_0000n,
  0xffff_ffffn,
  0x1_0000_0000n,
  0x1234_5678_9abc_def0n,
  (1n << 63n) - 1n,
  1n << 63n,
  (1n << 64n) - 1n,
  (1n << 64n) - 0x8000_0000n,
  (1n << 64n) - 0x8000_0001n,
];
const operators: readonly BinaryOperator[] = [
  ...(['add', 'sub', 'mul', 'div', 'rem', 'and', 'or', 'xor', 'shl', 'lshr', 'ashr'] as const),
];
const comparisons: readonly Comparison[] = [
  ...(['eq', 'ne', 'ult', 'ule', 'ugt', 'uge', 'slt', 'sle', 'sgt', 'sge', 'set'] as const),
];

describe('the smallest program', () => {
  const hello = entryOf(
    (build) => {
      build.syscall('sol_log_', [build.address(0), build.constant(12)], true);
      build.return([build.constant(0)]);
    },
    [text('Hello world!')],
  );

  it('logs in 104 units and 224 bytes', () => {
    const outcome = runEverywhere(hello);
    expect(outcome.units).toBe(104);
    expect(linked(hello, 'v3').length).toBe(224);
  });

  it('reads well as assembly', () => {
    expect(printAssembly(assembled(hello, 'v3')).replace(/ +;.*/g, '')).toBe(
      'entry:\n    mov64 r1, 0x0\n    mov64 r2, 0xc\n    syscall sol_log_\n    exit\n',
    );
  });

  it('takes nothing to return zero', () => {
    const nothing = entryOf((build) => build.return([build.constant(0)]));
    expect(runEverywhere(nothing).units).toBe(1);
  });
});

describe('every operator', () => {
  const data = wordsOf(words);

  it.each(operators)('%s of registers and of constants', (operator) => {
    const mayFault = operator === 'div' || operator === 'rem';
    for (const [index, constant] of words.entries()) {
      const program = entryOf((build) => {
        const input = build.parameters[1]!;
        const known = build.constant(constant);
        const loaded = build.load(8, input, index * 8);
        let sum = build.constant(0);
        words.forEach((word, i) => {
          const other = build.load(8, input, i * 8);
          const results = [
            ...(mayFault && constant === 0n
              ? []
              : [build.binary(operator, other, known), build.binary(operator, other, loaded)]),
            ...(mayFault && word === 0n
              ? []
              : [build.binary(operator, known, other), build.binary(operator, loaded, other)]),
          ];
          for (const result of results)
            sum = build.binary('xor', build.binary('mul', sum, build.constant(31)), result);
          if (i % 5 === 0) log(build, sum, ...results);
        });
        build.return([sum]);
      });
      runEverywhere(program, data);
    }
  });

  it.each(['div', 'rem'] as const)('%s by zero faults, constant or not', (operator) => {
    for (const divisor of [undefined, 0]) {
      const program = entryOf((build) => {
        const input = build.parameters[1]!;
        const zero = divisor === undefined ? build.load(8, input, 0) : build.constant(divisor);
        build.binary(operator, build.load(8, input, 8), zero);
        build.return([build.constant(0)]);
      });
      expect(runEverywhere(program, data).error?.message).toBe('divide by zero at BPF instruction');
    }
  });

  it.each(comparisons)('%s as a value and as a branch', (comparison) => {
    for (const [index, constant] of words.entries()) {
      const program = entryOf((build) => {
        const input = build.parameters[1]!;
        const known = build.constant(constant);
        const loaded = build.load(8, input, index * 8);
        let sum = build.constant(1);
        words.forEach((_, i) => {
          const other = build.load(8, input, i * 8);
          for (const [left, right] of [
            [other, known],
            [known, other],
            [other, loaded],
          ] as const) {
            sum = build.binary('add', sum, sum);
            sum = build.binary('add', sum, build.compare(comparison, left, right));
            const [yes, no] = [build.block(), build.block()];
            const after = build.block(1);
            build.branch(comparison, left, right, to(yes), to(no));
            build.open(yes);
            build.jump(after, [build.binary('add', sum, build.constant(i + 2))]);
            build.open(no);
            build.jump(after, [sum]);
            sum = build.open(after)[0]!;
          }
        });
        build.return([sum]);
      });
      runEverywhere(program, data);
    }
  });

  it.each([8, 16, 32] as const)(
    'extension from %i bits, alone, in comparisons and behind operators',
    (bits) => {
      const program = entryOf((build) => {
        const input = build.parameters[1]!;
        words.forEach((_, i) => {
          const value = build.load(8, input, i * 8);
          const other = build.load(8, input, ((i * 7 + 3) % words.length) * 8);
          for (const signed of [true, false]) {
            log(
              build,
              build.extend(value, bits, signed),
              build.extend(build.binary('add', value, other), bits, signed),
            );
            log(build, build.extend(build.binary('and', value, build.constant(-4)), bits, signed));
            for (const comparison of comparisons) {
              const left = build.extend(value, bits, signed);
              const right = build.extend(other, bits, signed);
              const constant = build.extend(value, bits, signed);
              const compared = build.compare(comparison, left, right);
              log(build, compared, build.compare(comparison, constant, build.constant(0xffff_fff0)));
            }
          }
        });
        build.return([build.constant(0)]);
      });
      runEverywhere(program, data);
    },
  );

  it.each([1, 2, 4, 8] as const)('loads and stores of %i bytes', (size) => {
    const build = new FunctionBuilder({ ...entryShape, slots: [64, 16] });
    const input = build.parameters[1]!;
    const slot = build.slot(0);
    const heap = build.constant(0x300000010n);
    words.forEach((word, i) => {
      build.store(8, slot, 8, build.load(8, input, 16));
      build.store(size as Size, slot, 8, build.load(8, input, i * 8));
      build.store(size as Size, heap, 3, build.constant(word));
      build.store(size as Size, build.binary('add', slot, build.constant(24)), 1, build.constant(word));
      const far = build.binary('add', heap, build.constant(20_000));
      build.store(size as Size, far, -12_000, build.load(size as Size, heap, 3));
      log(
        build,
        build.load(8, slot, 8),
        build.load(size as Size, heap, 3),
        build.load(size as Size, slot, 25),
        build.load(size as Size, build.binary('add', input, build.constant(i))),
        build.load(size as Size, build.constant(0x300000010n + 8_000n)),
      );
    });
    build.return([build.constant(0)]);
    runEverywhere(programOf([build.finish()]), data);
  });
});

describe('calls', () => {
  it('pass more arguments than there are registers, and give two results and a status', () => {
    const entry = new FunctionBuilder(entryShape);
    const data = entry.parameters[1]!;
    const operands = Array.from({ length: 9 }, (_, i) => entry.load(8, data, 8 * i));
    for (const fails of [0, 1]) {
      const [first, second, status] = entry.call(1, [...operands, entry.constant(fails)], 3) as [
        Value,
        Value,
        Value,
      ];
      const [good, bad, after] = [entry.block(), entry.block(0, true), entry.block()];
      entry.branch('ne', status, entry.constant(0), to(bad), to(good));
      entry.open(good);
      log(entry, first, second, ...operands.slice(6));
      entry.jump(after);
      entry.open(bad);
      log(entry, first);
      entry.fail(first, 'the callee failed');
      entry.open(after);
    }
    entry.return([entry.constant(0)]);

    const callee = new FunctionBuilder({ name: 'callee', parameters: 10, results: 2, fallible: true });
    const [good, bad] = [callee.block(), callee.block(0, true)];
    callee.branch('eq', callee.parameters[9]!, callee.constant(1), to(bad), to(good));
    callee.open(bad);
    callee.fail(callee.binary('add', callee.parameters[7]!, callee.constant(6000)), 'asked to');
    callee.open(good);
    const sum = callee.parameters.reduce((a, b, i) =>
      callee.binary('add', callee.binary('mul', a, callee.constant(i + 2)), b),
    );
    const [inner] = callee.call(2, [...callee.parameters].reverse(), 1) as [Value];
    callee.return([sum, inner]);

    const third = new FunctionBuilder({ name: 'third', parameters: 10, results: 1 });
    third.return([
      third.parameters.reduce((a, b) => third.binary('xor', third.binary('shl', a, third.constant(3)), b)),
    ]);
    const program = programOf([entry.finish(), callee.finish(), third.finish()]);
    const outcome = runEverywhere(program, wordsOf(Array.from({ length: 9 }, (_, i) => BigInt(i * i + 1))));
    expect(outcome.exitCode).toBe(6050n);
  });

  it('recurse', () => {
    const entry = new FunctionBuilder(entryShape);
    const [value] = entry.call(1, [entry.constant(12)], 1) as [Value];
    entry.return([value]);
    const build = new FunctionBuilder({ name: 'fibonacci', parameters: 1, results: 1 });
    const [small, large] = [build.block(), build.block()];
    const n = build.parameters[0]!;
    build.branch('ult', n, build.constant(2), to(small), to(large));
    build.open(small);
    build.return([n]);
    build.open(large);
    const [one] = build.call(1, [build.binary('sub', n, build.constant(1))], 1) as [Value];
    const [two] = build.call(1, [build.binary('sub', n, build.constant(2))], 1) as [Value];
    build.return([build.binary('add', one, two)]);
    expect(runEverywhere(programOf([entry.finish(), build.finish()])).exitCode).toBe(144n);
  });

  it('of itself first of all stop at the depth limit, also where the call could look like a relocation', () => {
    const entry = new FunctionBuilder({ name: 'entry', parameters: 2, results: 0 });
    entry.call(1, [], 0);
    entry.return([]);
    const build = new FunctionBuilder({ name: 'endless', parameters: 0, results: 0 });
    build.call(1, [], 0);
    build.return([]);
    const program = programOf([entry.finish(), build.finish()]);
    for (const arch of architectures)
      expect(run(linked(program, arch)).error?.message).toBe('exceeded max BPF to BPF call depth');
  });

  it('of syscalls keep arguments in place', () => {
    const program = entryOf((build) => {
      const values = [1, 2, 3, 4].map((i) => build.load(8, build.parameters[1]!, 8 * i));
      for (let i = 0; i < 3; i++) build.syscall('sol_log_64_', [...values, values[0]!], true);
      build.return([build.constant(0)]);
    });
    // Four loads, one of them aside while its register holds the address, two copies, three calls, exit.
    expect(runEverywhere(program, wordsOf([1n, 2n, 3n, 4n, 5n])).units).toBe(300 + 10);
  });
});

describe('loops', () => {
  it.each([2, 3, 4, 9, 12])('turn %i values in a circle', (count) => {
    const program = entryOf((build) => {
      const first = Array.from({ length: count }, (_, i) => build.load(8, build.parameters[1]!, 8 * i));
      const [header, body, exit] = [build.block(count + 1), build.block(), build.block()];
      build.jump(header, [build.constant(0), ...first]);
      const [i, ...turned] = build.open(header) as [Value, ...Value[]];
      build.branch('ult', i, build.constant(7), to(body), to(exit));
      build.open(body);
      build.jump(header, [build.binary('add', i, build.constant(1)), ...turned.slice(1), turned[0]!]);
      build.open(exit);
      for (let at = 0; at < count; at += 4) log(build, ...turned.slice(at, at + 4));
      build.return([turned[0]!]);
    });
    runEverywhere(program, wordsOf(Array.from({ length: count }, (_, i) => BigInt(i + 10))));
  });

  it('run one jump per round', () => {
    const program = entryOf((build) => {
      const [header, body, exit] = [build.block(2), build.block(), build.block()];
      build.jump(header, [build.constant(0), build.constant(0)]);
      const [i, sum] = build.open(header) as [Value, Value];
      build.branch('ult', i, build.constant(1000), to(body), to(exit));
      build.open(body);
      const next = build.binary('add', sum, build.binary('mul', i, build.constant(1)));
      build.jump(header, [build.binary('add', i, build.constant(1)), next]);
      build.open(exit);
      build.return([sum]);
    });
    const outcome = runEverywhere(optimize(program, { level: 2 }), undefined, program);
    expect(outcome.units).toBeLessThanOrEqual(1000 * 3 + 5);
  });

  it('hold more values than there are registers', () => {
    const count = 35;
    const program = entryOf((build) => {
      const first = Array.from({ length: count }, (_, i) => build.load(8, build.parameters[1]!, 8 * i));
      const [header, body, exit] = [build.block(2), build.block(), build.block()];
      build.jump(header, [build.constant(0), build.constant(0)]);
      const [i, sum] = build.open(header) as [Value, Value];
      build.branch('ult', i, build.constant(5), to(body), to(exit));
      build.open(body);
      let total = sum;
      for (const value of first)
        total = build.binary('xor', build.binary('mul', total, build.constant(0x1_0000_0001n)), value);
      log(build, total, i);
      build.jump(header, [build.binary('add', i, build.constant(1)), total]);
      build.open(exit);
      build.return([first.reduce((a, b) => build.binary('add', a, b), sum)]);
    });
    runEverywhere(program, wordsOf(Array.from({ length: count }, (_, i) => BigInt(i) << BigInt(i))));
  });
});

describe('addresses', () => {
  it('near the input share the register the program starts with', () => {
    const program = entryOf((build) => {
      const count = build.load(8, build.constant(inputStart), 0, true);
      const lengthAt = build.load(8, build.constant(inputStart + 8n), 0, true);
      build.return([build.binary('add', count, lengthAt)]);
    });
    expect(runEverywhere(program, wordsOf([1n])).units).toBe(4);
    expect(printAssembly(assembled(program, 'v3'))).not.toContain('lddw');
  });

  it('of constants find equal and contained ones', () => {
    const rodata = [
      text('Hello world!'),
      text('world'),
      text('unused'),
      text('Hello world!'),
      new Uint8Array(32).fill(9),
    ];
    const program = entryOf((build) => {
      for (const [index, length] of [
        [0, 12],
        [1, 5],
        [3, 12],
      ] as const)
        build.syscall('sol_log_', [build.address(index), build.constant(length)], true);
      build.syscall('sol_log_pubkey', [build.address(4)], true);
      build.return([build.constant(0)]);
    }, rodata);
    for (const arch of architectures) {
      expect(assembled(program, arch).rodata.length).toBe(44);
      expect(logsOf(run(linked(program, arch))).slice(0, 3)).toEqual([
        'Hello world!',
        'world',
        'Hello world!',
      ]);
    }
  });
});

describe('limits', () => {
  it('reports a frame that is too large', () => {
    const build = new FunctionBuilder({ ...entryShape, slots: [4000, 104] });
    build.store(8, build.slot(0), 0, build.parameters[0]!);
    build.return([build.constant(0)]);
    const diagnostics = new Diagnostics();
    expect(emit(programOf([build.finish()]), { arch: 'v3' }, diagnostics)).toBeUndefined();
    expect(diagnostics.list.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'E0601 the stack frame of `entry` takes 4104 bytes; 4096 are all a function has',
    ]);
  });

  it('jumps farther than an offset reaches', () => {
    const program = entryOf((build) => {
      const input = build.parameters[1]!;
      const [header, near, exit] = [build.block(1), build.block(), build.block()];
      build.jump(header, [build.constant(0)]);
      const [i] = build.open(header) as [Value];
      build.branch('ult', i, build.constant(3), to(near), to(exit));
      build.open(near);
      let sum = i;
      for (let k = 0; k < 17_000; k++) sum = build.binary('add', sum, build.load(8, input, 8 * (k % 4)));
      log(build, sum, i);
      build.jump(header, [build.binary('add', i, build.constant(1))]);
      build.open(exit);
      build.return([i]);
    });
    runEverywhere(program, wordsOf([1n, 2n, 3n, 4n]));
  });
});

describe('random programs', () => {
  const data = Uint8Array.from({ length: instructionDataBytes }, (_, i) => (i * 73 + 11) & 255);
  const seeds = Array.from({ length: 40 }, (_, i) => i);

  it.each([undefined, 0, 2] as const)('mean what their Flow means (level %s)', (level) => {
    for (const seed of seeds) {
      const flow = randomFlow(seed);
      const program = level === undefined ? flow : optimize(randomFlow(seed), { level });
      runEverywhere(program, data, flow);
    }
  });

  it('mean it where they are large', () => {
    for (const seed of [1, 2, 3]) runEverywhere(randomFlow(seed, { size: 500 }), data);
  });
});
