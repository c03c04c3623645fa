// Logs: the lines a transaction writes, cut off where Agave cuts them off.

/** Bytes of log text a transaction may write. Agave: LOG_MESSAGES_BYTES_LIMIT. */
export const logLimit = 10_000;

const encoder = new TextEncoder();

/** Collects lines. A line that would reach the limit is dropped; the first such leaves a note. Agave: LogCollector. */
export class LogCollector {
  readonly lines: string[] = [];
  #written = 0;
  #truncated = false;

  /** `limit`: bytes of text; logs of that many or more are cut off. */
  constructor(readonly limit: number = logLimit) {}

  log(line: string): void {
    const written = this.#written + encoder.encode(line).length;
    if (written < this.limit) {
      this.#written = written;
      this.lines.push(line);
    } else if (!this.#truncated) {
      this.#truncated = true;
      this.lines.push('Log truncated');
    }
  }
}
