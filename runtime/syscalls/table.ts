// The table of syscalls: all families, by name and by hash.
import { hashOf } from '../../grammar/syscall.js';
import { addressSyscalls } from './address.js';
import { altBn128Syscalls } from './alt-bn128.js';
import { controlSyscalls } from './control.js';
import { curveSyscalls } from './curve.js';
import { hashSyscalls } from './hash.js';
import { invokeSyscalls } from './invoke.js';
import { loggingSyscalls } from './logging.js';
import { memorySyscalls } from './memory.js';
import { poseidonSyscalls } from './poseidon.js';
import { returnDataSyscalls } from './return-data.js';
import { secp256k1Syscalls } from './secp256k1.js';
import type { SyscallRow } from './syscall.js';
import { sysvarSyscalls } from './sysvars.js';

/** The families in the order of the reference page. */
export const syscallFamilies: Readonly<Record<string, readonly SyscallRow[]>> = {
  logging: loggingSyscalls,
  memory: memorySyscalls,
  hash: hashSyscalls,
  secp256k1: secp256k1Syscalls,
  curve: curveSyscalls,
  'alt BN128': altBn128Syscalls,
  poseidon: poseidonSyscalls,
  'return data': returnDataSyscalls,
  sysvars: sysvarSyscalls,
  address: addressSyscalls,
  control: controlSyscalls,
  invocation: invokeSyscalls,
};

export const syscalls: readonly SyscallRow[] = Object.values(syscallFamilies).flat();

const byName = new Map(syscalls.map((row) => [row.name, row]));

export function syscallNamed(name: string): SyscallRow | undefined {
  return byName.get(name);
}

/** The syscalls by the unsigned hash that instructions carry. */
export const syscallsByHash: ReadonlyMap<number, SyscallRow> = new Map(
  syscalls.map((row) => [hashOf(row), row]),
);

/** Whether the machine has a syscall of this unsigned hash. */
export const isSyscall = (hash: number): boolean => syscallsByHash.has(hash);
