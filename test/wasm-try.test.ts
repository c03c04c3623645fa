// Trial of the engine on small programs of all versions.
import { expect, it } from 'vitest';
import { versions } from '../grammar/sbpf.js';
import { syscallsByHash } from '../runtime/syscalls/table.js';
import { load } from '../runtime/load.js';
import type { Syscall } from '../runtime/machine.js';
import { runOnBoth } from './engines.js';
import { randomProgram } from './random-program.js';
it('runs', () => {
  const ends: Record<string, number> = {};
  for (let seed = 1; seed < 300; seed++) for (const version of versions) {
    const file = load(randomProgram(version, seed), { syscalls: new Set(syscallsByHash.keys()) });
    if (!file.ok) { ends['load ' + file.error.text] = 1; continue; }
    const syscalls = () => new Map<number, Syscall>([...syscallsByHash.keys()].map((h) => [h, (a, b) => BigInt.asUintN(64, a * 3n + b)]));
    for (const budget of [1000, 200 + seed % 50, seed % 64]) {
      const { run } = runOnBoth(file.executable, { budget, input: new Uint8Array(64).fill(7), syscalls });
      const k = run.ok ? 'ok' : run.fault.variant; ends[k] = (ends[k] ?? 0) + 1;
    }
  }
  console.log(ends); expect(1).toBe(1);
});
