// Syscalls: what a compiler, an editor and a reference page know of one, without the code that runs it.
import type { Cost } from './costs.js';
import type { GateName } from './gates.js';
import { gateNamed } from './gates.js';
import { syscallHash } from './sbpf.js';

/**
 * What a register holds for a syscall.
 * `integer` a plain number; `length` a count of bytes (or of elements, see the doc) that the address before it has;
 * `input` the address of bytes that are read; `output` of bytes that are written; `pubkey` of 32 bytes that are
 * read; `slices` of pairs of u64: address and length, 8-aligned.
 */
export type ParameterKind = 'integer' | 'length' | 'input' | 'output' | 'pubkey' | 'slices';

export interface SyscallParameter {
  readonly name: string;
  readonly kind: ParameterKind;
  /** How many bytes are written, if always as many. */
  readonly size?: number;
}

/** One syscall: parameters in the order of r1 to r5, its price, and what can be known of its result. */
export interface SyscallSignature {
  readonly name: string;
  readonly parameters: readonly SyscallParameter[];
  /** What it does, what r0 holds after it, and what it refuses. */
  readonly doc: string;
  readonly cost: Cost;
  /** Where its behaviour is laid down. */
  readonly specification: string;
  /** The feature that brought it; none brought the oldest. */
  readonly gate?: GateName;
  /** The feature that takes it away. */
  readonly removedBy?: GateName;
  /** Features that changed what it does or takes. */
  readonly changedBy?: readonly GateName[];
  /** r0 is 0 whenever it returns. */
  readonly zeroResult?: true;
  /** It never returns. */
  readonly noReturn?: true;
  /** The deployment check of loader v3 does not know it: only programs that are already there may call it. */
  readonly notDeployable?: true;
}

const parameterOf =
  (kind: ParameterKind) =>
  (name: string): SyscallParameter => ({ name, kind });

export const integerParameter = parameterOf('integer');
export const lengthParameter = parameterOf('length');
export const inputParameter = parameterOf('input');
export const outputParameter = (name: string, size?: number): SyscallParameter => ({
  name,
  kind: 'output',
  ...(size !== undefined && { size }),
});
export const pubkeyParameter = parameterOf('pubkey');
export const slicesParameter = parameterOf('slices');

/** Whether mainnet has the syscall. */
export function isActive({ gate, removedBy }: SyscallSignature): boolean {
  const brought = gate === undefined || gateNamed(gate).active;
  return brought && !(removedBy !== undefined && gateNamed(removedBy).active);
}

/** Why mainnet lacks a syscall that is not active, as the end of `it is not active on mainnet: ...`. */
export function whyInactive({ gate, removedBy }: SyscallSignature): string {
  if (removedBy !== undefined && gateNamed(removedBy).active)
    return `the feature \`${removedBy}\` removed it`;
  return `its feature gate \`${gate}\` is not activated`;
}

/** The number by which instructions name the syscall, unsigned. */
export function hashOf(syscall: SyscallSignature): number {
  return syscallHash(syscall.name);
}
