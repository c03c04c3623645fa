// Watching files: something is done again whenever one of them changes.
import { statSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/* Files are asked for their state this often; unlike notices of the system this works on every file system. */
const interval = 100;

function stateOf(file: string): string {
  const state = statSync(file, { bigint: true, throwIfNoEntry: false });
  return state ? `${state.ino} ${state.size} ${state.mtimeNs}` : 'missing';
}

/**
 * Calls `run`, and again whenever one of the files changes that it gives back; `files` are those of the first call.
 * What changes while it runs is noticed too. Never ends.
 */
export async function runAtChanges(files: readonly string[], run: () => readonly string[]): Promise<never> {
  let states = new Map(files.map((file) => [file, stateOf(file)]));
  for (;;) {
    for (const file of run()) if (!states.has(file)) states.set(file, stateOf(file));
    while ([...states].every(([file, state]) => stateOf(file) === state)) await wait(interval);
    states = new Map([...states.keys()].map((file) => [file, stateOf(file)]));
  }
}
