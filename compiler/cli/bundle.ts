// How the sources become the files of dist/: the command line and the library.
import { build, type BuildOptions } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync } from 'node:fs';
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
  target: 'node20.19',
  logLevel: 'warning',
};

function bundle(folder: string, name: string, entry: string, options: BuildOptions): Promise<unknown> {
  return build({ ...shared, entryPoints: { [name]: entry }, outdir: folder, ...options });
}

/**
 * Writes to `folder` what `osvm` needs: osvm.js, which opens the program; the program, one file with all it depends
 * on; and V8's compiled form of it, which works for the Node that runs this build.
 */
export async function bundleCommandLine(folder: string): Promise<void> {
  const module: BuildOptions = { format: 'esm', minify: true };
  await bundle(folder, 'osvm-program', 'compiler/cli/main.ts', {
    format: 'cjs',
    minify: true,
    outExtension: { '.js': '.cjs' },
    alias: { 'node:child_process': './compiler/cli/no-child-process.ts' },
    define: { OSVM_VERSION: JSON.stringify(versionOfPackage()) },
  });
  await bundle(folder, 'osvm', 'compiler/cli/start.ts', { ...module, banner: { js: '#!/usr/bin/env node' } });
  chmodSync(join(folder, 'osvm.js'), 0o755);
  await bundle(folder, 'write-cache', 'compiler/cli/write-cache.ts', {
    ...module,
    outExtension: { '.js': '.mjs' },
  });
  const cacheWriter = join(folder, 'write-cache.mjs');
  execFileSync(process.execPath, [cacheWriter], { stdio: ['ignore', 'ignore', 'inherit'] });
  rmSync(cacheWriter);
}

/** Writes index.js to `folder`. Its users bundle again and read stack traces: dependencies and names stay whole. */
export async function bundleLibrary(folder: string): Promise<void> {
  await bundle(folder, 'index', 'compiler/index.ts', { format: 'esm', packages: 'external' });
}
