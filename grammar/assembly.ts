// Assembly: a whole program as sBPF slots with what a linker and a debugger need to know of them.
import type { Instruction, Version } from './sbpf.js';
import type { Span } from './source.js';

/** One slot and where in the source it comes from. */
export interface AssemblySlot extends Instruction {
  readonly span: Span | undefined;
}

/** Slots `start` up to, not including, `end`. */
export interface AssemblyFunction {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly span: Span | undefined;
}

export interface Assembly {
  readonly version: Version;
  readonly slots: readonly AssemblySlot[];
  /** In the order of their slots. */
  readonly functions: readonly AssemblyFunction[];
  readonly entryPc: number;
  /** The calls of syscalls. In v0 their immediates are -1, for the loader to fill in. */
  readonly syscalls: readonly { readonly pc: number; readonly name: string }[];
  /** The constants, as they lie from `rodataAddress` on. */
  readonly rodata: Uint8Array;
  readonly rodataAddress: bigint;
  /** Where code that only ends the program with an error begins, and what it means to have come there. */
  readonly traps: readonly { readonly pc: number; readonly reason: string }[];
  /** Branches to traps that several reasons share, and their own reason. */
  readonly trapSites: readonly { readonly pc: number; readonly reason: string }[];
}
