// What memory is known to hold at one point of a function, and which writes make that knowledge void.
import type { Size, Value } from '../../grammar/flow.js';
import { overlapping, regionCount, regionNumber } from './regions.js';
import { ScopedTable } from './scoped-table.js';

/** The base of places at constant addresses; the offset is the address. */
export const absoluteBase = -1;
const firstSlotBase = -2;
/** The base of the places in a stack slot. */
export const slotBase = (slot: number): number => firstSlotBase - slot;

/** What may be asked about the base of a place. */
export interface Bases {
  /** Nothing outside the function, and no other base inside it, writes there. */
  isPrivate(base: number): boolean;
  /** The number of the region that the place is in. */
  regionOf(base: number, offset: number): number;
}

// The times of the latest writes of each sort, by their place in `writes`.
/** A write that spares nothing: the point where ways join. */
const anywhere = 0;
/** A write that spares what is private: a call. */
const shared = 1;
/** A write that spares globals too: a syscall. */
const foreign = 2;
/** By region, the latest store to a base that is not private, that base, and the latest such store to any other. */
const latest = 3;
const latestBase = latest + regionCount;
const latestElsewhere = latestBase + regionCount;
const sorts = latestElsewhere + regionCount;

const global = regionNumber('global');

/**
 * Follows loads and stores in the order of execution. A place is an offset from a base: a value, a stack slot, or
 * `absoluteBase`. Places with one base overlap as their offsets say; places with two bases may overlap unless a base is
 * private or their regions are apart. Time passes with every write: an entry is good if it is younger than every write
 * that could have touched it.
 */
export class MemoryContents {
  private readonly table = new ScopedTable();
  private readonly sizes: number[] = [];
  private readonly values: Value[] = [];
  /** Whether the value may have more bytes than the size: it was stored, not loaded. */
  private readonly isStored: boolean[] = [];
  private readonly times: number[] = [];
  private time = 1;
  private readonly writes = new Array<number>(sorts).fill(0);
  /** Pairs of a place in `writes` and what it was before. */
  private readonly undo: number[] = [];
  private readonly marks: number[] = [];

  constructor(private readonly bases: Bases) {}

  /** Remembers the present state for `leave`. */
  enter(): void {
    this.marks.push(this.table.size, this.undo.length);
  }

  /** Goes back to the state of the matching `enter`. */
  leave(): void {
    const undone = this.marks.pop()!;
    while (this.undo.length > undone) {
      const before = this.undo.pop()!;
      this.writes[this.undo.pop()!] = before;
    }
    this.table.rollback(this.marks.pop()!);
  }

  private write(sort: number, now: number): void {
    this.undo.push(sort, this.writes[sort]!);
    this.writes[sort] = now;
  }

  private put(base: number, offset: number, size: number, value: Value, stored: boolean): void {
    const entry = this.table.add(0, base, offset);
    this.sizes[entry] = size;
    this.values[entry] = value;
    this.isStored[entry] = stored;
    this.times[entry] = this.time;
  }

  /** The entry that tells what the bytes at a place hold, or -1; it may be wider than what is asked for later. */
  find(base: number, offset: number): number {
    const entry = this.table.find(0, base, offset);
    if (entry < 0 || this.sizes[entry] === 0) return -1;
    const time = this.times[entry]!;
    const { writes } = this;
    if (time <= writes[anywhere]!) return -1;
    if (this.bases.isPrivate(base)) return entry;
    const region = this.bases.regionOf(base, offset);
    if (time <= writes[shared]! || (time <= writes[foreign]! && region !== global)) return -1;
    for (const other of overlapping[region]!) {
      const isSame = writes[latestBase + other] === base;
      if (time <= writes[(isSame ? latestElsewhere : latest) + other]!) return -1;
    }
    return entry;
  }

  sizeOf(entry: number): number {
    return this.sizes[entry]!;
  }

  valueOf(entry: number): Value {
    return this.values[entry]!;
  }

  wasStored(entry: number): boolean {
    return this.isStored[entry]!;
  }

  loaded(base: number, offset: number, size: Size, value: Value): void {
    this.put(base, offset, size, value, false);
  }

  stored(base: number, offset: number, size: Size, value: Value): void {
    if (!this.bases.isPrivate(base)) {
      const region = this.bases.regionOf(base, offset);
      if (this.writes[latestBase + region] !== base) {
        this.write(latestElsewhere + region, this.writes[latest + region]!);
        this.write(latestBase + region, base);
      }
      this.write(latest + region, this.time++);
    }
    for (let other = offset - 7; other < offset + size; other++) {
      const entry = this.table.find(0, base, other);
      if (entry >= 0 && this.sizes[entry]! > 0 && other + this.sizes[entry]! > offset)
        this.put(base, other, 0, -1, false);
    }
    this.put(base, offset, size, value, true);
  }

  /** After a call: any byte but the private ones may have changed. */
  forgetShared(): void {
    this.write(shared, this.time++);
  }

  /** After a syscall: as after a call, but it knows nothing of globals. */
  forgetForeign(): void {
    this.write(foreign, this.time++);
  }

  /** Where ways join: even private bytes may differ. */
  forgetAll(): void {
    this.write(anywhere, this.time++);
  }
}
