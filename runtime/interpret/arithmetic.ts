// Arithmetic: what the instructions on registers compute. Source: Agave's interpreter; SIMD-0173, SIMD-0174.
import { fault } from '../fault.js';
import type { Core, Operation, Step } from './core.js';

// 64-bit results wrap where they are stored: the register file holds nothing wider.

export const add64: Operation = ({ registers }, { dst, src }) => {
  registers[dst] = registers[dst]! + registers[src]!;
};
export const sub64: Operation = ({ registers }, { dst, src }) => {
  registers[dst] = registers[dst]! - registers[src]!;
};
export const reverseSub64: Operation = ({ registers }, { dst, src }) => {
  registers[dst] = registers[src]! - registers[dst]!;
};
export const mul64: Operation = ({ registers }, { dst, src }) => {
  registers[dst] = registers[dst]! * registers[src]!;
};
export const div64: Operation = ({ registers }, { dst, src }) => {
  if (registers[src] === 0n) throw fault('DivideByZero');
  registers[dst] = registers[dst]! / registers[src]!;
};
export const mod64: Operation = ({ registers }, { dst, src }) => {
  if (registers[src] === 0n) throw fault('DivideByZero');
  registers[dst] = registers[dst]! % registers[src]!;
};
export const or64: Operation = ({ registers }, { dst, src }) => {
  registers[dst] = registers[dst]! | registers[src]!;
};
export const and64: Operation = ({ registers }, { dst, src }) => {
  registers[dst] = registers[dst]! & registers[src]!;
};
export const xor64: Operation = ({ registers }, { dst, src }) => {
  registers[dst] = registers[dst]! ^ registers[src]!;
};
export const lsh64: Operation = ({ registers }, { dst, src }) => {
  registers[dst] = registers[dst]! << (registers[src]! & 63n);
};
export const rsh64: Operation = ({ registers }, { dst, src }) => {
  registers[dst] = registers[dst]! >> (registers[src]! & 63n);
};
export const arsh64: Operation = ({ registers, signed }, { dst, src }) => {
  signed[dst] = signed[dst]! >> (registers[src]! & 63n);
};
export const mov64: Operation = ({ registers }, { dst, src }) => {
  registers[dst] = registers[src]!;
};
export const neg64: Operation = ({ registers }, { dst }) => {
  registers[dst] = -registers[dst]!;
};

/** Puts a 32-bit result into dst, zero-extended. */
function putUnsigned({ words }: Core, { dstWord }: Step, value: number): void {
  words[dstWord] = value;
  words[dstWord + 1] = 0;
}

/** Puts a 32-bit result into dst, sign-extended. */
function putSigned({ words }: Core, { dstWord }: Step, value: number): void {
  words[dstWord] = value;
  words[dstWord + 1] = value >> 31;
}

