// Syscalls of Solana that this machine does not have: calling one must say so, not look like a broken program.
import { syscallHash } from '../../grammar/sbpf.js';
import { Fault } from '../fault.js';

const names = [
  'sol_invoke_signed_c',
  'sol_invoke_signed_rust',
  'sol_secp256k1_recover',
  'sol_curve_validate_point',
  'sol_curve_group_op',
  'sol_curve_multiscalar_mul',
  'sol_curve_decompress',
  'sol_curve_pairing_map',
  'sol_alt_bn128_group_op',
  'sol_alt_bn128_compression',
  'sol_poseidon',
] as const;

/** Their names by the unsigned hash that instructions carry. */
export const absentSyscalls: ReadonlyMap<number, string> = new Map(
  names.map((name) => [syscallHash(name), name]),
);

/** How the outcome calls a program that needs one. Agave would have run it. */
export const unsupportedSyscall = 'UnsupportedSyscall';

export function absentFault(name: string): Fault {
  return new Fault('SyscallError', `this machine does not have the syscall ${name}`, unsupportedSyscall);
}
