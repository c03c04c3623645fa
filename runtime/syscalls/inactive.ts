// Inactive: syscalls that Solana knows and mainnet does not have. Calling one is calling an unknown syscall.
import { content, flat, slices } from '../../grammar/costs.js';
import type { SyscallSignature } from '../../grammar/syscall.js';
import { inputParameter, lengthParameter, outputParameter, slicesParameter } from '../../grammar/syscall.js';

const hashCost = slices('slices', { base: 85, per: 2, minimum: 10 });
const hashParameters = [slicesParameter('slices'), lengthParameter('count'), outputParameter('hash')];

export const inactiveSyscalls = [
  {
    name: 'sol_blake3',
    parameters: hashParameters,
    doc: 'Writes to `hash` the 32 bytes of BLAKE3 of `count` slices, at most 20,000, read as one text.',
    cost: hashCost,
    specification: 'Agave: SyscallHash<Blake3Hasher>',
    gate: 'blake3_syscall_enabled',
    zeroResult: true,
  },
  {
    name: 'sol_sha512',
    parameters: hashParameters,
    doc: 'Writes to `hash` the 64 bytes of SHA-512 of `count` slices, at most 20,000, read as one text.',
    cost: hashCost,
    specification: 'SIMD-0512',
    gate: 'enable_sha512_syscall',
    zeroResult: true,
  },
  {
    name: 'sol_big_mod_exp',
    parameters: [inputParameter('numbers'), outputParameter('result')],
    doc:
      'Writes to `result` a power modulo a number, in as many bytes as the modulus has. `numbers` are six u64: address ' +
      'and length, at most 512 bytes, of base, exponent and modulus.',
    cost: content('numbers', { least: 422 }),
    specification: 'Agave: SyscallBigModExp; SIMD-0529',
    gate: 'enable_big_mod_exp_syscall',
    zeroResult: true,
  },
  {
    name: 'sol_remaining_compute_units',
    parameters: [],
    doc: 'r0 is how many units are left, this call paid.',
    cost: flat(100),
    specification: 'Agave: SyscallRemainingComputeUnits',
    gate: 'remaining_compute_units_syscall_enabled',
  },
  {
    name: 'sol_get_fees_sysvar',
    parameters: [outputParameter('result')],
    doc: 'Writes the lamports for each signature to `result`: 8 bytes at an 8-aligned address.',
    cost: flat(108),
    specification: 'Agave: SyscallGetFeesSysvar',
    removedBy: 'disable_fees_sysvar',
    zeroResult: true,
  },
] as const satisfies readonly SyscallSignature[];

const byName = new Map<string, SyscallSignature>(inactiveSyscalls.map((row) => [row.name, row]));

export function inactiveSyscallNamed(name: string): SyscallSignature | undefined {
  return byName.get(name);
}
