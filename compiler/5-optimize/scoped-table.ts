// A table from triples of numbers to entries that forgets on the way up a tree what was added on the way down.

/** Entries are numbered in the order in which they are added; the newest of equal keys is found. */
export class ScopedTable {
  private heads = new Int32Array(64).fill(-1);
  private count = 0;
  private readonly next: number[] = [];
  private readonly kinds: number[] = [];
  private readonly firsts: number[] = [];
  private readonly seconds: number[] = [];

  /** How many entries there are: what `rollback` is to be given later. */
  get size(): number {
    return this.count;
  }

  private bucketOf(kind: number, first: number, second: number): number {
    let hash = Math.imul(kind + 1, 0x9e3779b1) ^ Math.imul(first, 0x85ebca6b) ^ Math.imul(second, 0xc2b2ae35);
    hash ^= hash >>> 15;
    return hash & (this.heads.length - 1);
  }

  /** The number of the entry, or -1. */
  find(kind: number, first: number, second: number): number {
    let entry = this.heads[this.bucketOf(kind, first, second)]!;
    while (entry >= 0) {
      if (this.firsts[entry] === first && this.seconds[entry] === second && this.kinds[entry] === kind) break;
      entry = this.next[entry]!;
    }
    return entry;
  }

  /** Adds an entry and gives its number. */
  add(kind: number, first: number, second: number): number {
    if (this.count === this.heads.length) this.grow();
    const bucket = this.bucketOf(kind, first, second);
    const entry = this.count++;
    this.kinds[entry] = kind;
    this.firsts[entry] = first;
    this.seconds[entry] = second;
    this.next[entry] = this.heads[bucket]!;
    this.heads[bucket] = entry;
    return entry;
  }

  /** Forgets all but the first `size` entries. */
  rollback(size: number): void {
    for (let entry = this.count - 1; entry >= size; entry--) {
      const bucket = this.bucketOf(this.kinds[entry]!, this.firsts[entry]!, this.seconds[entry]!);
      this.heads[bucket] = this.next[entry]!;
    }
    this.count = size;
  }

  private grow(): void {
    this.heads = new Int32Array(2 * this.heads.length).fill(-1);
    for (let entry = 0; entry < this.count; entry++) {
      const bucket = this.bucketOf(this.kinds[entry]!, this.firsts[entry]!, this.seconds[entry]!);
      this.next[entry] = this.heads[bucket]!;
      this.heads[bucket] = entry;
    }
  }
}
