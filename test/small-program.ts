// Small programs for tests: instructions by name, syscalls by name, built for any version.
import type { Instruction, OpcodeName, Version } from '../grammar/sbpf.js';
import { hasStrictLayout, instruction, lddw, opcodeOf, syscallHash } from '../grammar/sbpf.js';
import { lenientFile, strictFile } from './program-file.js';

/** One or two slots of a program, whatever the version. */
export type Step =
  | { readonly kind: 'slot'; readonly name: OpcodeName; readonly fields: Fields }
  | { readonly kind: 'constant'; readonly register: number; readonly value: bigint }
  | { readonly kind: 'rodata'; readonly register: number; readonly offset: number }
  | { readonly kind: 'syscall'; readonly name: string };

type Fields = NonNullable<Parameters<typeof instruction>[1]>;

export const op = (name: OpcodeName, fields: Fields = {}): Step => ({ kind: 'slot', name, fields });
export const move = (dst: number, immediate: number): Step => op('mov64.imm', { dst, immediate });
export const copy = (dst: number, src: number): Step => op('mov64.reg', { dst, src });
export const add = (dst: number, immediate: number): Step => op('add64.imm', { dst, immediate });
export const constant = (register: number, value: bigint): Step => ({ kind: 'constant', register, value });
/** Puts the address of read-only byte `offset` into a register. */
export const rodata = (register: number, offset = 0): Step => ({ kind: 'rodata', register, offset });
export const syscall = (name: string): Step => ({ kind: 'syscall', name });
export const exit = op('exit');
/** Ends with r0 = 0. */
export const done: readonly Step[] = [move(0, 0), exit];

/** `ldx` and `stx` by size in bytes. */
const suffixes = { 1: 'b', 2: 'h', 4: 'w', 8: 'dw' } as const;
type Size = keyof typeof suffixes;
export const read = (size: Size, dst: number, src: number, offset: number): Step =>
  op(`ldx${suffixes[size]}`, { dst, src, offset });
export const write = (size: Size, dst: number, offset: number, src: number): Step =>
  op(`stx${suffixes[size]}`, { dst, src, offset });
export const put = (size: Size, dst: number, offset: number, immediate: number): Step =>
  op(`st${suffixes[size]}`, { dst, offset, immediate });

/** Puts a pair of u64, an address in a register and a length, at r10 - below. */
export const slice = (below: number, register: number, length: number): readonly Step[] => [
  write(8, 10, -below, register),
  put(8, 10, -below + 8, length),
];

/** Puts a register's value into the program's arguments: r1 to r5 from constants. */
export const args = (...values: readonly (number | bigint)[]): readonly Step[] =>
  values.map((value, index) => constant(index + 1, BigInt(value)));

/** The program file of the steps. */
export function buildProgram(
  version: Version,
  steps: readonly Step[],
  constants: Uint8Array = new Uint8Array(0),
): Uint8Array {
  const slots: Instruction[] = [];
  const syscalls = new Map<number, string>();
  const addresses: number[] = [];
  const strict = hasStrictLayout(version);
  for (const step of steps) {
    if (step.kind === 'slot') slots.push(instruction(opcodeOf(step.name, version), step.fields));
    else if (step.kind === 'constant') slots.push(...lddw(version, step.register, step.value));
    else if (step.kind === 'rodata') {
      if (!strict) addresses.push(slots.length);
      slots.push(...lddw(version, step.register, BigInt(step.offset)));
    } else {
      if (!strict) syscalls.set(slots.length, step.name);
      const immediate = strict ? syscallHash(step.name) | 0 : -1;
      slots.push(instruction(opcodeOf('call', version), { immediate }));
    }
  }
  if (strict) return strictFile(slots, constants.slice());
  return lenientFile(version, slots, { rodata: constants, syscalls, addresses });
}
