// A set of unordered pairs of small numbers, by open addressing; much faster than a Set of combined keys.

const empty = -1;

export class PairSet {
  private keys: Float64Array;
  private size = 0;

  /** `expected` pairs find room at once. */
  constructor(expected: number) {
    let length = 32;
    while (length < 2 * expected) length *= 2;
    this.keys = new Float64Array(length).fill(empty);
  }

  private slotOf(low: number, high: number, key: number): number {
    const mask = this.keys.length - 1;
    let slot = (Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)) >>> 0;
    slot = (slot ^ (slot >>> 15)) & mask;
    while (this.keys[slot] !== empty && this.keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  /** Adds the pair; false if it was there. */
  add(a: number, b: number): boolean {
    const low = a < b ? a : b;
    const high = a < b ? b : a;
    const key = high * 0x4000000 + low;
    const slot = this.slotOf(low, high, key);
    if (this.keys[slot] === key) return false;
    this.keys[slot] = key;
    if (++this.size * 2 > this.keys.length) this.grow();
    return true;
  }

  has(a: number, b: number): boolean {
    const low = a < b ? a : b;
    const high = a < b ? b : a;
    const key = high * 0x4000000 + low;
    return this.keys[this.slotOf(low, high, key)] === key;
  }

  private grow(): void {
    const old = this.keys;
    this.keys = new Float64Array(old.length * 2).fill(empty);
    for (const key of old) {
      if (key === empty) continue;
      const low = key % 0x4000000;
      this.keys[this.slotOf(low, (key - low) / 0x4000000, key)] = key;
    }
  }
}
