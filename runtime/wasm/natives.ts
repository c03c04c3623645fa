// Natives: the memory syscalls as functions of a translated module, for the common case that all goes well.
import { syscallHash } from '../../grammar/sbpf.js';
import { describeAccess, nowhere } from './access.js';
import { Code } from './code.js';
import { cells } from './layout.js';
import type { Module } from './module.js';
import { bulk, op, valueType } from './opcodes.js';

const { i32, i64 } = valueType;

/** What they cost: one unit for so many bytes, but no less than the minimum. Agave: mem_op_consume. */
const bytesPerUnit = 250;
const minimumUnits = 10;

/** Longer ranges are left to the host, and up to the other number bytes are moved one by one. */
const longest = 2 ** 24;
const shortest = 64;

/** Locals: r1 to r4, the units, the site; then those that the functions use. */
const local = {
  r1: 0,
  r2: 1,
  r3: 2,
  r4: 3,
  units: 4,
  site: 5,
  cost: 6,
  word: 7,
  to: 8,
  from: 9,
  length: 10,
  at: 11,
  access: 12,
  result: 13,
} as const;

class NativeEmitter {
  readonly code = new Code();

  constructor(
    readonly locate: number,
    readonly syscall: number,
  ) {}

  /** Opens the block that is left, by `giveUpIf`, for the host to do it all. */
  begin(): void {
    const { code } = this;
    code.byte(op.block).byte(0x40);
    code.get(local.r3).i64(longest).byte(op.i64GtU);
    this.giveUpIf();
    code.get(local.r3).byte(op.i32WrapI64).set(local.length);
    code.get(local.r3).i64(bytesPerUnit).byte(op.i64DivU).tee(local.cost).i64(minimumUnits);
    code.get(local.cost).i64(minimumUnits).ops(op.i64GtU, op.select);
    code.tee(local.cost).get(local.units).byte(op.i64GtS);
    this.giveUpIf();
  }

  giveUpIf(): void {
    this.code.byte(op.brIf).unsigned(0);
  }

  /** Finds the place of `length` bytes, or of `size` of them. */
  find(address: number, place: number, write: boolean, size?: number): void {
    const { code } = this;
    code.get(address);
    if (size === undefined) {
      code.get(local.length).i32(1).byte(op.i32Shl);
      if (write) code.i32(1).byte(op.i32Or);
    } else code.i32(describeAccess(size, write));
    code.call(this.locate).tee(place).i32(nowhere).byte(op.i32Eq);
    this.giveUpIf();
  }

  /** Pays and returns; then lets the host do what was given up. */
  finish(): void {
    const { code } = this;
    code.i32(0).i32(0).access(op.i64Load, cells.syscallUnits).get(local.cost).byte(op.i64Add);
    code.access(op.i64Store, cells.syscallUnits);
    code.get(local.units).get(local.cost).ops(op.i64Sub, op.return, op.end);
    [local.r1, local.r2, local.r3, local.r4].forEach((register, index) => {
      code
        .i32(0)
        .get(register)
        .access(op.i64Store, cells.registers + 8 * (index + 1));
    });
    code.i32(0).get(local.units).access(op.i64Store, cells.units);
    code.get(local.site).call(this.syscall);
    code.i32(0).access(op.i64Load, cells.units);
  }

  /** Repeats `step` while at least `size` bytes are left from `at` on. */
  whileLeft(size: number, step: () => void): void {
    const { code } = this;
    code.byte(op.block).byte(0x40).byte(op.loop).byte(0x40);
    code.get(local.length).get(local.at).byte(op.i32Sub).i32(size).byte(op.i32LtU).byte(op.brIf).unsigned(1);
    step();
    code.get(local.at).i32(size).byte(op.i32Add).set(local.at);
    code.byte(op.br).unsigned(0).ops(op.end, op.end);
  }

  place(base: number): Code {
    return this.code.get(base).get(local.at).byte(op.i32Add);
  }

  /** Copies a few bytes, words first. */
  copyForward(): void {
    const { code } = this;
    code.i32(0).set(local.at);
    this.whileLeft(8, () => {
      this.place(local.to);
      this.place(local.from).access(op.i64Load, 0).access(op.i64Store, 0);
    });
    this.whileLeft(1, () => {
      this.place(local.to);
      this.place(local.from).access(op.i32Load8, 0).access(op.i32Store8, 0);
    });
  }

