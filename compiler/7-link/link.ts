// Linking: from assembly to an ELF file and the debug map beside it.
import type { Assembly } from '../../grammar/assembly.js';
import { buildDebugMap, type DebugMap } from '../../grammar/debug-map.js';
import { hasStrictLayout } from '../../grammar/sbpf.js';
import { linkLenient } from './lenient.js';
import { linkStrict } from './strict.js';

export interface LinkOptions {
  /** Adds section headers with the names of functions, which litesvm's traces need. */
  readonly symbols: boolean;
}

export interface LinkedProgram {
  readonly elf: Uint8Array;
  readonly debugMap: DebugMap;
}

/** The same assembly gives the same bytes. */
export function link(assembly: Assembly, { symbols }: LinkOptions): LinkedProgram {
  const elf = hasStrictLayout(assembly.version)
    ? linkStrict(assembly, symbols)
    : linkLenient(assembly, symbols);
  return { elf, debugMap: buildDebugMap(assembly) };
}
