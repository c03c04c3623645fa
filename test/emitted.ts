// Flow programs through the back end: emitted, linked, run here and by litesvm, compared with the evaluator.
import { expect } from 'vitest';
import { emit, type EmitOptions } from '../compiler/6-emit/emit.js';
import { printAssembly } from '../compiler/6-emit/print.js';
import { link } from '../compiler/7-link/link.js';
import type { Assembly } from '../grammar/assembly.js';
import { Diagnostics } from '../grammar/diagnostics.js';
import type { FlowProgram } from '../grammar/flow.js';
import { execute, type Outcome } from '../runtime/execute.js';
import { evaluate, serializeInput, type InputAccount } from './flow-evaluator.js';
import { expectSame, judge, testAddress, type Case } from './oracle.js';

export type Arch = EmitOptions['arch'];
export const architectures: readonly Arch[] = ['v3', 'v0'];
export const programId = testAddress(7);
export const request: Case = { programId, accounts: [], data: new Uint8Array(0), budget: 1_400_000 };

export function assembled(program: FlowProgram, arch: Arch, observe?: EmitOptions['observe']): Assembly {
  const diagnostics = new Diagnostics();
  const assembly = emit(program, { arch, ...(observe && { observe }) }, diagnostics);
  if (!assembly) throw new Error(diagnostics.list.map(({ message }) => message).join('\n'));
  return assembly;
}

export function linked(program: FlowProgram, arch: Arch, symbols = false): Uint8Array {
  return link(assembled(program, arch), { symbols }).elf;
}

/** Runs a file here and by litesvm, which must agree. */
export function run(elf: Uint8Array, data: Uint8Array = request.data): Outcome {
  const whole = { ...request, data };
  const outcome = execute({ ...whole, program: elf });
  expectSame(outcome, judge(elf, whole));
  return outcome;
}

/** What a program logs, without what the runtime logs about it. */
export function logsOf({ logs }: Outcome): string[] {
  return logs.filter((line) => line.startsWith('Program log: ')).map((line) => line.slice(13));
}

/**
 * Runs the program in both versions here, in litesvm, and in the evaluator: endings and logs must be the same. Gives
 * the outcome of v3. `expected` is what the evaluator shall run, if it is another than what is emitted.
 */
export function runEverywhere(
  program: FlowProgram,
  data: Uint8Array = request.data,
  expected: FlowProgram = program,
  accounts: readonly InputAccount[] = [],
): Outcome {
  const evaluated = evaluate(expected, { input: serializeInput(accounts, data) });
  const [first] = architectures.map((arch) => {
    const outcome = run(linked(program, arch), data);
    const ending = outcome.exitCode ?? outcome.error?.message;
    // Agave stops logging at 10,000 bytes.
    const logs = outcome.logs.includes('Log truncated') ? evaluated.logs : logsOf(outcome);
    const wanted =
      'faulted' in evaluated ? ending : 'failed' in evaluated ? evaluated.failed : evaluated.returned[0];
    const isRight =
      typeof ending === ('faulted' in evaluated ? 'string' : 'bigint') && ending === (wanted ?? 0n);
    if (!isRight || JSON.stringify(logs) !== JSON.stringify(evaluated.logs))
      expect({ ending, logs }, printAssembly(assembled(program, arch))).toEqual({
        ending: wanted,
        logs: evaluated.logs,
      });
    return outcome;
  });
  return first!;
}
