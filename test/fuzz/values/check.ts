// The fuzz target `values`: what the reference says, what we compile and run, and what litesvm runs must agree.
import assert from 'node:assert/strict';
import { defaultHeapSize, heapStart } from '../../../grammar/memory.js';
import { programErrorCode } from '../../../grammar/program-errors.js';
import type { Source } from '../../../grammar/source.js';
import type { Outcome } from '../../../runtime/execute.js';
import type { Build, Difference } from '../programs.js';
import { assertEnd, hex, ranOut, visible } from '../expected.js';
import { attempt, nameOf, requestOf, runBuild } from '../programs.js';
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

/** What every fourth program is built as besides, in turn: most of the time goes into compiling. */
const between: readonly Build[] = [
  { arch: 'v3', level: 1 },
  { arch: 'v0', level: 2 },
  { arch: 'v3', level: 's' },
  { arch: 'v3', level: 2 },
  { arch: 'v0', level: 0 },
  { arch: 'v0', level: 3 },
];

function buildsOf(seed: number): readonly Build[] {
  const turn = Math.floor(seed / 4) + (seed % 4);
  return turn % 4 === 0 ? [...ends, between[Math.floor(turn / 4) % between.length]!] : ends;
}

/** Ends that the reference does not foresee, the same here and in litesvm all the same. */
function isLimit(outcome: Outcome): boolean {
  const isDeep = outcome.error?.fault === 'CallDepthExceeded';
  // The runtime takes at most 1024 bytes of return data.
  const isLong = outcome.error?.message.startsWith('Return data too large') === true;
  return ranOut(outcome) || isDeep || isLong || isFullHeap(outcome) || isBeyondHeap(outcome);
}

/** Results and events are written behind what the heap holds, and fault where there is no room for them. */
function isBeyondHeap({ error }: Outcome): boolean {
  const [, size, address] =
    /^Access violation writing (\d+) bytes at address (0x3\w{8}) /.exec(error?.message ?? '') ?? [];
  const end = heapStart + BigInt(defaultHeapSize);
  return address !== undefined && BigInt(address) <= end && BigInt(address) + BigInt(size!) > end;
}

const isFullHeap = ({ exitCode }: Outcome): boolean =>
  exitCode === programErrorCode('MaxAccountsDataAllocationsExceeded');

const dataPrefix = 'Program data: ';

const eventsOf = ({ logs }: Outcome): readonly string[] =>
  logs.filter((line) => line.startsWith(dataPrefix)).map((line) => line.slice(dataPrefix.length));

function assertExpected(outcome: Outcome, expected: Expected): void {
  assertEnd(outcome, expected);
  if (outcome.status !== 'ok') return;
  assert.deepEqual(eventsOf(outcome), expected.events);
  for (const { pubkey, data } of outcome.accounts)
    assert.equal(
      hex(data.subarray(0, expected.accounts.get(pubkey)!.length)),
      hex(expected.accounts.get(pubkey)),
      `the data of ${pubkey}`,
    );
}

export interface CheckedValues {
  readonly difference?: Difference;
  readonly failed: boolean;
  /** Whether the reference foresaw how the program ends. */
  readonly foreseen: boolean;
}

/** How much text says what differs. */
const longestText = 3000;

/** What is wrong with the end of a build, of which the first one ended as `first`. */
function wrongEnd(outcome: Outcome, expected: Expected | Unknowable, first: Outcome): Difference | undefined {
  if (isLimit(outcome)) return undefined;
  const { error, exitCode } = outcome;
  if (!(expected instanceof Unknowable)) {
    const differs = attempt('reference', () => assertExpected(outcome, expected));
    const ours = error?.fault ?? String(exitCode);
    return differs && { sort: `reference ${String(expected.code)} ${ours}`, text: differs.text };
  }
  if (exitCode === undefined && error?.fault !== undefined)
    return { sort: `fault ${error.fault}`, text: error.message };
  const [ours, theirs] = [visible(outcome), visible(first)];
  if (!expected.decided || ours === theirs) return undefined;
  return { sort: 'levels', text: `this gives ${ours}\nthe first build gives ${theirs}` };
}

/** A frame that is too large where every value is kept as it is written down: a limit of the machine, like its heap. */
const isFrameLimit = (ended: Outcome | Difference, { level }: Build): boolean =>
  level === 0 && 'sort' in ended && ended.sort === 'compile E0601';

export function checkValues({ program, world, seed }: ValueCase): CheckedValues {
  const source: Source = { name: 'fuzz', text: programText(program) };
  const expected = expectedOf(program, world);
  const foreseen = 'code' in expected;
  let first: Outcome | undefined;
  for (const build of buildsOf(seed)) {
    const ended = runBuild(source, build, requestOf(world));
    if (isFrameLimit(ended, build)) continue;
    const wrong = 'sort' in ended ? ended : wrongEnd(ended, expected, (first ??= ended));
    if (!wrong) continue;
    const name = nameOf(build);
    const difference = {
      sort: `${wrong.sort} ${name}`,
      text: `${name}: ${wrong.text.slice(0, longestText)}`,
    };
    return { difference, failed: first?.status === 'error', foreseen };
  }
  return { failed: first?.status === 'error', foreseen };
}
