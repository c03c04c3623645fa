// How the sources become the files of dist/: one bundle for the command line and one for library use.
import { build, type BuildOptions } from 'esbuild';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';

const root = fileURLToPath(new URL('../../', import.meta.url));

function versionOfPackage(): string {
  const text = readFileSync(join(root, 'package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

const shared: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  logLevel: 'warning',
};

/**
 * Writes osvm.js and what it loads on demand to `folder`. Splitting puts rarely used parts (fixture schemas, curves)
 * into files of their own, so that a plain run does not pay for parsing them.
 */
export async function bundleCommandLine(folder: string): Promise<void> {
  await build({
    ...shared,
    entryPoints: { osvm: 'compiler/cli/main.ts' },
    outdir: folder,
    chunkNames: 'osvm-[name]-[hash]',
    splitting: true,
    minify: true,
    banner: { js: '#!/usr/bin/env node' },
    define: { OSVM_VERSION: JSON.stringify(versionOfPackage()) },
  });
  chmodSync(join(folder, 'osvm.js'), 0o755);
}

/** Writes index.js to `folder`. Its users bundle again and read stack traces: dependencies and names stay whole. */
export async function bundleLibrary(folder: string): Promise<void> {
  await build({
    ...shared,
    entryPoints: { index: 'compiler/index.ts' },
    outdir: folder,
    packages: 'external',
  });
}
