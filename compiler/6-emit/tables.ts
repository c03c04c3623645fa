// Tables: arrays of numbers that analyses work with, kept from function to function: most functions are short, so that
// making their arrays would take longer than filling them.

type Table = Int32Array | Float64Array;

/** Tables of one type, handed out in turn. */
class Shelf<Kind extends Table> {
  private readonly kept: Kind[] = [];
  private taken = 0;

  constructor(private readonly make: (length: number) => Kind) {}

  take(length: number): Kind {
    const at = this.taken++;
    const known = this.kept[at];
    if (known && known.length >= length) return known;
    // Half as long again, so that a function that is a little longer finds room as well.
    return (this.kept[at] = this.make(64 + length + (length >> 1)));
  }

  takeBack(): void {
    this.taken = 0;
  }
}

/** Every table has at least the length asked for; what lies beyond it has no meaning. */
export class Tables {
  private readonly integerShelf = new Shelf((length) => new Int32Array(length));
  private readonly numberShelf = new Shelf((length) => new Float64Array(length));

  integers(length: number, value = 0): Int32Array {
    return this.integerShelf.take(length).fill(value, 0, length);
  }

  numbers(length: number, value = 0): Float64Array {
    return this.numberShelf.take(length).fill(value, 0, length);
  }

  /** Ends the use of all tables handed out so far. */
  takeBack(): void {
    this.integerShelf.takeBack();
    this.numberShelf.takeBack();
  }
}
