// Writes the pages that follow from tables; with --check only says which of them are stale.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { grammarPage } from './pages/grammar.js';
import { fixtureSchemaFile } from './pages/fixture-schema.js';
import { stdlibPage } from './pages/stdlib.js';
import { syscallsPage } from './pages/syscalls.js';

const root = fileURLToPath(new URL('..', import.meta.url));

const pages: readonly { readonly path: string; readonly make: () => string | Promise<string> }[] = [
  { path: 'grammar/README.md', make: grammarPage },
  { path: 'runtime/syscalls/README.md', make: syscallsPage },
  { path: 'stdlib/README.md', make: stdlibPage },
  { path: 'grammar/fixture.schema.json', make: fixtureSchemaFile },
];

const checkOnly = process.argv.includes('--check');
const stale: string[] = [];
for (const { path, make } of pages) {
  const file = `${root}${path}`;
  const text = await make();
  if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
  stale.push(path);
  if (!checkOnly) writeFileSync(file, text);
}
if (checkOnly && stale.length > 0) {
  console.error(`stale, to be renewed by \`npm run pages\`: ${stale.join(', ')}`);
  process.exitCode = 1;
} else {
  console.log(stale.length === 0 ? 'all pages are fresh' : `written: ${stale.join(', ')}`);
}
