// Logs: the lines a transaction writes, cut off where Agave cuts them off.

/** Bytes of log text a transaction may write. Agave: LOG_MESSAGES_BYTES_LIMIT. */
export const logLimit = 10_000;

/** Bytes of a line in UTF-8. */
function byteLength(line: string): number {
  let bytes = line.length;
  for (let at = 0; at < line.length; at++) {
    const unit = line.charCodeAt(at);
    if (unit < 0x80) continue;
    // The two halves of a surrogate pair make four bytes; a half by itself is written as three.
    const isPair = unit >= 0xd800 && unit < 0xdc00 && (line.charCodeAt(at + 1) & 0xfc00) === 0xdc00;
    bytes += unit < 0x800 ? 1 : 2;
    if (isPair) at++;
  }
  return bytes;
}

/** Collects lines. A line that would reach the limit is dropped; the first such leaves a note. Agave: LogCollector. */
export class LogCollector {
  readonly lines: string[] = [];
  #written = 0;
  #truncated = false;

  /** `limit`: bytes of text; logs of that many or more are cut off. */
  constructor(readonly limit: number = logLimit) {}

  log(line: string): void {
    const written = this.#written + byteLength(line);
    if (written < this.limit) {
      this.#written = written;
      this.lines.push(line);
    } else if (!this.#truncated) {
      this.#truncated = true;
      this.lines.push('Log truncated');
    }
  }
}
