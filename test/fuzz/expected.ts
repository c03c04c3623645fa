// What a reference says of how a program ends, and that a run ended so.
import assert from 'node:assert/strict';
import type { Outcome } from '../../runtime/execute.js';

/** How a program ends, as far as its source decides it. */
export interface ExpectedEnd {
  /** r0; of a value that nothing caught only the range of its code is known. */
  readonly code: bigint | 'thrown';
  /** Lines without `Program log: `. */
  readonly logs: readonly string[];
  readonly returnData: Uint8Array;
}

const linePrefix = 'Program log: ';

export const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex');

/** Codes of thrown values that nothing catches. */
const firstThrown = 0x7fff_0000n;

const isThrown = (code: bigint): boolean => code >= firstThrown && code < firstThrown + 8n;

/** The units ended before the program did: references know nothing of units. */
export function ranOut({ error }: Outcome): boolean {
  return error?.fault === 'ExceededMaxInstructions' || error?.code === 'ComputationalBudgetExceeded';
}

/** Whether a limit ended the run or its log, which levels reach at different times. */
export function isCutShort(outcome: Outcome): boolean {
  const { error, logs } = outcome;
  return ranOut(outcome) || error?.fault === 'CallDepthExceeded' || logs.includes('Log truncated');
}

/** Faults of the machine, and what syscalls refuse of pointers. */
const internalFaults: ReadonlySet<string> = new Set([
  'DivideByZero',
  'DivideOverflow',
  'ExecutionOverrun',
  'CallOutsideTextSegment',
  'UnsupportedInstruction',
  'AccessViolation',
  'StackAccessViolation',
  'CopyOverlapping',
  'InvalidPointer',
  'UnalignedPointer',
  'InvalidLength',
]);

/** A fault that no program may run into unless it leaves its memory; what a syscall refuses else is another matter. */
export const isInternalFault = ({ error }: Outcome): boolean => internalFaults.has(error?.fault ?? '');

/** What two levels must agree on; units differ. */
export function visible({ status, exitCode, error, logs, returnData, accounts }: Outcome): string {
  const lines = logs.filter((line) => line.startsWith(linePrefix));
  return JSON.stringify(
    { status, exitCode, error: error?.message, lines, returnData, accounts },
    (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value),
  );
}

/** Asserts that the run ended as the reference says. Lines count only where the log kept all. */
export function assertEnd(outcome: Outcome, expected: ExpectedEnd): void {
  const { exitCode, error } = outcome;
  const lines = outcome.logs
    .filter((line) => line.startsWith(linePrefix))
    .map((line) => line.slice(linePrefix.length));
  const complete = !outcome.logs.includes('Log truncated');
  const isUncaught = expected.code === 'thrown' && exitCode !== undefined && isThrown(exitCode);
  const told = {
    fault: exitCode === undefined ? (error?.message ?? 'no exit code') : undefined,
    code: isUncaught ? 'thrown' : exitCode?.toString(16),
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
}
