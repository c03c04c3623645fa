// sBPF versions: what differs between them besides the opcodes.
import type { GateName } from '../gates.js';

/** The e_flags of the ELF file. */
export type Version = 0 | 1 | 2 | 3;

export const versions: readonly Version[] = [0, 1, 2, 3];

/** The feature that brought each version; v0 was there from the start. */
const versionGates: Readonly<Record<Version, GateName | undefined>> = {
  0: undefined,
  1: 'enable_sbpf_v1_deployment_and_execution',
  2: 'enable_sbpf_v2_deployment_and_execution',
  3: 'enable_sbpf_v3_deployment_and_execution',
};

export const versionGate = (version: Version): GateName | undefined => versionGates[version];

/** SIMD-0166: r10 stays put on calls and the program moves it itself with `add64 r10, imm`; no frame check. */
export const movesStackPointer = (version: Version): boolean => version === 1 || version === 2;

/** Only v0 separates its stack frames by gaps of equal size (Agave: enable_stack_frame_gaps). */
export const hasStackGaps = (version: Version): boolean => version === 0;

/** SIMD-0174: `sub imm` computes imm - dst. */
export const subtractsFromImmediate = (version: Version): boolean => version === 2;

/** The results of add32, sub32 and mul32 are sign-extended to 64 bits; v2 zero-extends them (SIMD-0174). */
export const signExtendsResults = (version: Version): boolean => version !== 2;

/** SIMD-0174: `mov32 dst, src` sign-extends. */
export const signExtendsMoves = (version: Version): boolean => version === 2;

/** SIMD-0178: syscalls and pc-relative calls are told apart by the source field; no relocation, no function keys. */
export const hasStaticSyscalls = (version: Version): boolean => version === 3;

/** SIMD-0189: no sections and relocations; one or two segments in fixed order, at fixed addresses. */
export const hasStrictLayout = (version: Version): boolean => version === 3;

/** The instruction field that names the register of `callx`. */
export function callxField(version: Version): 'immediate' | 'src' | 'dst' {
  if (version < 2) return 'immediate';
  return version === 2 ? 'src' : 'dst';
}
