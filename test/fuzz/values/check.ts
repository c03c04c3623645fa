// The fuzz target `values`: what the reference says, what we compile and run, and what litesvm runs must agree.
import assert from 'node:assert/strict';
import { programErrorCode } from '../../../grammar/program-errors.js';
import type { Source } from '../../../grammar/source.js';
import type { Outcome } from '../../../runtime/execute.js';
import { executeOnEngines } from '../../engines.js';
import { expectSame, judge } from '../../oracle.js';
import type { Build, Difference } from '../programs.js';
import { attempt, built, hex, linePrefix, nameOf, ranOut, requestOf } from '../programs.js';
import { Unknowable } from '../value.js';
import type { Expected } from './evaluate.js';
import { expectedOf } from './evaluate.js';
import type { ValueCase } from './generate.js';
import { programText } from './node.js';

/** The unoptimized and the fully optimized program; for the other version one of them. */
const buildsOf = (seed: number): readonly Build[] => [
  { arch: 'v3', level: 0 },
  { arch: 'v3', level: 2 },
  seed % 2 === 0 ? { arch: 'v0', level: 2 } : { arch: 'v3', level: 1 },
];

/** Ends that the reference does not foresee, the same here and in litesvm all the same. */
function isLimit(outcome: Outcome): boolean {
  return ranOut(outcome) || outcome.error?.fault === 'CallDepthExceeded' || isFullHeap(outcome);
}

const isFullHeap = ({ exitCode }: Outcome): boolean =>
  exitCode === programErrorCode('MaxAccountsDataAllocationsExceeded');

/** Codes of thrown values that nothing catches. */
const firstThrown = 0x7fff_0000n;

function assertExpected(outcome: Outcome, expected: Expected): void {
  const { exitCode, error } = outcome;
  const fault = exitCode === undefined ? (error?.message ?? 'no exit code') : undefined;
  const lines = outcome.logs
    .filter((line) => line.startsWith(linePrefix))
    .map((line) => line.slice(linePrefix.length));
  const complete = !outcome.logs.includes('Log truncated');
  const isThrown = exitCode !== undefined && exitCode >= firstThrown && exitCode < firstThrown + 8n;
  const told = {
    fault,
    code: isThrown ? 'thrown' : exitCode?.toString(16),
    logs: complete ? lines : [],
    returnData: exitCode === 0n ? hex(outcome.returnData) : '',
  };
  const wanted = {
    fault: undefined,
    code: expected.code.toString(16),
    logs: complete ? expected.logs : [],
    returnData: expected.code === 0n ? hex(expected.returnData) : '',
  };
  assert.deepEqual(told, wanted);
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