export const add32: Operation = (core, step) => {
  putSigned(core, step, (core.words[step.dstWord]! + core.words[step.srcWord]!) | 0);
};
export const sub32: Operation = (core, step) => {
  putSigned(core, step, (core.words[step.dstWord]! - core.words[step.srcWord]!) | 0);
};
export const mul32: Operation = (core, step) => {
  putSigned(core, step, Math.imul(core.words[step.dstWord]!, core.words[step.srcWord]!));
};
export const unsignedAdd32: Operation = (core, step) => {
  putUnsigned(core, step, core.words[step.dstWord]! + core.words[step.srcWord]!);
};
export const unsignedSub32: Operation = (core, step) => {
  putUnsigned(core, step, core.words[step.dstWord]! - core.words[step.srcWord]!);
};
export const reverseUnsignedSub32: Operation = (core, step) => {
  putUnsigned(core, step, core.words[step.srcWord]! - core.words[step.dstWord]!);
};
export const unsignedMul32: Operation = (core, step) => {
  putUnsigned(core, step, Math.imul(core.words[step.dstWord]!, core.words[step.srcWord]!));
};
export const div32: Operation = (core, step) => {
  const divisor = core.words[step.srcWord]!;
  if (divisor === 0) throw fault('DivideByZero');
  putUnsigned(core, step, (core.words[step.dstWord]! / divisor) >>> 0);
};
export const mod32: Operation = (core, step) => {
  const divisor = core.words[step.srcWord]!;
  if (divisor === 0) throw fault('DivideByZero');
  putUnsigned(core, step, core.words[step.dstWord]! % divisor);
};
export const or32: Operation = (core, step) => {
  putUnsigned(core, step, core.words[step.dstWord]! | core.words[step.srcWord]!);
};
export const and32: Operation = (core, step) => {
  putUnsigned(core, step, core.words[step.dstWord]! & core.words[step.srcWord]!);
};
export const xor32: Operation = (core, step) => {
  putUnsigned(core, step, core.words[step.dstWord]! ^ core.words[step.srcWord]!);
};
export const lsh32: Operation = (core, step) => {
  putUnsigned(core, step, core.words[step.dstWord]! << (core.words[step.srcWord]! & 31));
};
export const rsh32: Operation = (core, step) => {
  putUnsigned(core, step, core.words[step.dstWord]! >>> (core.words[step.srcWord]! & 31));
};
export const arsh32: Operation = (core, step) => {
  putUnsigned(core, step, (core.words[step.dstWord]! | 0) >> (core.words[step.srcWord]! & 31));
};
export const mov32: Operation = (core, step) => {
  putUnsigned(core, step, core.words[step.srcWord]!);
};
export const signedMov32: Operation = (core, step) => {
  putSigned(core, step, core.words[step.srcWord]! | 0);
};
export const neg32: Operation = (core, step) => {
  putUnsigned(core, step, -core.words[step.dstWord]!);
};

/** le and be: the operand is the width in bits, one of 16, 32 and 64. */
export const le: Operation = ({ registers }, { dst, src }) => {
  registers[dst] = BigInt.asUintN(Number(registers[src]), registers[dst]!);
};
export const be: Operation = ({ registers }, { dst, src }) => {
  let rest = registers[dst]!;
  let reversed = 0n;
  for (let bits = Number(registers[src]); bits > 0; bits -= 8) {
    reversed = (reversed << 8n) | (rest & 0xffn);
    rest >>= 8n;
  }
  registers[dst] = reversed;
};

export const uhmul64: Operation = ({ registers }, { dst, src }) => {
  registers[dst] = (registers[dst]! * registers[src]!) >> 64n;
};
export const shmul64: Operation = ({ signed }, { dst, src }) => {
  signed[dst] = (signed[dst]! * signed[src]!) >> 64n;
};

const minimum64 = -(1n << 63n);
const minimum32 = -(2 ** 31);

function checkSigned64({ signed }: Core, { dst, src }: Step): void {
  if (signed[src] === 0n) throw fault('DivideByZero');
  if (signed[src] === -1n && signed[dst] === minimum64) throw fault('DivideOverflow');
}
export const sdiv64: Operation = (core, step) => {
  checkSigned64(core, step);
  core.signed[step.dst] = core.signed[step.dst]! / core.signed[step.src]!;
};
export const srem64: Operation = (core, step) => {
  checkSigned64(core, step);
  core.signed[step.dst] = core.signed[step.dst]! % core.signed[step.src]!;
};

function checkSigned32(dividend: number, divisor: number): void {
  if (divisor === 0) throw fault('DivideByZero');
  if (divisor === -1 && dividend === minimum32) throw fault('DivideOverflow');
}
export const sdiv32: Operation = (core, step) => {
  const dividend = core.words[step.dstWord]! | 0;
  const divisor = core.words[step.srcWord]! | 0;
  checkSigned32(dividend, divisor);
  putUnsigned(core, step, (dividend / divisor) | 0);
};
export const srem32: Operation = (core, step) => {
  const dividend = core.words[step.dstWord]! | 0;
  const divisor = core.words[step.srcWord]! | 0;
  checkSigned32(dividend, divisor);
  putUnsigned(core, step, dividend % divisor);
};
