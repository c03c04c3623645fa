// A cluster in lock-step: what every invocation does to the registers is the same in litesvm and in our bank.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TransactionOutcome } from '../../runtime/bank/transaction/outcome.js';
import { Cluster } from '../cluster.js';
import { RegisterRows } from './register-rows.js';

/** litesvm looks for the folder of its traces when a cluster is made, and keeps to it. */
export class TraceFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'osvm-stories-'));
  readonly #before = process.env['SBF_TRACE_DIR'];

  open(): void {
    process.env['SBF_TRACE_DIR'] = this.path;
  }

  /** Takes the register rows of every invocation since the last call, each as bytes. */
  take(): Uint8Array[] {
    const files = readdirSync(this.path);
    const rows = files
      .filter((name) => name.endsWith('.regs'))
      .map((name) => new Uint8Array(readFileSync(join(this.path, name))));
    for (const name of files) rmSync(join(this.path, name));
    return rows;
  }

  close(): void {
    if (this.#before === undefined) delete process.env['SBF_TRACE_DIR'];
    else process.env['SBF_TRACE_DIR'] = this.#before;
    rmSync(this.path, { recursive: true });
  }
}

export class TracedCluster extends Cluster {
  readonly #folder: TraceFolder;
  readonly #ours: RegisterRows[];
  /** How many were sent, and how many programs they invoked. */
  transactions = 0;
  invocations = 0;

  constructor(folder: TraceFolder) {
    const ours: RegisterRows[] = [];
    super({
      history: 0,
      observe: () => {
        const rows = new RegisterRows();
        ours.push(rows);
        return rows.observe;
      },
    });
    this.#folder = folder;
    this.#ours = ours;
  }

  override sendTransaction(transaction: Parameters<Cluster['sendTransaction']>[0]): TransactionOutcome {
    this.#ours.length = 0;
    const outcome = super.sendTransaction(transaction);
    this.#compare(outcome);
    this.transactions++;
    this.invocations += this.#ours.length;
    return outcome;
  }

  #compare({ logs }: TransactionOutcome): void {
    const theirs = new Set(this.#folder.take().map((bytes) => Buffer.from(bytes)));
    // litesvm compiles programs: where units run out it has rows beyond, to the end of the basic block.
    const cut = logs.some((line) => line.includes('exceeded CUs meter'));
    const used = new Set<Buffer>();
    for (const { bytes } of this.#ours) {
      const same = [...theirs].find((other) =>
        cut ? other.subarray(0, bytes.length).equals(bytes) : other.equals(bytes),
      );
      assert.ok(same, `registers differ in a transaction that logs\n${logs.join('\n')}`);
      // Equal traces are one file.
      used.add(same);
    }
    assert.equal(theirs.size, used.size, `other invocations in a transaction that logs\n${logs.join('\n')}`);
  }
}
