// Runs cases in litesvm with tracing on: cases come in on standard input, their register rows go out.
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { judge } from '../oracle.js';
import type { TracedCase } from './trace.js';

const folder = process.env['SBF_TRACE_DIR']!;
const cases = deserialize(readFileSync(0)) as TracedCase[];
const rows = cases.map(({ elf, request }) => {
  judge(elf, request);
  const files = readdirSync(folder);
  const name = files.find((file) => file.endsWith('.regs'));
  const bytes = name === undefined ? new Uint8Array(0) : new Uint8Array(readFileSync(join(folder, name)));
  for (const file of files) rmSync(join(folder, file));
  return new BigUint64Array(bytes.buffer);
});
// Not written at once: a pipe takes only as much as its reader has room for.
process.stdout.write(serialize(rows));
