// Control: jumps, calls and the end.
import { fault } from '../fault.js';
import type { Core, Operation } from './core.js';

export const ja: Operation = (core, step) => {
  core.pc = step.target;
};
export const jeq: Operation = (core, step) => {
  if (core.registers[step.dst]! === core.registers[step.src]!) core.pc = step.target;
};
export const jne: Operation = (core, step) => {
  if (core.registers[step.dst]! !== core.registers[step.src]!) core.pc = step.target;
};
export const jgt: Operation = (core, step) => {
  if (core.registers[step.dst]! > core.registers[step.src]!) core.pc = step.target;
};
export const jge: Operation = (core, step) => {
  if (core.registers[step.dst]! >= core.registers[step.src]!) core.pc = step.target;
};
export const jlt: Operation = (core, step) => {
  if (core.registers[step.dst]! < core.registers[step.src]!) core.pc = step.target;
};
export const jle: Operation = (core, step) => {
  if (core.registers[step.dst]! <= core.registers[step.src]!) core.pc = step.target;
};
export const jset: Operation = (core, step) => {
  if ((core.registers[step.dst]! & core.registers[step.src]!) !== 0n) core.pc = step.target;
};
export const jsgt: Operation = (core, step) => {
  if (core.signed[step.dst]! > core.signed[step.src]!) core.pc = step.target;
};
export const jsge: Operation = (core, step) => {
  if (core.signed[step.dst]! >= core.signed[step.src]!) core.pc = step.target;
};
export const jslt: Operation = (core, step) => {
  if (core.signed[step.dst]! < core.signed[step.src]!) core.pc = step.target;
};
export const jsle: Operation = (core, step) => {
  if (core.signed[step.dst]! <= core.signed[step.src]!) core.pc = step.target;
};

export const jeq32: Operation = (core, step) => {
  if (core.words[step.dstWord]! === core.words[step.srcWord]!) core.pc = step.target;
};
export const jne32: Operation = (core, step) => {
  if (core.words[step.dstWord]! !== core.words[step.srcWord]!) core.pc = step.target;
};
export const jgt32: Operation = (core, step) => {
  if (core.words[step.dstWord]! > core.words[step.srcWord]!) core.pc = step.target;
};
export const jge32: Operation = (core, step) => {
  if (core.words[step.dstWord]! >= core.words[step.srcWord]!) core.pc = step.target;
};
export const jlt32: Operation = (core, step) => {
  if (core.words[step.dstWord]! < core.words[step.srcWord]!) core.pc = step.target;
};
export const jle32: Operation = (core, step) => {
  if (core.words[step.dstWord]! <= core.words[step.srcWord]!) core.pc = step.target;
};
export const jset32: Operation = (core, step) => {
  if ((core.words[step.dstWord]! & core.words[step.srcWord]!) !== 0) core.pc = step.target;
};
export const jsgt32: Operation = (core, step) => {
  if ((core.words[step.dstWord]! | 0) > (core.words[step.srcWord]! | 0)) core.pc = step.target;
};
export const jsge32: Operation = (core, step) => {
  if ((core.words[step.dstWord]! | 0) >= (core.words[step.srcWord]! | 0)) core.pc = step.target;
};
export const jslt32: Operation = (core, step) => {
  if ((core.words[step.dstWord]! | 0) < (core.words[step.srcWord]! | 0)) core.pc = step.target;
};
export const jsle32: Operation = (core, step) => {
  if ((core.words[step.dstWord]! | 0) <= (core.words[step.srcWord]! | 0)) core.pc = step.target;
};

/** A call that cannot reach a syscall: v3 with src 1. */
export const callFunction: Operation = (core, step) => {
  if (step.target < 0) throw fault('UnsupportedInstruction');
  core.push(step.next);
  core.pc = step.target;
};

/** A call by key: a syscall, or else (before v3) a function. */
export const callByKey: Operation = (core, step) => {
  const syscall = core.machine.syscall(step.hash);
  if (syscall === undefined) {
    callFunction(core, step);
    return;
  }
  core.settle();
  const { registers } = core;
  core.inSyscall = true;
  registers[0] = syscall(registers[1]!, registers[2]!, registers[3]!, registers[4]!, registers[5]!);
  core.inSyscall = false;
  core.allowed = core.machine.meter.remaining;
};

export const callx: Operation = (core, step) => {
  const address = core.registers[step.src]!;
  core.push(step.next);
  core.pc = targetOf(core, address);
};

/** Like Agave, drops the low bits of an address between two instructions. */
function targetOf(core: Core, address: bigint): number {
  const { steps, executable } = core.program;
  const pc = BigInt.asUintN(64, address - executable.textAddress) >> 3n;
  if (pc >= BigInt(steps.length)) throw fault('CallOutsideTextSegment');
  return Number(pc);
}

export const exit: Operation = (core) => {
  const pc = core.pop();
  if (pc === undefined) core.running = false;
  else core.pc = pc;
};

export const unsupported: Operation = () => {
  throw fault('UnsupportedInstruction');
};
