// Builds dist/ anew; the types are added by the TypeScript compiler.
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleCommandLine, bundleLibrary } from './bundle.js';

const folder = fileURLToPath(new URL('../../dist', import.meta.url));

rmSync(folder, { recursive: true, force: true });
await bundleCommandLine(folder);
await bundleLibrary(folder);
