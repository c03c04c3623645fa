// Tells all stories with litesvm's tracing on, and holds the registers of every invocation against ours.
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Observer } from '../../runtime/interpret.js';
import type { TransactionOutcome } from '../../runtime/bank/transaction/outcome.js';
import { Cluster } from '../cluster.js';
import { stories } from './all.js';

const folder = process.env['SBF_TRACE_DIR']!;

/** r0 to r10 and the pc. */
const rowSize = 12;

/** Register rows of one invocation, as they come in. */
class Rows {
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

  get bytes(): Buffer {
    return Buffer.from(this.#rows.buffer, 0, this.#length * 8);
  }
}

let invocations = 0;
const differing: string[] = [];

class TracedCluster extends Cluster {
  readonly rows: Rows[] = [];

  constructor(readonly title: string) {
    const rows: Rows[] = [];
    const observe = (): Observer => {
      const next = new Rows();
      rows.push(next);
      return next.observe;
    };
    super({ history: 0, observe });
    this.rows = rows;
  }

  override sendTransaction(transaction: Parameters<Cluster['sendTransaction']>[0]): TransactionOutcome {
    this.rows.length = 0;
    const outcome = super.sendTransaction(transaction);
    const files = readdirSync(folder);
    const theirs = files
      .filter((name) => name.endsWith('.regs'))
      .map((name) => readFileSync(join(folder, name)));
    for (const name of files) rmSync(join(folder, name));
    // litesvm compiles programs: where units run out it has rows beyond, to the end of the basic block.
    const cut = outcome.logs.some((line) => line.includes('exceeded CUs meter'));
    // It names its files by what is in them, so that equal invocations of a transaction have one.
    const matched = new Set<number>();
    for (const { bytes } of this.rows) {
      const found = theirs.findIndex((other) =>
        cut ? other.subarray(0, bytes.length).equals(bytes) : other.equals(bytes),
      );
      if (found < 0) differing.push(`${this.title}: ${outcome.logs.join('\n')}`);
      else matched.add(found);
      invocations++;
    }
    if (matched.size < theirs.length) differing.push(`${this.title}: more invocations in litesvm`);
    return outcome;
  }
}

for (const { title, programs, tell } of stories) tell(new TracedCluster(title).carry(...programs));
writeFileSync(1, JSON.stringify({ invocations, differing }));
