// Follows addresses that are stored in other memory of the same function, as those of the arrays in an array are.
import type { Value } from '../../grammar/flow.js';
import { dominates, type Graph } from '../../grammar/flow/dominators.js';
import type { Ignored, Pointers, Position, Travels } from './pointer-uses.js';

/** Memory whose address is followed. */
interface Holder {
  travels: Travels;
}

interface Tracked {
  readonly object: Holder;
  readonly roots: readonly Value[];
  readonly ignored: Ignored | undefined;
  state: 'open' | 'visited' | 'settled';
}

type Held = Travels['held'][number];

const addressSize = 8;
/** What is loaded may be stored again, which is followed this often. */
const mostRounds = 4;

/** The objects of a function. */
export class Holdings {
  private readonly tracked: Tracked[] = [];
  /** By value that points into one object only, that object. */
  private readonly owners = new Map<Value, Tracked | undefined>();

  constructor(
    private readonly pointers: Pointers,
    private readonly graph: Graph,
  ) {}

  add(object: Holder, roots: readonly Value[], ignored?: Ignored): void {
    const tracked: Tracked = { object, roots, ignored, state: 'open' };
    this.tracked.push(tracked);
    for (const value of object.travels.offsets.keys())
      this.owners.set(value, this.owners.has(value) ? undefined : tracked);
  }

  /** Says of every object that is held somewhere whether it escapes, and where the loads of its address lead. */
  settle(): void {
    for (const tracked of this.tracked) this.settleOne(tracked);
  }

  private settleOne(tracked: Tracked): void {
    if (tracked.state !== 'open') return;
    tracked.state = 'visited';
    const { object, roots, ignored } = tracked;
    for (let round = 0; object.travels.held.length > 0 && !object.travels.escapes; round++) {
      const { held } = object.travels;
      const loaded = round < mostRounds ? this.loadedFrom(held) : undefined;
      if (!loaded) object.travels.escapes = true;
      else {
        const before = held.length;
        object.travels = this.pointers.follow(roots, ignored, loaded);
        // Whoever is given the holder may write through the address.
        object.travels.writes = true;
        if (object.travels.held.length === before) break;
      }
    }
    tracked.state = 'settled';
  }

  /** The loads that may give an address that is held; undefined if it may be found in another way. */
  private loadedFrom(held: readonly Held[]): readonly Value[] | undefined {
    const loaded: Value[] = [];
    for (const one of held) {
      const holder = this.owners.get(one.address);
      if (!holder) return undefined;
      this.settleOne(holder);
      const { travels } = holder.object;
      const start = travels.offsets.get(one.address);
      if (holder.state !== 'settled' || start === undefined || !this.keeps(travels, one)) return undefined;
      const from = start + one.offset;
      for (const { offset, size, loaded: value } of travels.accesses) {
        const isApart = offset !== undefined && (offset >= from + addressSize || offset + size <= from);
        if (value !== undefined && !isApart) loaded.push(value);
      }
    }
    return loaded;
  }

  /**
   * Whether a holder keeps what one store puts into it to itself. If all that reads it comes behind the store, a loop
   * that takes the memory anew has also stored its new address before anything is read.
   */
  private keeps({ escapes, joins, isShared, reads }: Travels, store: Position): boolean {
    const isBehind = ({ block, at }: Position): boolean =>
      block === store.block ? at > store.at : dominates(this.graph, store.block, block);
    return !escapes && !isShared && joins.length === 0 && reads.every(isBehind);
  }
}
