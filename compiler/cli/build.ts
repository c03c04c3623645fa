// Builds dist/: one bundle for the command line and one for library use.
import { build, type BuildOptions } from 'esbuild';
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(`${root}package.json`, 'utf8')));

const shared: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  define: { OSVM_VERSION: JSON.stringify(version) },
  logLevel: 'warning',
};

rmSync(`${root}dist`, { recursive: true, force: true });

// Splitting puts what is imported on demand (fixture schemas, curves) into files of its own, so that a plain run
// does not pay for parsing them.
await build({
  ...shared,
  entryPoints: { osvm: 'compiler/cli/main.ts' },
  outdir: 'dist',
  chunkNames: 'osvm-[name]-[hash]',
  splitting: true,
  minify: true,
  banner: { js: '#!/usr/bin/env node' },
});
chmodSync(`${root}dist/osvm.js`, 0o755);

// A library's user bundles again and reads stack traces: dependencies stay imports and names stay whole.
await build({ ...shared, entryPoints: { index: 'compiler/index.ts' }, outdir: 'dist', packages: 'external' });
