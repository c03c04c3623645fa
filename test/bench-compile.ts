// Measures how fast ordinary programs compile, in the form in which the compiler is shipped: bundled.
import { build } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const folder = mkdtempSync(join(tmpdir(), 'osvm-bench-'));
const outfile = join(folder, 'measure.mjs');
try {
  // Run from source, each function made at run time would also be given its name, which takes longer than making it.
  await build({
    entryPoints: [fileURLToPath(new URL('measure-compile.ts', import.meta.url))],
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    outfile,
    logLevel: 'warning',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
  await import(pathToFileURL(outfile).href);
} finally {
  rmSync(folder, { recursive: true });
}
