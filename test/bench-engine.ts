// The command `npm run bench:engine`: the wasm engine against Agave's JIT, on eight workloads and two token programs.
import { assemble } from '../compiler/compile.js';
import type { ProgramResult, WorkloadResult } from './bench/compare.js';
import { comparePrograms, compareWorkloads } from './bench/compare.js';
import type { BatchResult } from './bench/measure-batch.js';
import { measureBatch } from './bench/measure-batch.js';
import { measureTranslation } from './bench/measure-translation.js';

const json = process.argv.includes('--json');
const unknown = process.argv.slice(2).filter((word) => !['--json', '--arch=v0', '--arch=v3'].includes(word));
if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(' ')}\nnpm run bench:engine -- [--arch=v0|v3] [--json]`);
  process.exit(2);
}
const arch = process.argv.includes('--arch=v0') ? 'v0' : 'v3';

function build(name: string, text: string): Uint8Array {
  const { program, diagnostics } = assemble({ name, text: `.arch ${arch}\n${text}` });
  if (program === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return program.elf;
}

const geomeanOf = (rows: readonly WorkloadResult[]): number =>
  Math.exp(rows.reduce((sum, { ratio }) => sum + Math.log(ratio), 0) / rows.length);

const cell = (value: number, digits: number, width: number): string => value.toFixed(digits).padStart(width);

function printWorkloads(rows: readonly WorkloadResult[]): void {
  console.log(`${'workload'.padEnd(20)}     units   ours   Agave   ratio   (ns per unit)`);
  for (const { name, units, oursNsPerUnit, agaveNsPerUnit, ratio } of rows)
    console.log(
      `${name.padEnd(20)}${String(units).padStart(10)}${cell(oursNsPerUnit, 3, 7)}` +
        `${cell(agaveNsPerUnit, 3, 8)}${cell(ratio, 2, 8)}`,
    );
}

function printPrograms(rows: readonly ProgramResult[]): void {
  console.log(`${'program'.padEnd(20)}     units   ours   Agave   ratio   (ns, without the fixed part)`);
  for (const { name, units, oursNs, agaveNs, ratio, oursFixedNs, agaveFixedNs } of rows)
    console.log(
      `${name.padEnd(20)}${String(units).padStart(10)}${cell(oursNs, 0, 7)}${cell(agaveNs, 0, 8)}` +
        `${cell(ratio, 2, 8)}   fixed: ours ${oursFixedNs.toFixed(0)}, Agave ${agaveFixedNs.toFixed(0)}`,
    );
}

function printBatch({ perSecondPerCore, twoThreads }: BatchResult): void {
  console.log(`p-token transfers per second and core, program alone: ${Math.round(perSecondPerCore)}`);
  console.log(`two threads: ${twoThreads.toFixed(2)} x one thread`);
}

const { rows: compared, fixedNs } = compareWorkloads(build);
const geomean = geomeanOf(compared);
const programs = comparePrograms(build);
const translation = measureTranslation();
const batch = await measureBatch();
if (json) {
  console.log(JSON.stringify({ arch, geomean, workloads: compared, fixedNs, programs, translation, batch }));
} else {
  printWorkloads(compared);
  console.log(`a litesvm transaction of nothing, subtracted: ${fixedNs.toFixed(0)} ns`);
  console.log(`geometric mean: ${geomean.toFixed(2)} x Agave's JIT\n`);
  printPrograms(programs);
  const { milliseconds, sizeRatio } = translation;
  console.log(
    `SPL Token translated in ${milliseconds.toFixed(1)} ms, to ${sizeRatio.toFixed(2)} x its text\n`,
  );
  printBatch(batch);
}
