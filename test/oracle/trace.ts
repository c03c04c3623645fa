// Lock-step: the registers before every instruction, in litesvm and here.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deserialize, serialize } from 'node:v8';
import { execute } from '../../runtime/execute.js';
import type { Case } from '../oracle.js';

/** r0 to r10 and the pc. */
const rowSize = 12;

/** A program with symbols: litesvm cannot trace an ELF without section headers. */
export interface TracedCase {
  readonly elf: Uint8Array;
  readonly request: Case;
}

const child = fileURLToPath(new URL('./trace-child.ts', import.meta.url));

/**
 * The register rows of each case, one after the other as twelve u64. litesvm looks for SBF_TRACE_DIR when it starts,
 * hence the process of its own; ask for many cases at once, it takes a second to start.
 */
export function traces(cases: readonly TracedCase[]): readonly BigUint64Array[] {
  const folder = mkdtempSync(join(tmpdir(), 'osvm-trace-'));
  try {
    const answer = execFileSync(process.execPath, ['--import', 'tsx', child], {
      input: serialize(cases),
      env: { ...process.env, SBF_TRACE_DIR: folder },
      maxBuffer: 1 << 30,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    return deserialize(answer) as BigUint64Array[];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function trace(elf: Uint8Array, request: Case): BigUint64Array {
  return traces([{ elf, request }])[0]!;
}

/** Ends at which litesvm, which compiles programs, has rows beyond: the rest of a basic block, or the last row twice. */
const cutting: ReadonlySet<string | undefined> = new Set([
  'ExceededMaxInstructions',
  'ExecutionOverrun',
  'UnsupportedInstruction',
]);

/** The same rows of our own run. `cut`: litesvm may have more. */
export function ownTrace({ elf, request }: TracedCase): { rows: BigUint64Array; cut: boolean } {
  const rows: bigint[] = [];
  const { error } = execute({
    ...request,
    program: elf,
    observe: (pc, registers) => void rows.push(...registers, BigInt(pc)),
  });
  return { rows: BigUint64Array.from(rows), cut: cutting.has(error?.fault) };
}

/** Asserts that litesvm and we go the same way with the same registers; shows the first row that differs. */
export function assertSameWay(cases: readonly TracedCase[]): void {
  traces(cases).forEach((theirs, index) => {
    const { rows, cut } = ownTrace(cases[index]!);
    const at = rows.findIndex((value, position) => value !== theirs[position]);
    const row = at < 0 ? rows.length / rowSize - 1 : Math.floor(at / rowSize);
    assert.deepEqual(rowOf(rows, row), rowOf(theirs, row), `case ${index}, row ${row}`);
    assert.ok(cut ? rows.length <= theirs.length : rows.length === theirs.length, `length of case ${index}`);
  });
}

function rowOf(rows: BigUint64Array, row: number): string[] {
  const names = [...Array.from({ length: rowSize - 1 }, (_, register) => `r${register}`), 'pc'];
  return [...rows.subarray(row * rowSize, (row + 1) * rowSize)].map(
    (value, column) => `${names[column]} 0x${value.toString(16)}`,
  );
}
