// The fuzz target `vm`: a random machine program in a random world, with budgets that end it anywhere.
import assert from 'node:assert/strict';
import type { Version } from '../../grammar/sbpf.js';
import { systemProgram } from '../../runtime/bank/account.js';
import { instruction, opcodeOf } from '../../grammar/sbpf.js';
import type { Outcome } from '../../runtime/execute.js';
import { executeOnEngines } from '../engines.js';
import type { Case } from '../oracle.js';
import { expectSame, judge, presetAccount } from '../oracle.js';
import { strictFile } from '../program-file.js';
import { Chance } from './chance.js';
import { randomMachineProgram } from './vm-program.js';
import type { World } from './world.js';
import { programId, randomWorld } from './world.js';

export interface VmCase {
  readonly seed: number;
  readonly version: Version;
  readonly elf: Uint8Array;
  readonly request: Case;
}

/** What an account of a program looks like that litesvm was given. */
function ownAccount() {
  const exit = strictFile([instruction(opcodeOf('exit', 3))]);
  judge(exit, { programId, accounts: [], data: new Uint8Array(0) });
  return presetAccount(programId);
}

let programs: World['accounts'] | undefined;
/** Accounts that a program can invoke. */
const callable = (): World['accounts'] =>
  (programs ??= [presetAccount(systemProgram), ownAccount()].map((account) => ({
    ...account,
    signer: false,
    writable: false,
  })));

function worldOf(chance: Chance): World {
  const world = randomWorld(chance);
  const extra = callable().filter(() => chance.once(2));
  return { ...world, accounts: [...world.accounts, ...extra] };
}

export function vmCase(seed: number): VmCase {
  const chance = new Chance(seed);
  const version = chance.weighted([
    [4, 0],
    [1, 1],
    [2, 2],
    [4, 3],
  ] as const);
  const world = worldOf(chance);
  const elf = randomMachineProgram(version, chance, world);
  const budget = chance.weighted<() => number>([
    [2, () => chance.below(60)],
    [5, () => chance.below(2000)],
    [6, () => chance.below(40_000)],
    [2, () => 200_000],
  ])();
  return { seed, version, elf, request: { ...world, budget } };
}

/** Both ends of a run, ours asserted equal to litesvm's. */
function compare(elf: Uint8Array, request: Case): Outcome {
  const outcome = executeOnEngines({ ...request, program: elf });
  // A function may end up behind the last instruction: then neither takes the file.
  if (outcome.error?.code === 'InvalidProgram')
    assert.throws(() => judge(elf, request), { message: `Failed to add program: ${outcome.error.message}` });
  else expectSame(outcome, judge(elf, request));
  return outcome;
}

/** How a case ended, or the words of the first difference. */
export type Checked = { readonly outcome: Outcome } | { readonly wrong: string };

/** Runs a case, and again with budgets at which its last instructions are no longer paid. */
export function checkCase({ elf, request, seed }: VmCase): Checked {
  try {
    const outcome = compare(elf, request);
    const chance = new Chance(seed ^ 0x5eed);
    const spent = outcome.units;
    if (outcome.status === 'ok' || outcome.error?.fault !== 'ExceededMaxInstructions')
      for (const budget of [outcome.instructions, outcome.instructions - 1, chance.below(spent + 1)])
        if (budget >= 0 && budget < 50_000) compare(elf, { ...request, budget });
    return { outcome };
  } catch (thrown) {
    return { wrong: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) };
  }
}
