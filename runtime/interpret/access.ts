// Access: loads and stores.
import type { Core, Operation } from './core.js';

const wordLimit = 2 ** 32;

/** The offset in the memory's window of `size` bytes at the register whose halves begin at `word`, plus `offset`. */
function locate(core: Core, word: number, offset: number, size: 1 | 2 | 4 | 8, write: boolean): number {
  const low = core.words[word]! + offset;
  if (low >= 0 && low < wordLimit) {
    const found = core.memory.locate(core.words[word + 1]!, low, size, write);
    if (found >= 0) return found;
  }
  const address = core.registers[word >> 1]! + BigInt(offset);
  return core.memory.find(address, size, write ? 'write' : 'read');
}

export const ldxb: Operation = (core, step) => {
  const at = locate(core, step.srcWord, step.offset, 1, false);
  core.words[step.dstWord] = core.memory.window.getUint8(at);
  core.words[step.dstWord + 1] = 0;
};
export const ldxh: Operation = (core, step) => {
  const at = locate(core, step.srcWord, step.offset, 2, false);
  core.words[step.dstWord] = core.memory.window.getUint16(at, true);
  core.words[step.dstWord + 1] = 0;
};
export const ldxw: Operation = (core, step) => {
  const at = locate(core, step.srcWord, step.offset, 4, false);
  core.words[step.dstWord] = core.memory.window.getUint32(at, true);
  core.words[step.dstWord + 1] = 0;
};
export const ldxdw: Operation = (core, step) => {
  const at = locate(core, step.srcWord, step.offset, 8, false);
  core.registers[step.dst] = core.memory.window.getBigUint64(at, true);
};
export const stxb: Operation = (core, step) => {
  const at = locate(core, step.dstWord, step.offset, 1, true);
  core.memory.window.setUint8(at, core.words[step.srcWord]!);
};
export const stxh: Operation = (core, step) => {
  const at = locate(core, step.dstWord, step.offset, 2, true);
  core.memory.window.setUint16(at, core.words[step.srcWord]!, true);
};
export const stxw: Operation = (core, step) => {
  const at = locate(core, step.dstWord, step.offset, 4, true);
  core.memory.window.setUint32(at, core.words[step.srcWord]!, true);
};
export const stxdw: Operation = (core, step) => {
  const at = locate(core, step.dstWord, step.offset, 8, true);
  core.memory.window.setBigUint64(at, core.registers[step.src]!, true);
};
