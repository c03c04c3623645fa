// Syscalls of random machine programs: one of every family, with arguments that mostly make sense.
import { heapStart } from '../../grammar/memory.js';
import type { ParameterKind, SyscallParameter } from '../../grammar/syscall.js';
import type { InstructionAccount } from '../../runtime/bank/account.js';
import { addressBytes, systemProgram } from '../../runtime/bank/account.js';
import { syscallFamilies } from '../../runtime/syscalls/table.js';
import type { SyscallRow } from '../../runtime/syscalls/syscall.js';
import type { Asked, Meta } from '../invoke-image.js';
import { invokeImage, placesOf } from '../invoke-image.js';
import type { Chance } from './chance.js';
import { anyAddress, goodAddress } from './vm-operands.js';
import type { World } from './world.js';

const lengths = [0n, 1n, 8n, 31n, 32n, 33n, 64n, 96n, 128n, 192n, 249n, 250n, 500n, 1024n, 1025n, 4096n];
const absurd = [20_001n, 0x8000n, 1n << 32n, 1n << 63n, (1n << 63n) - 1n, (1n << 64n) - 1n];
const selectors = [0n, 1n, 2n, 3n, 4n, 5n, 6n, 0x80n, 0x81n, 0x82n, 0x83n, 0x84n, 0x85n, 0x86n];

/** Calls that are worth making often; the others, dear ones, come now and then. */
const weights: Readonly<Record<string, number>> = {
  logging: 8,
  memory: 12,
  hash: 4,
  'return data': 4,
  sysvars: 5,
  address: 3,
  control: 3,
  curve: 2,
  'alt BN128': 2,
};

const families: readonly (readonly [number, readonly SyscallRow[]])[] = Object.entries(syscallFamilies)
  .filter(([name]) => name !== 'invocation')
  .map(([name, rows]) => [weights[name] ?? 1, rows]);

export const anySyscall = (chance: Chance): SyscallRow => chance.pick(chance.weighted(families));

/** Bytes that lie at the start of the heap: slices, then random bytes among which texts are likely. */
export const sliceCount = 8;
const sliceBytes = 16 * sliceCount;

export function heapImage(chance: Chance, { accounts }: World): Uint8Array {
  const bytes = chance.once(3) ? chance.bytes(512) : chance.bytes(512).map((byte) => byte & 0x7f);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < sliceBytes; at += 16) {
    view.setBigUint64(at, chance.once(12) ? anyAddress(chance) : goodAddress(chance), true);
    view.setBigUint64(at + 8, chance.once(12) ? chance.pick(absurd) : BigInt(chance.below(40)), true);
  }
  // A few addresses of accounts, so that syscalls that take one find something.
  accounts.slice(0, 3).forEach(({ pubkey }, index) => bytes.set(addressBytes(pubkey), 256 + 32 * index));
  return bytes;
}

/** r1 to r5. */
export function argumentsOf(chance: Chance, parameters: readonly SyscallParameter[]): readonly bigint[] {
  return parameters.map(({ kind }) => argument(chance, kind));
}

function argument(chance: Chance, kind: ParameterKind): bigint {
  switch (kind) {
    case 'integer':
      return chance.once(8) ? chance.pick(absurd) : chance.pick(selectors);
    case 'length':
      return chance.weighted<() => bigint>([
        [6, () => BigInt(chance.below(9))],
        [4, () => BigInt(chance.below(70))],
        [5, () => chance.pick(lengths)],
        [1, () => chance.pick(absurd)],
      ])();
    case 'slices':
      return chance.once(10) ? anyAddress(chance) : heapStart + BigInt(16 * chance.below(4));
    default:
      return chance.once(8) ? anyAddress(chance) : goodAddress(chance);
  }
}

/** An invocation as bytes for the heap and arguments; its callee is the system program, mostly, or an account. */
export function anyInvocation(
  chance: Chance,
  { accounts, programId }: World,
): { readonly image: ReturnType<typeof invokeImage>; readonly name: string } {
  const layout = chance.pick(['c', 'rust'] as const);
  const listed = accounts.map(({ pubkey, data, lamports }, position) => {
    const same = accounts.findIndex((other) => other.pubkey === pubkey);
    return same < position ? { same } : { length: lamports === 0n ? 0 : data.length };
  });
  const callee = chance.weighted([
    [5, systemProgram],
    [3, programId],
    [1, accounts.length > 0 ? chance.pick(accounts).pubkey : programId],
  ]);
  const places = placesOf(listed);
  const asked: Asked = {
    layout,
    programId: addressBytes(callee),
    metas: accounts.length === 0 ? [] : anyMetas(chance, accounts),
    data: anyInstructionData(chance),
    infos: chance.once(8) ? places.slice(1) : places,
    seeds: chance.once(5) ? [[chance.bytes(chance.below(34))]] : [],
  };
  const image = invokeImage(asked);
  if (chance.once(6)) image.bytes[chance.below(image.bytes.length)]! ^= 1 << chance.below(8);
  return { image, name: `sol_invoke_signed_${layout}` };
}

function anyMetas(chance: Chance, accounts: readonly InstructionAccount[]): Meta[] {
  return Array.from({ length: chance.below(4) }, () => {
    const { pubkey, signer, writable } = chance.pick(accounts);
    return {
      key: addressBytes(pubkey),
      signer: Number(chance.once(8) ? !signer : signer),
      writable: Number(chance.once(8) ? !writable : writable),
    };
  });
}

/** Often an instruction of the system program: its number in four bytes, then amounts. */
function anyInstructionData(chance: Chance): Uint8Array {
  if (chance.once(4)) return chance.bytes(chance.below(20));
  const data = new Uint8Array(chance.pick([4, 12, 12, 36, 52]));
  data[0] = chance.pick([0, 1, 2, 2, 3, 8]);
  if (data.length > 4) data[4] = chance.below(256);
  return data;
}
