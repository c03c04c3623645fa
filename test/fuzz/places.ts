// Places: whether a failed run is blamed on the form that failed.
import type { CompiledProgram } from '../../compiler/compile.js';
import { findFailure } from '../../compiler/cli/run/failure-place.js';
import type { Location } from '../../grammar/debug-map.js';
import { locate } from '../../grammar/debug-map.js';
import type { Source } from '../../grammar/source.js';
import { linesOf } from '../../grammar/source.js';
import type { Outcome, Request } from '../../runtime/execute.js';
import { load } from '../../runtime/load.js';
import type { Expected } from './evaluate.js';
import type { Program } from './term.js';
import { rangeOf } from './term.js';

function offsetOf(source: Source, line: number, column: number): number {
  const start = linesOf(source)[line - 1]!;
  const before = [...source.text.slice(start)].slice(0, column - 1);
  return start + before.join('').length;
}

/** The text a location covers. */
function offsetsOf(
  source: Source,
  { line, column, endLine, endColumn }: Location,
): readonly [number, number] {
  return [offsetOf(source, line, column), offsetOf(source, endLine, endColumn)];
}

/** The form that is blamed where another one failed; undefined if the blame is right, or nobody is to blame. */
export function wronglyBlamed(
  program: Program,
  expected: Expected,
  {
    built,
    request,
    outcome,
    source,
  }: Readonly<{
    built: CompiledProgram;
    request: Omit<Request, 'program'>;
    outcome: Outcome;
    source: Source;
  }>,
): { readonly blamed: string; readonly failed: string } | undefined {
  if (!expected.failedAt || expected.code === 0n || outcome.exitCode !== expected.code) return undefined;
  const range = rangeOf(program, expected.failedAt);
  const loaded = load(built.elf);
  if (!range || !loaded.ok) return undefined;
  const { executable } = loaded;
  const place = findFailure({ ...request, program: executable }, outcome, executable, built.debugMap);
  const location = place && locate(built.debugMap, place.pc);
  const [start, end] = location ? offsetsOf(source, location) : [0, 0];
  // A part of the form may be blamed: a test inside a `require`.
  if (location && start >= range.start && end <= range.end) return undefined;
  return { blamed: source.text.slice(start, end), failed: source.text.slice(range.start, range.end) };
}
