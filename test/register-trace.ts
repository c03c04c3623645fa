// Register traces of litesvm: r0 to r10 and the pc before each instruction, from a process with tracing switched on.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const rowSize = 12;

/** Runs each file in `folder` once; litesvm looks for SBF_TRACE_DIR when it starts, hence the process of its own. */
const script = `
  import { readFileSync } from 'node:fs';
  import { ComputeBudget, LiteSVM } from 'litesvm';
  import * as kit from '@solana/kit';
  const [path, budget] = process.argv.slice(1);
  const svm = new LiteSVM().withSigverify(false).withBlockhashCheck(false);
  const limits = new ComputeBudget();
  limits.computeUnitLimit = BigInt(budget);
  svm.withComputeBudget(limits);
  const [payer, programAddress] = [7, 8].map((seed) => kit.getAddressDecoder().decode(new Uint8Array(32).fill(seed)));
  svm.airdrop(payer, 1_000_000_000n);
  svm.addProgram(programAddress, readFileSync(path));
  const empty = kit.setTransactionMessageFeePayer(payer, kit.createTransactionMessage({ version: 0 }));
  const alive = svm.setTransactionMessageLifetimeUsingLatestBlockhash(empty);
  svm.sendTransaction(kit.compileTransaction(kit.appendTransactionMessageInstruction({ programAddress }, alive)));
`;

/** The rows of one run without accounts and instruction data. The file must have section headers with symbols. */
export function registerTrace(elf: Uint8Array, budget: number): BigUint64Array[] {
  const folder = mkdtempSync(join(tmpdir(), 'osvm-trace-'));
  try {
    const path = join(folder, 'program.so');
    writeFileSync(path, elf);
    const env = { ...process.env, SBF_TRACE_DIR: folder };
    const flags = ['--input-type=module', '--eval', script, path, String(budget)];
    execFileSync(process.execPath, flags, { cwd: root, env, stdio: 'pipe' });
    const name = readdirSync(folder).find((file) => file.endsWith('.regs'));
    if (name === undefined) throw new Error('litesvm left no trace');
    const bytes = new Uint8Array(readFileSync(join(folder, name)));
    const numbers = new BigUint64Array(bytes.buffer);
    return Array.from({ length: numbers.length / rowSize }, (_, row) =>
      numbers.subarray(row * rowSize, (row + 1) * rowSize),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
