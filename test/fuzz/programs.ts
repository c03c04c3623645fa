// The fuzz target `program`: what the reference says, what we compile and run, and what litesvm runs must agree.
import assert from 'node:assert/strict';
import type { Architecture, CompiledProgram } from '../../compiler/compile.js';
import { compile } from '../../compiler/compile.js';
import type { Source } from '../../grammar/source.js';
import type { Outcome } from '../../runtime/execute.js';
import { executeOnEngines } from '../engines.js';
import type { Case as Request } from '../oracle.js';
import { expectSame, judge } from '../oracle.js';
import type { TracedCase } from '../oracle/trace.js';
import { assertSameWay } from '../oracle/trace.js';
import { Chance } from './chance.js';
import type { Expected } from './evaluate.js';
import { expectedOf } from './evaluate.js';
import { assertEnd, hex, ranOut } from './expected.js';
import type { Case } from './generate.js';
import { wronglyBlamed } from './places.js';
import { programText } from './term.js';
import type { World } from './world.js';

export type Level = 0 | 1 | 2 | 3 | 's';

/** A way to build a program. */
export interface Build {
  readonly arch: Architecture;
  readonly level: Level;
}

export const builds: readonly Build[] = [
  ...(['v3', 'v0'] as const).flatMap((arch) => ([0, 1, 2] as const).map((level) => ({ arch, level }))),
  { arch: 'v3', level: 3 },
  { arch: 'v3', level: 's' },
];

export interface Difference {
  /** Tells differences of different causes apart while a program is made smaller. */
  readonly sort: string;
  readonly text: string;
}

export const nameOf = ({ arch, level }: Build): string => `${arch} level ${level}`;

/** Hands an exception on as a difference. */
export function attempt(sort: string, work: () => void): Difference | undefined {
  try {
    work();
    return undefined;
  } catch (thrown) {
    return { sort, text: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) };
  }
}

/** Asserts that the run did what the reference says. */
function assertExpected(outcome: Outcome, expected: Expected): void {
  assertEnd(outcome, expected);
  if (outcome.status !== 'ok') return;
  for (const { pubkey, lamports, data } of outcome.accounts) {
    const account = expected.accounts.find((other) => other.pubkey === pubkey)!;
    // The runtime forgets accounts without lamports.
    if (account.lamports === 0n) continue;
    assert.deepEqual(
      { pubkey, lamports, data: hex(data) },
      { pubkey, lamports: account.lamports, data: hex(account.data.bytes) },
    );
  }
}

export function requestOf(world: World, budget = world.budget) {
  const { programId, accounts, data, slot, unixTimestamp } = world;
  return { programId, accounts, data, slot, unixTimestamp, budget };
}

/** Compiles; a program the generator made must be a program. */
export function built(source: Source, build: Build, symbols = false): CompiledProgram | Difference {
  const { program, diagnostics } = compile(source, { ...build, symbols });
  if (program) return program;
  const { message, hint, code } = diagnostics.find(({ level }) => level === 'error')!;
  return { sort: `compile ${code}`, text: `it does not compile: ${code} ${message} (${hint})` };
}

const firstLine = (text: string): string => text.split('\n')[0]!.replace(/\d+/g, '0');

/** Builds a program and runs it here and in litesvm. */
export function runBuild(source: Source, build: Build, request: Request): Outcome | Difference {
  let ended: Outcome | Difference | undefined;
  const thrown = attempt('exception', () => {
    const made = built(source, build);
    if ('sort' in made) ended = made;
    else {
      ended = executeOnEngines({ ...request, program: made.elf });
      expectSame(ended, judge(made.elf, request));
    }
  });
  return thrown ? { sort: `exception ${firstLine(thrown.text)}`, text: thrown.text } : ended!;
}

const sourceOf = ({ program }: Case): Source => ({ name: 'fuzz', text: programText(program) });

interface Ran {
  readonly outcome: Outcome;
  readonly blamesWrongly: boolean;
}

/** Runs one build of a program here and in litesvm. */
function checkBuild({ program, world, seed }: Case, source: Source, build: Build): Difference | Ran {
  const made = built(source, build);
  if ('sort' in made) return made;
  const { elf } = made;
  const request = requestOf(world);
  const outcome = executeOnEngines({ ...request, program: elf });
  const oracle = attempt(`oracle ${nameOf(build)}`, () => {
    expectSame(outcome, judge(elf, request));
    // Running out of units is part of what must agree.
    const chance = new Chance(seed);
    if (!chance.once(4)) return;
    const less = requestOf(world, chance.below(outcome.units + 2));
    expectSame(executeOnEngines({ ...less, program: elf }), judge(elf, less));
  });
  if (oracle) return oracle;
  const expected = expectedOf(program, world);
  if ('why' in expected || ranOut(outcome)) return { outcome, blamesWrongly: false };
  const wrong = attempt(`reference ${nameOf(build)}`, () => assertExpected(outcome, expected));
  if (wrong) return wrong;
  const blame = wronglyBlamed(program, expected, { built: made, request, outcome, source });
  return { outcome, blamesWrongly: blame !== undefined };
}

export interface Checked {
  /** The first way in which the case goes wrong. */
  readonly difference?: Difference;
  /** Units of v3 by level, where all went well. */
  readonly units?: Readonly<Record<Level, number>>;
  /** Whether the program ended in an error. */
  readonly failed: boolean;
  /** Whether a build of level 2 tells a wrong place for it. */
  readonly blamesWrongly: boolean;
}

export function checkProgram(subject: Case): Checked {
  const source = sourceOf(subject);
  const units: Record<Level, number> = { 0: 0, 1: 0, 2: 0, 3: 0, s: 0 };
  let failed = false;
  let blamesWrongly = false;
  for (const build of builds) {
    let result: Difference | Ran | undefined;
    const thrown = attempt(`exception ${nameOf(build)}`, () => {
      result = checkBuild(subject, source, build);
    });
    const answer = thrown ?? result!;
    if ('sort' in answer) {
      const difference = { sort: answer.sort, text: `${nameOf(build)}: ${answer.text}` };
      return { difference, failed, blamesWrongly };
    }
    failed = answer.outcome.status === 'error';
    if (build.level === 2) blamesWrongly ||= answer.blamesWrongly;
    if (build.arch === 'v3') units[build.level] = answer.outcome.units;
  }
  return { units, failed, blamesWrongly };
}

/** A row is kept for each instruction. */
const tracedBudget = 20_000;

/** Follows cases instruction by instruction in litesvm and here. */
export function checkSteps(cases: readonly Case[]): Difference | undefined {
  return attempt('steps', () => {
    const traced = cases.flatMap((subject): TracedCase[] => {
      const { world, seed } = subject;
      const build = new Chance(seed).pick(builds);
      const made = built(sourceOf(subject), build, true);
      return 'elf' in made ? [{ elf: made.elf, request: requestOf(world, tracedBudget) }] : [];
    });
    assertSameWay(traced);
  });
}
