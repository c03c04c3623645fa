// Lists of numbers, one for each of many keys, all in the same few tables: most are short, and many are made and dropped.
import type { Tables } from './tables.js';

/** The end of a list. */
export const none = -1;

/**
 * Walked by `for (let at = heads[key]; at !== none; at = nexts[at])`, in the order in which values were added. Adding may
 * replace `values` and `nexts`.
 */
export class Lists {
  readonly heads: Int32Array;
  private readonly tails: Int32Array;
  values: Int32Array;
  nexts: Int32Array;
  private size = 0;
  private room: number;

  /** An empty list for each key below `keys`. */
  constructor(
    readonly keys: number,
    private readonly tables: Tables,
  ) {
    this.heads = tables.integers(keys, none);
    this.tails = tables.integers(keys);
    this.values = tables.integers(keys);
    this.nexts = tables.integers(keys);
    this.room = keys;
  }

  add(key: number, value: number): void {
    const { heads, tails } = this;
    if (this.size === this.room) this.grow();
    const at = this.size++;
    this.values[at] = value;
    this.nexts[at] = none;
    if (heads[key] === none) heads[key] = at;
    else this.nexts[tails[key]!] = at;
    tails[key] = at;
  }

  private grow(): void {
    const { values, nexts, tables, size } = this;
    this.room = 2 * size;
    this.values = tables.integers(this.room);
    this.values.set(values.subarray(0, size));
    this.nexts = tables.integers(this.room);
    this.nexts.set(nexts.subarray(0, size));
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
