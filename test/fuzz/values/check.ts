// The fuzz target `values`: what the reference says, what we compile and run, and what litesvm runs must agree.
import assert from 'node:assert/strict';
import { programErrorCode } from '../../../grammar/program-errors.js';
import type { Source } from '../../../grammar/source.js';
import type { Outcome } from '../../../runtime/execute.js';
import { executeOnEngines } from '../../engines.js';
import { expectSame, judge } from '../../oracle.js';
import type { Build, Difference } from '../programs.js';
import { assertEnd, hex, ranOut } from '../expected.js';
import { attempt, built, nameOf, requestOf } from '../programs.js';
import { Unknowable } from '../value.js';
import type { Expected } from './evaluate.js';
import { expectedOf } from './evaluate.js';
import type { ValueCase } from './generate.js';
import { programText } from './node.js';

/** What every program is built as. */
const ends: readonly Build[] = [
  { arch: 'v3', level: 0 },
  { arch: 'v3', level: 3 },
];

/** What every other program is built as besides, in turn. */
const between: readonly Build[] = [
  { arch: 'v3', level: 1 },
  { arch: 'v0', level: 2 },
  { arch: 'v3', level: 's' },
  { arch: 'v3', level: 2 },
  { arch: 'v0', level: 0 },
  { arch: 'v0', level: 3 },
];

/** Most of the time goes into compiling. */
const buildsOf = (seed: number): readonly Build[] =>
  seed % 2 === 0 ? ends : [...ends, between[((seed - 1) / 2) % between.length]!];

/** Ends that the reference does not foresee, the same here and in litesvm all the same. */
function isLimit(outcome: Outcome): boolean {
  return ranOut(outcome) || outcome.error?.fault === 'CallDepthExceeded' || isFullHeap(outcome);
}

const isFullHeap = ({ exitCode }: Outcome): boolean =>
  exitCode === programErrorCode('MaxAccountsDataAllocationsExceeded');

function assertExpected(outcome: Outcome, expected: Expected): void {
  assertEnd(outcome, expected);
  if (outcome.status === 'ok') assert.equal(hex(outcome.accounts[0]!.data), hex(expected.account));
}

export interface CheckedValues {
  readonly difference?: Difference;
  readonly failed: boolean;
  /** Whether the reference foresaw how the program ends. */
  readonly foreseen: boolean;
}

/** How much text says what differs. */
const longestText = 3000;

export function checkValues({ program, world, seed }: ValueCase): CheckedValues {
  const source: Source = { name: 'fuzz', text: programText(program) };
  const expected = expectedOf(program, world);
  const foreseen = 'code' in expected;
  let failed = false;
  for (const build of buildsOf(seed)) {
    const wrong = (sort: string, text: string): CheckedValues => ({
      difference: {
        sort: `${sort} ${nameOf(build)}`,
        text: `${nameOf(build)}: ${text.slice(0, longestText)}`,
      },
      failed,
      foreseen,
    });
    let outcome: Outcome | undefined;
    let refused: Difference | undefined;
    const thrown = attempt('exception', () => {
      const made = built(source, build);
      if ('sort' in made) {
        refused = made;
        return;
      }
      const request = requestOf(world);
      outcome = executeOnEngines({ ...request, program: made.elf });
      expectSame(outcome, judge(made.elf, request));
    });
    if (thrown) return wrong(`${thrown.sort} ${firstLine(thrown.text)}`, thrown.text);
    if (refused) return wrong(refused.sort, refused.text);
    failed = outcome!.status === 'error';
    if (isLimit(outcome!)) continue;
    if (expected instanceof Unknowable) {
      if (outcome!.exitCode === undefined && outcome!.error?.fault !== undefined)
        return wrong(`fault ${outcome!.error.fault}`, outcome!.error.message);
      continue;
    }
    const differs = attempt('reference', () => assertExpected(outcome!, expected));
    if (differs) return wrong(`reference ${outcome!.error?.fault ?? ''}`, differs.text);
  }
  return { failed, foreseen };
}

const firstLine = (text: string): string => text.split('\n')[0]!.replace(/\d+/g, '0');
