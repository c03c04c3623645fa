// Undoes changes on the way back up the dominator tree.

export class Trail {
  private readonly undo: (() => void)[] = [];

  /** Remembers how to take back a change that was just made. */
  push(undo: () => void): void {
    this.undo.push(undo);
  }

  get mark(): number {
    return this.undo.length;
  }

  /** Takes back everything since `mark`, the latest first. */
  rollback(mark: number): void {
    while (this.undo.length > mark) this.undo.pop()!();
  }

  /** Sets an entry of a map until the next rollback. */
  set<Key, Entry>(map: Map<Key, Entry>, key: Key, entry: Entry): void {
    const had = map.has(key);
    const before = map.get(key);
    map.set(key, entry);
    this.push(() => {
      if (had) map.set(key, before!);
      else map.delete(key);
    });
  }
}
