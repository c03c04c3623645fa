// A syscall of this machine: its signature, what it may touch, and how it refuses.
import type { SyscallSignature } from '../../grammar/syscall.js';
import { failed } from '../bank/errors.js';
import type { InvokeContext } from '../bank/invoke-context.js';
import type { LogCollector } from '../bank/logs.js';
import type { SerializedInput } from '../bank/serialize.js';
import type { Sysvars } from '../bank/sysvars.js';
import type { ReturnData } from '../bank/transaction-context.js';
import { Fault } from '../fault.js';
import type { Meter } from '../interpret.js';
import type { Memory } from '../memory.js';

/** What the instruction being executed offers its syscalls. */
export interface SyscallContext {
  readonly memory: Memory;
  readonly meter: Meter;
  readonly logs: LogCollector;
  readonly programId: Uint8Array;
  readonly sysvars: Sysvars;
  /** The heap that sol_alloc_free_ hands out from its start. */
  readonly heap: { readonly start: bigint; readonly size: bigint; used: bigint };
  returnData: ReturnData;
  /** Where in the input the accounts lie. */
  readonly input: SerializedInput;
  /** The transaction that the instruction is part of. */
  readonly invocation: InvokeContext;
}

/** Takes r1 to r5 as unsigned numbers and gives r0. May throw a Fault. */
export type SyscallRun = (
  context: SyscallContext,
  r1: bigint,
  r2: bigint,
  r3: bigint,
  r4: bigint,
  r5: bigint,
) => bigint;

export interface SyscallRow extends SyscallSignature {
  readonly run: SyscallRun;
}

/** Agave's SyscallError, by name; blanks are filled by `refusal`. */
const refusals = {
  Abort: 'SBF program panicked',
  UnalignedPointer: 'Unaligned pointer',
  InvalidPointer: 'Invalid pointer',
  InvalidLength: 'InvalidLength',
  InvalidAttribute: 'InvalidAttribute',
  CopyOverlapping: 'Overlapping copy',
  TooManySlices: 'Hashing too many sequences',
} as const;

/** The fault of a syscall that refuses with fixed words. */
export function refusal(name: keyof typeof refusals): Fault {
  return new Fault('SyscallError', refusals[name], name);
}

/** The fault of a syscall that refuses in words of its own. */
export function refusalWith(name: string, text: string): Fault {
  return new Fault('SyscallError', text, name);
}

/** Takes units from the meter; where too few are left, takes those and ends the program. */
export function consume(meter: Meter, units: number): void {
  if (meter.remaining < units) {
    meter.remaining = 0;
    throw failed('ComputationalBudgetExceeded');
  }
  meter.remaining -= units;
}
