// Serialize: the input region of an instruction, as its program's loader lays it out.
import { accountEntrySize, input, unalignedInput } from '../../grammar/memory.js';
import type { BorrowedAccount } from './borrowed-account.js';
import type { InstructionContext } from './instruction-context.js';

/** Rent epochs are masked out (Agave: mask_out_rent_epoch_in_vm_serialization). */
const rentEpoch = 0xffff_ffff_ffff_ffffn;

/** Account positions are written as one byte, and 255 marks an account that is no duplicate. */
export const maximumInstructionAccounts = 255;

/** Where the parts of an account lie, as offsets into the input. The length of the data is the u64 before it. */
export interface SerializedAccount {
  readonly entry: number;
  readonly key: number;
  readonly owner: number;
  readonly lamports: number;
  readonly data: number;
  /** Bytes of the data when the program started. */
  readonly originalLength: number;
  /** Bytes the data may grow to in place. */
  readonly room: number;
}

export interface SerializedInput {
  readonly bytes: Uint8Array;
  /** For each account of the instruction; a second mention has the parts of the first. */
  readonly accounts: readonly SerializedAccount[];
  /** Where the instruction data begins; its length is the u64 before. r2 at entry (SIMD-0321). */
  readonly dataOffset: number;
  /** Laid out for loaders v2 and v3, not for v1. */
  readonly aligned: boolean;
}

/** Where everything goes in an input, before there is room for it. */
export interface InputPlan {
  readonly length: number;
  readonly accounts: readonly SerializedAccount[];
  readonly dataOffset: number;
  readonly aligned: boolean;
}

/** Plans the input of an instruction. Source: Agave's serialize_parameters_for_abiv1 (aligned) and _for_abiv0. */
export function planInput(
  { firstMentions, data, accounts: all, uses }: InstructionContext,
  aligned: boolean,
): InputPlan {
  const layout = layoutFor(aligned);
  const accounts: SerializedAccount[] = [];
  let at: number = input.firstAccount;
  firstMentions.forEach((first, position) => {
    if (first < position) {
      accounts.push(accounts[first]!);
      at += layout.duplicateSize;
      return;
    }
    const { length } = all.at(uses[position]!.index).data;
    accounts.push(layout.place(at, length));
    at += layout.entrySize(length);
  });
  const dataOffset = at + 8;
  return { length: dataOffset + data.length + input.pubkeySize, accounts, dataOffset, aligned };
}

/** Writes the planned input over whatever the bytes hold. */
export function writeInput(
  { accounts, dataOffset, aligned }: InputPlan,
  instruction: InstructionContext,
  bytes: Uint8Array,
): SerializedInput {
  const { uses, firstMentions, data, programId } = instruction;
  const layout = layoutFor(aligned);
  const view = viewOf(bytes);
  bytes.fill(0);
  view.setBigUint64(0, BigInt(uses.length), true);
  let at: number = input.firstAccount;
  firstMentions.forEach((first, position) => {
    if (first < position) {
      bytes[at] = first;
      at += layout.duplicateSize;
      return;
    }
    const account = instruction.account(position);
    writeAccount(bytes, view, accounts[position]!, account);
    layout.writeFlags(bytes, at, account);
    at += layout.entrySize(account.data.length);
    view.setBigUint64(at - input.rentEpochSize, rentEpoch, true);
  });
  view.setBigUint64(at, BigInt(data.length), true);
  bytes.set(data, dataOffset);
  bytes.set(programId, dataOffset + data.length);
  return { bytes, accounts, dataOffset, aligned };
}

/** The input of an instruction in memory of its own. */
export function serialize(instruction: InstructionContext, aligned: boolean): SerializedInput {
  const plan = planInput(instruction, aligned);
  return writeInput(plan, instruction, new Uint8Array(plan.length));
}

function writeAccount(
  bytes: Uint8Array,
  view: DataView,
  place: SerializedAccount,
  account: BorrowedAccount,
): void {
  bytes[place.entry] = input.unique;
  bytes.set(account.key, place.key);
  bytes.set(account.owner, place.owner);
  view.setBigUint64(place.lamports, account.lamports, true);
  view.setBigUint64(place.data - 8, BigInt(account.data.length), true);
  bytes.set(account.data, place.data);
}

export function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

const layoutFor = (aligned: boolean): Layout => (aligned ? alignedLayout : unalignedLayout);

/** What the two layouts do differently. */
interface Layout {
  readonly duplicateSize: number;
  entrySize(dataLength: number): number;
  place(entry: number, dataLength: number): SerializedAccount;
  writeFlags(bytes: Uint8Array, entry: number, account: BorrowedAccount): void;
}

const alignedLayout: Layout = {
  duplicateSize: input.duplicateSize,
  entrySize: accountEntrySize,
  place: (entry, length) => ({
    entry,
    key: entry + input.account.key,
    owner: entry + input.account.owner,
    lamports: entry + input.account.lamports,
    data: entry + input.account.data,
    originalLength: length,
    room: length + input.growth,
  }),
  writeFlags: (bytes, entry, { signer, writable, executable }) => {
    bytes[entry + input.account.signer] = Number(signer);
    bytes[entry + input.account.writable] = Number(writable);
    bytes[entry + input.account.executable] = Number(executable);
  },
};

const { account: unaligned } = unalignedInput;

const unalignedLayout: Layout = {
  duplicateSize: unalignedInput.duplicateSize,
  entrySize: (length) => unaligned.data + length + unalignedInput.afterData.size,
  place: (entry, length) => ({
    entry,
    key: entry + unaligned.key,
    owner: entry + unaligned.data + length + unalignedInput.afterData.owner,
    lamports: entry + unaligned.lamports,
    data: entry + unaligned.data,
    originalLength: length,
    room: length,
  }),
  writeFlags: (bytes, entry, { signer, writable, executable, data }) => {
    bytes[entry + unaligned.signer] = Number(signer);
    bytes[entry + unaligned.writable] = Number(writable);
    bytes[entry + unaligned.data + data.length + unalignedInput.afterData.executable] = Number(executable);
  },
};
