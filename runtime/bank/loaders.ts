// Loaders: the programs that own other programs.
import { addressBytes } from './account.js';

/** Owns the programs that are part of the runtime. */
export const nativeLoader = 'NativeLoader1111111111111111111111111111111';

/** The loaders of deployed programs: the account of a program of v1 or v2 holds its file, of v3 the address of another. */
export const loaders = {
  v1: 'BPFLoader1111111111111111111111111111111111',
  v2: 'BPFLoader2111111111111111111111111111111111',
  v3: 'BPFLoaderUpgradeab1e11111111111111111111111',
} as const;

const all: ReadonlySet<string> = new Set(Object.values(loaders));

export function isLoader(pubkey: string): boolean {
  return all.has(pubkey);
}

/** The bytes before a program's file in its program data account: u32 3, u64 slot, an optional authority. */
export const programDataHeaderSize = 45;

/** What a program account of loader v3 holds: u32 2 and an address. */
const programState = 2;
const programStateSize = 36;

/** The address of the account that holds the file of a program of loader v3, if `data` is that of such a program. */
export function programDataAddress(data: Uint8Array): Uint8Array | undefined {
  if (data.length < programStateSize) return undefined;
  const state = new DataView(data.buffer, data.byteOffset).getUint32(0, true);
  return state === programState ? data.slice(4, programStateSize) : undefined;
}

export const loaderKeys = {
  v1: addressBytes(loaders.v1),
  v2: addressBytes(loaders.v2),
  v3: addressBytes(loaders.v3),
} as const;
