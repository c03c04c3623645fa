// Worker file: where the code of the threads lies, in a build and in the sources.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

/** The folder of the build, as whoever opens the bundle says it. */
declare const OSVM_FOLDER: string | undefined;

export function openWorker(): Worker {
  // What Node was told to do with its first file is not meant for this one.
  const execArgv: string[] = [];
  if (typeof OSVM_FOLDER !== 'undefined')
    return new Worker(new URL('worker.js', pathToFileURL(OSVM_FOLDER)), { execArgv });
  const here = import.meta.url;
  if (!here.endsWith('.ts')) return new Worker(new URL('./worker.js', here), { execArgv });
  // Threads do not inherit what makes Node read the sources.
  const tsx = pathToFileURL(createRequire(here).resolve('tsx/esm/api')).href.replace(/cjs$/, 'mjs');
  const worker = new URL('./worker.ts', here).href;
  const start = `import('${tsx}').then(({ register }) => { register(); return import('${worker}'); })`;
  return new Worker(start, { eval: true, execArgv });
}
