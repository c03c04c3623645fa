// A set of unordered pairs of registers: bits for most of them, open addressing for the others.
import { allocatableRegisters, type Register } from './machine.js';
import type { Tables } from './tables.js';

/** Registers whose numbers are less than this apart are neighbours in the code as a rule, and many such pairs are asked for. */
const near = 32;
const empty = -1;

export class PairSet {
  /** By the greater register, a bit for each distance to a near one. */
  private readonly distances: Int32Array;
  /** By the greater register, a bit for each machine register. */
  private readonly machines: Int32Array;
  /** The other pairs. */
  private keys: Float64Array;
  private mask: number;
  private size = 0;

  /** For registers below `registers`. */
  constructor(
    registers: number,
    private readonly tables: Tables,
  ) {
    this.distances = tables.integers(registers);
    this.machines = tables.integers(registers);
    let length = 32;
    while (length < 2 * registers) length *= 2;
    this.keys = tables.numbers(length, empty);
    this.mask = length - 1;
  }

  /** Adds the pair; false if it was there. */
  add(a: Register, b: Register): boolean {
    const low = a < b ? a : b;
    const high = a < b ? b : a;
    if (low < allocatableRegisters) return addBit(this.machines, high, low);
    if (high - low < near) return addBit(this.distances, high, high - low);
    return this.addFar(low, high);
  }

  has(a: Register, b: Register): boolean {
    const low = a < b ? a : b;
    const high = a < b ? b : a;
    if (low < allocatableRegisters) return hasBit(this.machines, high, low);
    if (high - low < near) return hasBit(this.distances, high, high - low);
    const key = keyOf(low, high);
    return this.keys[this.slotOf(low, high, key)] === key;
  }

  private addFar(low: Register, high: Register): boolean {
    const key = keyOf(low, high);
    const slot = this.slotOf(low, high, key);
    if (this.keys[slot] === key) return false;
    this.keys[slot] = key;
    if (++this.size * 2 > this.mask) this.grow();
    return true;
  }

  private slotOf(low: Register, high: Register, key: number): number {
    const { keys, mask } = this;
    let slot = (Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)) >>> 0;
    slot = (slot ^ (slot >>> 15)) & mask;
    for (let found = keys[slot]; found !== empty && found !== key; found = keys[slot])
      slot = (slot + 1) & mask;
    return slot;
  }

  private grow(): void {
    const { keys: old, mask } = this;
    this.mask = 2 * mask + 1;
    this.keys = this.tables.numbers(this.mask + 1, empty);
    for (let at = 0; at <= mask; at++) {
      const key = old[at]!;
      if (key === empty) continue;
      const low = key % keyRadix;
      this.keys[this.slotOf(low, (key - low) / keyRadix, key)] = key;
    }
  }
}

const keyRadix = 0x4000000;
const keyOf = (low: Register, high: Register): number => high * keyRadix + low;

const hasBit = (bits: Int32Array, at: number, bit: number): boolean => ((bits[at]! >>> bit) & 1) === 1;

function addBit(bits: Int32Array, at: number, bit: number): boolean {
  if (hasBit(bits, at, bit)) return false;
  bits[at]! |= 1 << bit;
  return true;
}
