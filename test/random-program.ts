// Random sBPF programs for tests: every instruction of a version, calls, jumps, faults; the same for the same seed.
import type { Instruction, NamedOpcodeRow, Version } from '../grammar/sbpf.js';
import {
  callxField,
  hasStaticSyscalls,
  instruction,
  lddw,
  movesStackPointer,
  opcodeOf,
  opcodeRows,
  syscallHash,
} from '../grammar/sbpf.js';
import { lenientFile, strictFile } from './program-file.js';

/** A generator of numbers below `limit`; a linear congruence is random enough here. */
export function randomNumbers(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

const edges = [
  0n,
  1n,
  2n,
  7n,
  31n,
  32n,
  63n,
  64n,
  0x7fff_ffffn,
  0x8000_0000n,
  0xffff_ffffn,
  1n << 63n,
  (1n << 64n) - 1n,
];
const immediates = [0, 1, 2, -1, 3, 16, 31, 32, 63, 255, 4096, -4096, 2 ** 31 - 1, -(2 ** 31)];

/** Instructions that stay together: jumps lead to the first of them. `target` is the item a jump goes to. */
interface Item {
  readonly slots: readonly Instruction[];
  readonly target?: number;
  /** The function an internal call goes to. */
  readonly callee?: number;
  readonly syscall?: string;
}

class Generator {
  readonly #random: (limit: number) => number;
  readonly #rows: readonly NamedOpcodeRow[];

  constructor(
    readonly version: Version,
    seed: number,
  ) {
    this.#random = randomNumbers(seed * 4 + version);
    this.#rows = opcodeRows.filter(
      ({ opcodes, shape }) => opcodes[version] !== undefined && shape !== 'exit',
    );
  }

  program(): Uint8Array {
    const count = 1 + this.#random(4);
    const functions = Array.from({ length: count }, (_, index) => this.#function(index, count));
    return this.#assemble(functions);
  }

  #pick<T>(values: readonly T[]): T {
    return values[this.#random(values.length)]!;
  }

  #function(index: number, count: number): Item[] {
    const entry = index === 0;
    const start = entry ? Array.from({ length: 10 }, (_, register) => this.#constant(register)) : [];
    const length = 4 + this.#random(24);
    const body = Array.from({ length }, (_, at) =>
      this.#item(start.length + at, start.length + length, count),
    );
    return [
      ...start,
      ...body,
      ...(entry ? this.#report() : []),
      this.#slot(instruction(opcodeOf('exit', this.version))),
    ];
  }

  /** Returns the registers and a part of the frame as return data. */
  #report(): Item[] {
    const store = opcodeOf('stxdw', this.version);
    const move = opcodeOf('mov64.reg', this.version);
    const set = opcodeOf('mov64.imm', this.version);
    const add = opcodeOf('add64.imm', this.version);
    const registers = Array.from({ length: 10 }, (_, src) =>
      instruction(store, { dst: 10, src, offset: -8 * (src + 1) }),
    );
    const after = [
      instruction(move, { dst: 1, src: 10 }),
      instruction(add, { dst: 1, immediate: -400 }),
      instruction(set, { dst: 2, immediate: 400 }),
    ];
    return [
      ...[...registers, ...after].map((slot) => this.#slot(slot)),
      { slots: [this.#call('sol_set_return_data')], syscall: 'sol_set_return_data' },
      this.#slot(instruction(set)),
    ];
  }

  #slot(slot: Instruction): Item {
    return { slots: [slot] };
  }

  #call(name: string): Instruction {
    const immediate = hasStaticSyscalls(this.version) ? syscallHash(name) | 0 : -1;
    return instruction(opcodeOf('call', this.version), { immediate });
  }

  #constant(dst: number): Item {
    const value = this.#random(3) === 0 ? BigInt(this.#random(2 ** 31)) : this.#pick(edges);
    if (this.version !== 2) return { slots: lddw(this.version, dst, value) };
    return {
      slots: [
        instruction(opcodeOf('mov32.imm', 2), { dst, immediate: Number(BigInt.asIntN(32, value)) }),
        instruction(opcodeOf('hor64', 2), { dst, immediate: Number(BigInt.asIntN(32, value >> 32n)) }),
      ],
    };
  }

  #item(at: number, end: number, functions: number): Item {
    const row = this.#pick(this.#rows);
    const opcode = row.opcodes[this.version]!;
    const dst = this.#random(10);
    const src = this.#random(10);
    const immediate = this.#immediate(row);
    const offset = this.#random(8) === 0 ? this.#random(9000) - 4500 : -8 * (1 + this.#random(48));
    const target = this.#random(10) === 0 ? this.#random(end) : Math.min(end, at + 1 + this.#random(6));
    // Bases other than r10 seldom hold an address; a few of them do for the faults.
    const base = this.#random(24) === 0 ? dst : 10;
    switch (row.shape) {
      case 'dst-imm':
        if (row.name === 'add64.imm' && movesStackPointer(this.version) && this.#random(2) === 0) {
          return this.#slot(instruction(opcode, { dst: 10, immediate: -64 * this.#random(3) }));
        }
        return this.#slot(instruction(opcode, { dst, immediate }));
      case 'dst-src':
        return this.#slot(instruction(opcode, { dst, src: this.#random(16) === 0 ? 10 : src }));
      case 'dst':
        return this.#slot(instruction(opcode, { dst }));
      case 'endian':
        return this.#slot(instruction(opcode, { dst, immediate: this.#pick([16, 32, 64]) }));
      case 'lddw':
        return this.#constant(dst);
      case 'load':
        return this.#slot(instruction(opcode, { dst, src: base, offset }));
      case 'store-imm':
        return this.#slot(instruction(opcode, { dst: base, offset, immediate }));
      case 'store-reg':
        return this.#slot(instruction(opcode, { dst: base, src, offset }));
      case 'jump':
        return { slots: [instruction(opcode)], target };
      case 'branch-imm':
        return { slots: [instruction(opcode, { dst, immediate })], target };
      case 'branch-reg':
        return { slots: [instruction(opcode, { dst, src })], target };
      case 'callx':
        if (this.#random(3) > 0) return this.#constant(dst);
        return this.#slot(instruction(opcode, { [callxField(this.version)]: dst }));
      default:
        return { slots: [instruction(opcode)], callee: this.#random(functions) };
    }
  }

  #immediate({ rule, width }: NamedOpcodeRow): number {
    if (rule === 'shift') return this.#random(width);
    const value = this.#random(2) === 0 ? this.#pick(immediates) : this.#random(2 ** 32) | 0;
    return rule === 'nonzero' && value === 0 ? 1 : value;
  }

  #assemble(functions: readonly Item[][]): Uint8Array {
    const slots: Instruction[] = [];
    const syscalls = new Map<number, string>();
    const starts = startsOf(functions);
    functions.forEach((items, index) => {
      for (const { slots: own, target, callee, syscall } of items) {
        const pc = slots.length;
        if (syscall !== undefined) syscalls.set(pc, syscall);
        if (target !== undefined) slots.push({ ...own[0]!, offset: starts[index]![target]! - pc - 1 });
        else if (callee === undefined) slots.push(...own);
        else {
          const src = hasStaticSyscalls(this.version) ? 1 : 0;
          slots.push({ ...own[0]!, src, immediate: starts[callee]![0]! - pc - 1 });
        }
      }
    });
    if (hasStaticSyscalls(this.version)) return strictFile(slots);
    return lenientFile(this.version, slots, { syscalls });
  }
}

/** The pc at which each item of each function begins. */
function startsOf(functions: readonly (readonly Item[])[]): number[][] {
  let pc = 0;
  return functions.map((items) =>
    items.map(({ slots }) => {
      const start = pc;
      pc += slots.length;
      return start;
    }),
  );
}

/** A program that may do anything the verifier lets pass. */
export function randomProgram(version: Version, seed: number): Uint8Array {
  return new Generator(version, seed).program();
}
