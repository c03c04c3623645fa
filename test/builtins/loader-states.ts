// Loader states: the data of the accounts of loader v3.
import type { Account } from '../../runtime/bank/account.js';
import { loaders } from '../../runtime/bank/loaders.js';
import { defaultSlot } from '../../runtime/bank/sysvars.js';
import { bytes, held, key, u32, u64 } from './case.js';

/** The slot of a deployment that is over. */
export const earlier = defaultSlot - 1n;

const none = new Uint8Array(0);

const option = (owner: string | undefined): Uint8Array =>
  owner === undefined ? new Uint8Array(33) : bytes([1], key(owner));

export const bufferState = (owner: string | undefined, file: Uint8Array = none): Uint8Array =>
  bytes(u32(1), option(owner), file);

export const programState = (programData: string): Uint8Array => bytes(u32(2), key(programData));

export const dataState = (owner: string | undefined, file: Uint8Array = none, slot = earlier): Uint8Array =>
  bytes(u32(3), u64(slot), option(owner), file);

/** An account of the loader. */
export const owned = (pubkey: string, data: Uint8Array, lamports: bigint): Account =>
  held(pubkey, lamports, data, loaders.v3);
