// What memory is known to hold at one point of a function, and which writes make that knowledge void.
import {
  operandsOf,
  type FlowFunction,
  type FlowInstruction,
  type FlowProgram,
  type Size,
  type Value,
} from '../../grammar/flow.js';
import { valuesOf } from '../../grammar/flow/check.js';
import { mayOverlap, regions, Regions, type Region } from './regions.js';
import { Trail } from './trail.js';

/**
 * Places with one base overlap as their offsets say; places with two bases may overlap unless a base is private or
 * their regions are apart.
 */
export interface Place {
  readonly base: number;
  readonly offset: number;
}

export interface Content {
  readonly size: Size;
  readonly value: Value;
  /** Whether `value` may have more bytes than `size`: it was stored, not loaded. */
  readonly stored: boolean;
}

interface Entry extends Content {
  readonly time: number;
}

const absoluteBase = -1;
const firstSlotBase = -2;

/** The slots that nothing but loads and stores of this function can reach. */
function privateSlots(target: FlowFunction, slotOf: ReadonlyMap<Value, number>): Set<number> {
  const exposed = new Set<number>();
  const expose = (value: Value): void => {
    const slot = slotOf.get(value);
    if (slot !== undefined) exposed.add(slot);
  };
  for (const { instructions, terminator } of target.blocks) {
    for (const instruction of instructions) {
      if (instruction.kind === 'load') continue;
      if (instruction.kind === 'store') expose(instruction.value);
      else operandsOf(instruction).forEach(expose);
    }
    valuesOf(terminator).forEach(expose);
  }
  return new Set(target.slots.map((_, slot) => slot).filter((slot) => !exposed.has(slot)));
}

/** The times of the latest writes of each sort. */
interface Writes {
  /** A write that spares nothing: the point where ways join. */
  readonly anywhere: number;
  /** A write that spares what is private: a call. */
  readonly shared: number;
  /** A write that spares globals too: a syscall. */
  readonly foreign: number;
  readonly stores: Readonly<Record<Region, Stores>>;
}

/** The latest store to a base that is not private, that base, and the latest such store to any other. */
interface Stores {
  readonly latest: number;
  readonly latestBase: number;
  readonly latestElsewhere: number;
}

const noStores: Stores = { latest: 0, latestBase: 0, latestElsewhere: 0 };
const noWrites: Writes = {
  anywhere: 0,
  shared: 0,
  foreign: 0,
  stores: {
    slot: noStores,
    stack: noStores,
    global: noStores,
    heap: noStores,
    input: noStores,
    unknown: noStores,
  },
};
/** By region, those with which it may overlap where the bases differ. */
const overlapping = new Map(
  regions.map((region) => [region, regions.filter((other) => mayOverlap(region, other))]),
);

/**
 * Follows loads and stores in the order of execution. Everything it learns is undone by the trail's rollback.
 * Time passes with every write: an entry is good if it is younger than every write that could have touched it.
 */
export class MemoryContents {
  private readonly slotOf = new Map<Value, number>();
  private readonly constantOf = new Map<Value, number>();
  private readonly rodataBases = new Set<Value>();
  private readonly privates: ReadonlySet<number>;
  private readonly entries = new Map<number, Map<number, Entry>>();
  private time = 1;
  private writes = noWrites;
  private readonly regions: Regions;

  constructor(
    target: FlowFunction,
    program: FlowProgram,
    private readonly trail: Trail,
  ) {
    this.regions = new Regions(target, program);
    for (const { instructions } of target.blocks)
      for (const instruction of instructions) this.learn(instruction);
    this.privates = privateSlots(target, this.slotOf);
  }

  private learn(instruction: FlowInstruction): void {
    if (instruction.kind === 'slot') this.slotOf.set(instruction.result, instruction.slot);
    if (instruction.kind === 'address') this.rodataBases.add(instruction.result);
    if (instruction.kind === 'constant' && instruction.value < BigInt(Number.MAX_SAFE_INTEGER)) {
      this.constantOf.set(instruction.result, Number(instruction.value));
    }
  }

  placeOf(address: Value, offset: number): Place {
    const slot = this.slotOf.get(address);
    if (slot !== undefined) return { base: firstSlotBase - slot, offset };
    const constant = this.constantOf.get(address);
    return constant === undefined
      ? { base: address, offset }
      : { base: absoluteBase, offset: constant + offset };
  }

  /** Nothing outside the function, and no other base inside it, writes here. */
  private isPrivate(base: number): boolean {
    return base <= firstSlotBase ? this.privates.has(firstSlotBase - base) : this.rodataBases.has(base);
  }

  private regionOf({ base, offset }: Place): Region {
    if (base <= firstSlotBase) return 'slot';
    return base === absoluteBase ? this.regions.ofAddress(BigInt(offset)) : this.regions.of(base);
  }

  /** Notes a write at the present time and lets time pass. */
  private write(change: Partial<Writes>): void {
    const before = this.writes;
    this.writes = { ...before, ...change };
    this.time++;
    this.trail.push(() => (this.writes = before));
  }

  private put(place: Place, entry: Entry | undefined): void {
    let offsets = this.entries.get(place.base);
    if (!offsets) this.entries.set(place.base, (offsets = new Map<number, Entry>()));
    if (entry) this.trail.set(offsets, place.offset, entry);
    else if (offsets.has(place.offset)) {
      const before = offsets.get(place.offset)!;
      offsets.delete(place.offset);
      const kept = offsets;
      this.trail.push(() => kept.set(place.offset, before));
    }
  }

  /** What the bytes at `place` hold, if that is known; the content may be wider than what is asked for later. */
  contentAt(place: Place): Content | undefined {
    const entry = this.entries.get(place.base)?.get(place.offset);
    if (!entry) return undefined;
    const { anywhere, shared, foreign, stores } = this.writes;
    const { time } = entry;
    if (this.isPrivate(place.base)) return time > anywhere ? entry : undefined;
    const region = this.regionOf(place);
    if (time <= anywhere || time <= shared || (time <= foreign && region !== 'global')) return undefined;
    const isWritten = overlapping.get(region)!.some((other) => {
      const { latest, latestBase, latestElsewhere } = stores[other];
      return time <= (latestBase === place.base ? latestElsewhere : latest);
    });
    return isWritten ? undefined : entry;
  }

  loaded(place: Place, size: Size, value: Value): void {
    this.put(place, { size, value, stored: false, time: this.time });
  }

  stored(place: Place, size: Size, value: Value): void {
    if (!this.isPrivate(place.base)) {
      const region = this.regionOf(place);
      const { latest, latestBase, latestElsewhere } = this.writes.stores[region];
      const same = latestBase === place.base;
      const store = {
        latest: this.time,
        latestBase: place.base,
        latestElsewhere: same ? latestElsewhere : latest,
      };
      this.write({ stores: { ...this.writes.stores, [region]: store } });
    }
    const offsets = this.entries.get(place.base);
    for (let offset = place.offset - 7; offsets && offset < place.offset + size; offset++) {
      const entry = offsets.get(offset);
      if (entry && offset + entry.size > place.offset) this.put({ base: place.base, offset }, undefined);
    }
    this.put(place, { size, value, stored: true, time: this.time });
  }

  /** After a call: any byte but the private ones may have changed. */
  forgetShared(): void {
    this.write({ shared: this.time });
  }

  /** After a syscall: as after a call, but it knows nothing of globals. */
  forgetForeign(): void {
    this.write({ foreign: this.time });
  }

  /** Where ways join: even private bytes may differ. */
  forgetAll(): void {
    this.write({ anywhere: this.time });
  }
}
