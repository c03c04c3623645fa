// Lists of numbers, one for each of many keys, all in the same few arrays: most are short, and many are made and dropped.

/** The end of a list. */
export const none = -1;

/** Walked by `for (let at = heads[key]; at !== none; at = nexts[at])`, in the order in which values were added. */
export class Lists {
  readonly heads: Int32Array;
  private readonly tails: Int32Array;
  readonly values: number[] = [];
  readonly nexts: number[] = [];

  /** An empty list for each key below `keys`. */
  constructor(keys: number) {
    this.heads = new Int32Array(keys).fill(none);
    this.tails = new Int32Array(keys);
  }

  add(key: number, value: number): void {
    const { heads, tails } = this;
    const at = this.values.push(value) - 1;
    this.nexts.push(none);
    if (heads[key] === none) heads[key] = at;
    else this.nexts[tails[key]!] = at;
    tails[key] = at;
  }

  /** Adds what the list of `other` holds, which is empty afterwards. */
  append(key: number, other: number): void {
    const { heads, tails } = this;
    if (heads[other] === none) return;
    if (heads[key] === none) heads[key] = heads[other]!;
    else this.nexts[tails[key]!] = heads[other]!;
    tails[key] = tails[other]!;
    heads[other] = none;
  }

  /** Takes entry `at` out of a list, where it follows entry `before`, or none if it is the first. */
  remove(key: number, at: number, before: number): void {
    const next = this.nexts[at]!;
    if (before === none) this.heads[key] = next;
    else this.nexts[before] = next;
    if (next === none) this.tails[key] = before;
  }

  of(key: number): number[] {
    const found: number[] = [];
    for (let at = this.heads[key]!; at !== none; at = this.nexts[at]!) found.push(this.values[at]!);
    return found;
  }
}
