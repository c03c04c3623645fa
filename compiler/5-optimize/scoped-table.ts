// A table from triples of numbers to entries that forgets on the way up a tree what was added on the way down.

/** Entries are numbered in the order in which they are added; the newest of equal keys is found. */
export class ScopedTable {
  private heads = new Int32Array(64).fill(-1);
  private readonly next: number[] = [];
  private readonly kinds: number[] = [];
  private readonly firsts: number[] = [];
  private readonly seconds: number[] = [];

  /** How many entries there are: what `rollback` is to be given later. */
  get size(): number {
    return this.next.length;
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

  add(kind: number, first: number, second: number): void {
    if (this.next.length === this.heads.length) this.grow();
    const bucket = this.bucketOf(kind, first, second);
    this.kinds.push(kind);
    this.firsts.push(first);
    this.seconds.push(second);
    this.next.push(this.heads[bucket]!);
    this.heads[bucket] = this.next.length - 1;
  }

  /** Forgets all but the first `size` entries. */
  rollback(size: number): void {
    for (let entry = this.next.length - 1; entry >= size; entry--) {
      const bucket = this.bucketOf(this.kinds[entry]!, this.firsts[entry]!, this.seconds[entry]!);
      this.heads[bucket] = this.next[entry]!;
    }
    this.next.length = this.kinds.length = this.firsts.length = this.seconds.length = size;
  }

  private grow(): void {
    this.heads = new Int32Array(2 * this.heads.length).fill(-1);
    for (let entry = 0; entry < this.next.length; entry++) {
      const bucket = this.bucketOf(this.kinds[entry]!, this.firsts[entry]!, this.seconds[entry]!);
      this.next[entry] = this.heads[bucket]!;
      this.heads[bucket] = entry;
    }
  }
}
