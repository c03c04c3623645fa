// Executable: a loaded program, what the verifier, the engines and the disassembler work on.
import type { Version } from '../grammar/sbpf.js';

export interface Executable {
  readonly version: Version;
  /** The instructions, relocated; a multiple of 8 bytes. */
  readonly text: Uint8Array;
  /** Where `text` lies for `callx`; before v3 it can be read there too. */
  readonly textAddress: bigint;
  /** The instruction the program starts at. */
  readonly entryPc: number;
  /** The read-only image the program sees; no bytes where it has none. */
  readonly rodata: { readonly address: bigint; readonly bytes: Uint8Array };
  /** v0 to v2: the pc of each function by its unsigned key. Empty in v3. */
  readonly functions: ReadonlyMap<number, number>;
  /** Names of functions by pc, as far as the file tells. */
  readonly symbols: ReadonlyMap<number, string>;
}
