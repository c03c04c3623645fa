// The history of sessions: the lines typed at terminals, kept from one session to the next.
import { readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** OSVM_HISTORY names the file; empty, nothing is kept. */
function historyFile(): string | undefined {
  const named = process.env['OSVM_HISTORY'];
  return named === undefined ? join(homedir(), '.osvm_history') : named || undefined;
}

/** The lines of earlier sessions, the last one first. */
export function readHistory(): string[] {
  const file = historyFile();
  try {
    return file === undefined ? [] : readFileSync(file, 'utf8').split('\n').filter(Boolean);
  } catch {
    // There is none yet, or it cannot be read: a session needs none.
    return [];
  }
}

export function writeHistory(lines: readonly string[]): void {
  const file = historyFile();
  try {
    if (file !== undefined) writeFileSync(file, lines.map((line) => `${line}\n`).join(''), { mode: 0o600 });
  } catch {
    // A home that cannot be written to keeps nobody from working.
  }
}
