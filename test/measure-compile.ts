// What bench-compile runs: lines per second by size, first and warmed, and the share of each stage.
import { Diagnostics } from '../grammar/diagnostics.js';
import type { SyscallSignature } from '../grammar/syscall.js';
import { libraryDefinition } from '../compiler/compile.js';
import { check } from '../compiler/3-check/check.js';
import { emit } from '../compiler/6-emit/emit.js';
import { expand } from '../compiler/2-expand/expand.js';
import { link } from '../compiler/7-link/link.js';
import { lower } from '../compiler/4-lower/lower.js';
import { optimize } from '../compiler/5-optimize/optimize.js';
import { read } from '../compiler/1-read/read.js';
import { syscalls as solanaSyscalls } from '../runtime/syscalls/table.js';
import { ordinaryProgram } from './compile-program.js';

const json = process.argv.includes('--json');
const option = (name: string): string | undefined =>
  process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
const sizes = (option('lines') ?? '1000,10000,50000').split(',').map(Number);
const rounds = Number(option('rounds') ?? 9);

/** Lines per second that a program of `requiredAt` lines must reach once the compiler is warm. */
const required = 20_000;
const requiredAt = 10_000;

const stages = ['read', 'expand', 'check', 'lower', 'optimize', 'emit', 'link'] as const;
type Stage = (typeof stages)[number];
/** Milliseconds by stage. */
type Times = Record<Stage, number>;

const syscalls: ReadonlyMap<string, SyscallSignature> = new Map(solanaSyscalls.map((row) => [row.name, row]));

function compileOnce(text: string): Times {
  const source = { name: 'bench.ovsm', text };
  const diagnostics = new Diagnostics();
  const times = Object.fromEntries(stages.map((stage) => [stage, 0])) as Times;
  const timed = <T>(stage: Stage, work: () => T): T => {
    const start = performance.now();
    const result = work();
    times[stage] = performance.now() - start;
    return result;
  };
  const syntax = timed('read', () => read(source, diagnostics));
  const forms = timed('expand', () => expand(source, syntax, diagnostics, {}).forms);
  const span = { source, start: 0, end: text.length };
  const core = timed('check', () =>
    check(forms, span, diagnostics, {
      syscalls,
      resultMode: 'value',
      target: 'solana',
      library: libraryDefinition,
    }),
  );
  const flow = timed('lower', () => lower(core, diagnostics, { syscalls }));
  const optimized = timed('optimize', () => flow && optimize(flow, { level: 2 }));
  const emitted = timed('emit', () => optimized && emit(optimized, { arch: 'v3' }, diagnostics));
  if (diagnostics.list.length > 0 || !emitted)
    throw new Error(diagnostics.list[0]?.message ?? 'nothing was emitted');
  timed('link', () => link(emitted, { symbols: false }));
  return times;
}

const totalOf = (times: Times): number => stages.reduce((sum, stage) => sum + times[stage], 0);

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[sorted.length >> 1]!;
}

const rows = sizes.map((size) => {
  const text = ordinaryProgram(size);
  const lines = text.split('\n').length - 1;
  const first = totalOf(compileOnce(text));
  const runs = Array.from({ length: rounds }, () => compileOnce(text));
  const times = Object.fromEntries(
    stages.map((stage) => [stage, medianOf(runs.map((run) => run[stage]))]),
  ) as Times;
  const warm = medianOf(runs.map(totalOf));
  return {
    lines,
    bytes: text.length,
    firstMs: first,
    warmMs: warm,
    linesPerSecond: (1000 * lines) / warm,
    times,
  };
});

const measured = rows.find(({ lines }) => Math.abs(lines / requiredAt - 1) < 0.1);
const passed = measured === undefined || measured.linesPerSecond >= required;
if (json) console.log(JSON.stringify({ node: process.version, rounds, required, requiredAt, passed, rows }));
else {
  for (const { lines, firstMs, warmMs, linesPerSecond, times } of rows) {
    const shares = stages.map((stage) => `${stage} ${times[stage].toFixed(0)}`).join(', ');
    console.log(
      `${String(lines).padStart(6)} lines  ${linesPerSecond.toFixed(0).padStart(6)} lines/s` +
        `  first ${firstMs.toFixed(0)} ms, then ${warmMs.toFixed(0)} ms: ${shares}`,
    );
  }
  console.log(`${requiredAt} lines are to reach ${required} lines/s: ${passed ? 'kept' : 'MISSED'}`);
}
process.exitCode = passed ? 0 : 1;
