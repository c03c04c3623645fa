// Opens the bundled command line with the code cache the build left, so that V8 need not compile it at every start.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import type { main } from './main.js';

/** The files of the bundle, beside the one that is started. */
export const programFile = 'osvm-program.cjs';
export const cacheFile = 'osvm-program.cache';

type Program = (module: { exports: { main: typeof main } }, require: NodeJS.Require, folder: string) => void;

function readCache(folder: URL): Buffer | undefined {
  try {
    return readFileSync(new URL(cacheFile, folder));
  } catch {
    // It saves time and nothing else; V8 likewise refuses one that another version of it made.
    return undefined;
  }
}

export interface OpenedProgram {
  readonly main: typeof main;
  readonly script: Script;
}

/** Loads the bundle that lies in `folder`. */
export function openProgram(folder: URL): OpenedProgram {
  const file = new URL(programFile, folder);
  // The bundle is ASCII, and Latin-1 is the quickest way to read that.
  const text = readFileSync(file, 'latin1');
  const cachedData = readCache(folder);
  const options = { filename: file.pathname, ...(cachedData && { cachedData }) };
  const script = new Script(`(function(module,require,OSVM_FOLDER){${text}\n})`, options);
  const module = { exports: {} } as Parameters<Program>[0];
  (script.runInThisContext() as Program)(module, createRequire(file), fileURLToPath(folder));
  return { main: module.exports.main, script };
}