  /** Puts the distance of the ranges on the stack. */
  distance(): void {
    const { code } = this;
    code.get(local.r1).get(local.r2).byte(op.i64Sub);
    code.get(local.r2).get(local.r1).byte(op.i64Sub);
    code.get(local.r1).get(local.r2).ops(op.i64GtU, op.select);
  }
}

function emitMove(emitter: NativeEmitter, mayOverlap: boolean): void {
  const { code } = emitter;
  emitter.begin();
  if (!mayOverlap) {
    emitter.distance();
    code.get(local.r3).byte(op.i64LtU);
    emitter.giveUpIf();
  }
  emitter.find(local.r1, local.to, true);
  emitter.find(local.r2, local.from, false);
  code.get(local.length).i32(shortest).byte(op.i32LeU);
  if (mayOverlap) {
    emitter.distance();
    code.get(local.r3).ops(op.i64GeU, op.i32And);
  }
  code.byte(op.if).byte(0x40);
  emitter.copyForward();
  code.byte(op.else).get(local.to).get(local.from).get(local.length);
  code.byte(op.bulk).unsigned(bulk.memoryCopy).byte(0).byte(0).byte(op.end);
  emitter.finish();
}

function emitFill(emitter: NativeEmitter): void {
  const { code } = emitter;
  emitter.begin();
  emitter.find(local.r1, local.to, true);
  code.get(local.length).i32(shortest).byte(op.i32LeU).byte(op.if).byte(0x40);
  code.get(local.r2).i64(0xff).byte(op.i64And).i64(0x0101_0101_0101_0101n).byte(op.i64Mul).set(local.word);
  code.i32(0).set(local.at);
  emitter.whileLeft(8, () => {
    emitter.place(local.to).get(local.word).access(op.i64Store, 0);
  });
  emitter.whileLeft(1, () => {
    emitter.place(local.to).get(local.word).access(op.i64Store8, 0);
  });
  code.byte(op.else).get(local.to).get(local.r2).byte(op.i32WrapI64).get(local.length);
  code.byte(op.bulk).unsigned(bulk.memoryFill).byte(0).byte(op.end);
  emitter.finish();
}

function emitCompare(emitter: NativeEmitter): void {
  const { code } = emitter;
  emitter.begin();
  code.get(local.r4).i64(3).ops(op.i64And, op.i64Eqz, op.i32Eqz);
  emitter.giveUpIf();
  emitter.find(local.r1, local.to, false);
  emitter.find(local.r2, local.from, false);
  emitter.find(local.r4, local.result, true, 4);
  code.i32(0).set(local.at).i32(0).set(local.access);
  code.byte(op.block).byte(0x40);
  // Words that differ are looked at byte by byte; the labels lead out of both loops.
  emitter.whileLeft(8, () => {
    emitter.place(local.to).access(op.i64Load, 0);
    emitter.place(local.from).access(op.i64Load, 0);
    code.byte(op.i64Ne).byte(op.brIf).unsigned(1);
  });
  emitter.whileLeft(1, () => {
    emitter.place(local.to).access(op.i32Load8, 0);
    emitter.place(local.from).access(op.i32Load8, 0);
    code.byte(op.i32Sub).tee(local.access).byte(op.brIf).unsigned(2);
  });
  code.byte(op.end);
  code.get(local.result).get(local.access).access(op.i32Store, 0);
  emitter.finish();
}

const emitters: Readonly<Record<string, (emitter: NativeEmitter) => void>> = {
  sol_memcpy_: (emitter) => emitMove(emitter, false),
  sol_memmove_: (emitter) => emitMove(emitter, true),
  sol_memset_: emitFill,
  sol_memcmp_: emitCompare,
};

const byHash = new Map(Object.keys(emitters).map((name) => [syscallHash(name), name]));

/** The name of the syscall of a hash if it can be part of a module. */
export function nativeNamed(hash: number): string | undefined {
  return byHash.get(hash);
}

/** `(r1, r2, r3, r4: i64, units: i64, site: i32) -> units: i64`; `syscall` is the host's function. */
export function defineNative(module: Module, name: string, locate: number, syscall: number): number {
  const index = module.reserve();
  const emitter = new NativeEmitter(locate, syscall);
  emitters[name]!(emitter);
  const type = module.typeIndex([i64, i64, i64, i64, i64, i32], [i64]);
  const locals = [
    { count: 2, type: i64 },
    { count: 6, type: i32 },
  ];
  module.define(index, type, locals, emitter.code);
  return index;
}
