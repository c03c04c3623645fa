// Register rows: r0 to r10 and the pc before each instruction of one invocation, as litesvm writes them to its traces.
import type { Observer } from '../../runtime/interpret.js';

/** r0 to r10 and the pc. */
const rowSize = 12;

export class RegisterRows {
  #rows = new BigUint64Array(rowSize * 64);
  #length = 0;

  readonly observe: Observer = (pc, registers) => {
    if (this.#length === this.#rows.length) {
      const larger = new BigUint64Array(this.#rows.length * 2);
      larger.set(this.#rows);
      this.#rows = larger;
    }
    this.#rows.set(registers, this.#length);
    this.#rows[this.#length + rowSize - 1] = BigInt(pc);
    this.#length += rowSize;
  };

  get bytes(): Uint8Array {
    return new Uint8Array(this.#rows.buffer, 0, this.#length * 8);
  }
}
