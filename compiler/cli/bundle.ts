// How the sources become the files of dist/: the command line, the library and its plugin.
import { build, type BuildOptions, type Plugin } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';

const root = fileURLToPath(new URL('../../', import.meta.url));

function versionOfPackage(): string {
  const text = readFileSync(join(root, 'package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

/** The modules of this folder start when first used: what they import takes longer to start than all of the rest. */
const deferredFolder = join(root, 'runtime/curves/');

async function exportsOf(file: string): Promise<readonly string[]> {
  const { metafile } = await build({
    entryPoints: [file],
    bundle: false,
    write: false,
    format: 'esm',
    outdir: root,
    metafile: true,
  });
  return Object.values(metafile.outputs).flatMap((output) => output.exports);
}

/**
 * Puts in the place of a deferred module one whose exports are getters that start it. A function is not enough for
 * that: modules cannot be imported late without waiting, which syscalls cannot do.
 */
const deferModules: Plugin = {
  name: 'defer-modules',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\./ }, ({ path, importer, resolveDir }) => {
      const file = join(resolveDir, path).replace(/\.js$/, '.ts');
      const enters = file.startsWith(deferredFolder) && !importer.startsWith(deferredFolder);
      return enters ? { path: file, namespace: 'deferred' } : undefined;
    });
    // Packages stay outside the library, save these: from outside they would be started first of all.
    onResolve({ filter: /^@noble\/curves\// }, ({ path, importer }) =>
      importer.startsWith(deferredFolder) ? { path: fileURLToPath(import.meta.resolve(path)) } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'deferred' }, async ({ path }) => {
      const getters = (await exportsOf(path)).map((name) => `get ${name}() { return start().${name}; }`);
      const contents = `const start = () => require(${JSON.stringify(path)});
        module.exports = { ${getters.join(', ')} };`;
      return { contents, resolveDir: dirname(path) };
    });
  },
};

const shared: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  logLevel: 'warning',
  plugins: [deferModules],
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
    // What writes clients is installed by those who want it, beside `osvm` or around it.
    external: ['@codama/*'],
    supported: { 'dynamic-import': false },
    alias: { 'node:child_process': './compiler/cli/no-child-process.ts' },
    // Where the files lie is told by whoever opens the program.
    define: { OSVM_VERSION: JSON.stringify(versionOfPackage()), 'import.meta.url': '""' },
  });
  await bundle(folder, 'osvm', 'compiler/cli/start.ts', { ...module, banner: { js: '#!/usr/bin/env node' } });
  chmodSync(join(folder, 'osvm.js'), 0o755);
  await bundleWorker(folder);
  await bundle(folder, 'write-cache', 'compiler/cli/write-cache.ts', {
    ...module,
    outExtension: { '.js': '.mjs' },
  });
  const cacheWriter = join(folder, 'write-cache.mjs');
  execFileSync(process.execPath, [cacheWriter], { stdio: ['ignore', 'ignore', 'inherit'] });
  rmSync(cacheWriter);
}

/** Writes worker.js, which the threads of batches run. */
async function bundleWorker(folder: string): Promise<void> {
  await bundle(folder, 'worker', 'compiler/cli/batch/worker.ts', { format: 'esm', minify: true });
}

/**
 * Writes the entries of the library to `folder`, and what they share. Their users bundle again and read stack traces:
 * dependencies and names stay whole.
 */
export async function bundleLibrary(folder: string): Promise<void> {
  await build({
    ...shared,
    entryPoints: {
      index: 'compiler/index.ts',
      litesvm: 'compiler/cli/litesvm.ts',
      prettier: 'compiler/prettier/plugin.ts',
      workers: 'compiler/cli/batch/workers.ts',
    },
    outdir: folder,
    format: 'esm',
    packages: 'external',
    splitting: true,
    chunkNames: 'library-[hash]',
  });
  await bundleWorker(folder);
}
