// Assembly: a whole program as sBPF slots with what a linker and a debugger need to know of them.
import { recordSize } from './elf.js';
import { programStart, rodataStart } from './memory.js';
import type { Instruction, Version } from './sbpf.js';
import { hasStrictLayout } from './sbpf.js';
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
  /** Where the slots lie in v0 to v2, if not right behind the constants. */
  readonly textAddress?: bigint;
  /**
   * Where code that only ends the program with an error begins, and what it means to have come there. `isTold`: its
   * slots tell the place for the way that falls into it.
   */
  readonly traps: readonly { readonly pc: number; readonly reason: string; readonly isTold: boolean }[];
  /** Branches to traps that several reasons share, and their own reason. */
  readonly trapSites: readonly { readonly pc: number; readonly reason: string }[];
}

/**
 * Where constants begin unless told otherwise: in v3 at 0 (SIMD-0189); before it they follow the file header, and the
 * image that holds them is mapped as the file lies, so that no relocation is needed.
 */
export function rodataAddress(version: Version): bigint {
  return hasStrictLayout(version) ? rodataStart : programStart + BigInt(recordSize.fileHeader);
}
