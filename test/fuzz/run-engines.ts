// Runs the target `engines`: random machine programs on both engines, with registers and memory, or with accounts.
import { versions } from '../../grammar/sbpf.js';
import { load } from '../../runtime/load.js';
import type { Syscall } from '../../runtime/machine.js';
import { syscallsByHash } from '../../runtime/syscalls/table.js';
import { executeOnEngines, runBareOnEngines } from '../engines.js';
import { randomProgram } from '../random-program.js';
import { Chance } from './chance.js';
import type { FuzzOptions, FuzzReport } from './report.js';
import { vmCase } from './vm.js';

const hashes: ReadonlySet<number> = new Set(syscallsByHash.keys());

/** A syscall that takes units and mixes its arguments. */
const mixing: Syscall = (a, b, c, d, e) => BigInt.asUintN(64, (a ^ b) * 3n + c - d + (e << 7n));
const syscalls: ReadonlyMap<number, Syscall> = new Map([...hashes].map((hash) => [hash, mixing]));

/** The whole of a run, and then runs that stop before; gives how the whole one ended. */
function checkBare(seed: number): string {
  const chance = new Chance(seed);
  const version = versions[seed % versions.length]!;
  const file = load(randomProgram(version, seed), { syscalls: hashes });
  if (!file.ok) return 'refused';
  const input = Uint8Array.from({ length: chance.below(80) }, () => chance.below(256));
  const options = { input, syscalls: () => syscalls };
  const { run } = runBareOnEngines(file.executable, { ...options, budget: 800 });
  runBareOnEngines(file.executable, {
    ...options,
    budget: chance.below(Math.min(run.instructions, 800) + 1),
  });
  return run.ok ? 'ok' : run.fault.variant;
}

function checkWithAccounts(seed: number): string {
  const { elf, request } = vmCase(seed);
  const { status, error, instructions } = executeOnEngines({ ...request, program: elf });
  if (instructions < 5000)
    for (const budget of [instructions, Math.max(instructions - 1, 0)])
      executeOnEngines({ ...request, program: elf, budget });
  return status === 'ok' ? 'ok' : (error?.fault ?? error?.code ?? 'error');
}

export function fuzzEngines({ count, seed, progress }: FuzzOptions): FuzzReport {
  const found: string[] = [];
  const ends: Record<string, number> = {};
  for (let index = 0; index < count; index++) {
    const own = seed + index;
    try {
      const end = index % 2 === 0 ? checkBare(own) : checkWithAccounts(own);
      ends[end] = (ends[end] ?? 0) + 1;
    } catch (thrown) {
      const words = thrown instanceof Error ? thrown.message : String(thrown);
      found.push(`--- seed ${own}\n${words}\n`);
    }
    progress?.(index + 1, found.length);
  }
  return { noun: 'programs on both engines', count, found, facts: ends };
}
