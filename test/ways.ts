// Ways: a program compiled at several levels for both architectures, run here and by litesvm; all must agree.
import { expect } from 'vitest';
import type { CompiledProgram, CompileOptions } from '../compiler/compile.js';
import { compile } from '../compiler/compile.js';
import { decodeValue } from '../compiler/cli/run/value.js';
import { renderDiagnostics } from '../compiler/report/render.js';
import type { Source } from '../grammar/source.js';
import type { Outcome } from '../runtime/execute.js';
import { executeOnEngines } from './engines.js';
import type { Case } from './oracle.js';
import { expectSame, judge } from './oracle.js';

const levels = { v3: [2, 3, 's', 1, 0], v0: [2, 0] } as const;
/** What is written in OVSM uses forms that are run at every level elsewhere. */
const fewLevels = { v3: [2], v0: [0] } as const;
const architectures = ['v3', 'v0'] as const;

/** Compiles a source that must have no errors. */
export function compiled(source: Source, options: CompileOptions = {}): CompiledProgram {
  const { program, diagnostics } = compile(source, options);
  if (!program) throw new Error(`\n${renderDiagnostics(diagnostics, { colour: false })}`);
  return program;
}

/** Runs a program file here and by litesvm; both must say the same. */
export function runBoth(elf: Uint8Array, request: Case): Outcome {
  const outcome = executeOnEngines({ ...request, program: elf });
  expectSame(outcome, judge(elf, request));
  return outcome;
}

/** What may not depend on how a program was compiled: all but units, and the log lines that tell them. */
function meaning({ status, error, exitCode, logs, returnData, accounts }: Outcome) {
  const told = logs.filter((line) => !/^Program (\w+ )?consum/.test(line));
  return { status, error, exitCode, logs: told, returnData, accounts };
}

export interface Run {
  /** Of v3 at the highest level. */
  readonly program: CompiledProgram;
  readonly outcome: Outcome;
}

/** A program as each way of compiling gives it. */
export type Ways = readonly { readonly program: CompiledProgram; readonly way: string }[];

export function compiledAllWays(
  source: Source,
  options: Pick<CompileOptions, 'readFile'> = {},
  ways: 'all' | 'few' = 'all',
): Ways {
  return architectures.flatMap((arch) => {
    const seen = new Set<string>();
    return (ways === 'all' ? levels : fewLevels)[arch].flatMap((level) => {
      const program = compiled(source, { ...options, arch, level });
      const bytes = Buffer.from(program.elf).toString('base64');
      if (seen.has(bytes)) return [];
      seen.add(bytes);
      return [{ program, way: `${arch} at level ${level}` }];
    });
  });
}

/** Runs a program in all ways. Every outcome equals litesvm's, and all mean the same. */
export function runWays(ways: Ways, request: Case): Run {
  const [first, ...others] = ways.map(({ program, way }) => ({
    program,
    way,
    outcome: runBoth(program.elf, request),
  }));
  for (const { outcome, way } of others) expect(meaning(outcome), way).toEqual(meaning(first!.outcome));
  return first!;
}

/** Runs a source in all ways. */
export function runAllWays(
  source: Source,
  request: Case,
  options: Pick<CompileOptions, 'readFile'> = {},
  ways: 'all' | 'few' = 'all',
): Run {
  return runWays(compiledAllWays(source, options, ways), request);
}

/** The value a successful program gives, as people read it; `null` where it has none. */
export function shownValue({ program, outcome }: Run): string {
  if (program.resultMode === 'exit-code' && outcome.exitCode !== undefined) return `${outcome.exitCode}`;
  return decodeValue(program.result, outcome.returnData)?.text ?? 'null';
}
