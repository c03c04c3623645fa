// Serialize: the input region of an instruction, as loaders v2 and v3 lay it out (aligned ABI v1).
import { accountEntrySize, input } from '../../grammar/memory.js';
import type { LoadedAccount } from './account.js';

/** Rent epochs are masked out (Agave: mask_out_rent_epoch_in_vm_serialization). */
const rentEpoch = 0xffff_ffff_ffff_ffffn;

export interface SerializedInput {
  readonly bytes: Uint8Array;
  /** Where the entry of each unique account begins. */
  readonly entries: readonly number[];
  /** Where the instruction data begins; its length is the u64 before. r2 at entry (SIMD-0321). */
  readonly dataOffset: number;
}

/**
 * `order` lists the instruction's accounts as indices into the unique ones; a second mention is written as the
 * position of the first. Source: Agave's serialize_parameters_aligned.
 */
export function serialize(
  accounts: readonly LoadedAccount[],
  order: readonly number[],
  data: Uint8Array,
  programId: Uint8Array,
): SerializedInput {
  const entriesSize = accounts.reduce((size, account) => size + accountEntrySize(account.data.length), 0);
  const repeated = order.length - accounts.length;
  const dataOffset = input.firstAccount + entriesSize + repeated * input.duplicateSize + 8;
  const bytes = new Uint8Array(dataOffset + data.length + input.pubkeySize);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(order.length), true);

  const entries: number[] = [];
  const positions: number[] = [];
  let at: number = input.firstAccount;
  order.forEach((index, position) => {
    const first = positions[index];
    if (first !== undefined) {
      bytes[at] = first;
      at += input.duplicateSize;
      return;
    }
    positions[index] = position;
    entries[index] = at;
    writeEntry(view, at, accounts[index]!);
    at += accountEntrySize(accounts[index]!.data.length);
  });
  view.setBigUint64(at, BigInt(data.length), true);
  bytes.set(data, dataOffset);
  bytes.set(programId, dataOffset + data.length);
  return { bytes, entries, dataOffset };
}

function writeEntry(view: DataView, at: number, account: LoadedAccount): void {
  const entry = new Uint8Array(view.buffer, at);
  entry[input.account.marker] = input.unique;
  entry[input.account.signer] = Number(account.signer);
  entry[input.account.writable] = Number(account.writable);
  entry[input.account.executable] = Number(account.executable);
  entry.set(account.key, input.account.key);
  entry.set(account.owner, input.account.owner);
  view.setBigUint64(at + input.account.lamports, account.lamports, true);
  view.setBigUint64(at + input.account.dataLength, BigInt(account.data.length), true);
  entry.set(account.data, input.account.data);
  view.setBigUint64(at + accountEntrySize(account.data.length) - input.rentEpochSize, rentEpoch, true);
}
