// Loader state: what the head of an account of loader v3 says it is.
import type { BorrowedAccount } from '../../borrowed-account.js';
import { failed } from '../../errors.js';

/** Agave: UpgradeableLoaderState. Without an authority nobody can change the account any more. */
export type LoaderState =
  | { readonly kind: 'uninitialized' }
  | { readonly kind: 'buffer'; readonly authority: Uint8Array | undefined }
  | { readonly kind: 'program'; readonly programData: Uint8Array }
  | { readonly kind: 'program-data'; readonly slot: bigint; readonly authority: Uint8Array | undefined };

/** Bytes of the head of an account; in a buffer and in program data, the file of the program follows. */
export const headSizes = { uninitialized: 4, buffer: 37, program: 36, programData: 45 } as const;

const kinds = ['uninitialized', 'buffer', 'program', 'program-data'] as const;

/** Throws InvalidAccountData where the data does not begin with a state. */
export function readState({ data }: BorrowedAccount): LoaderState {
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const take = (start: number, length: number): number => {
    if (start + length > data.length) throw failed('InvalidAccountData');
    return start;
  };
  const key = (start: number): Uint8Array => {
    take(start, 32);
    return data.slice(start, start + 32);
  };
  const optionalKey = (start: number): Uint8Array | undefined => {
    const present = view.getUint8(take(start, 1));
    if (present > 1) throw failed('InvalidAccountData');
    return present === 1 ? key(start + 1) : undefined;
  };
  const kind = kinds[view.getUint32(take(0, 4), true)];
  if (kind === undefined) throw failed('InvalidAccountData');
  switch (kind) {
    case 'uninitialized':
      return { kind };
    case 'buffer':
      return { kind, authority: optionalKey(4) };
    case 'program':
      return { kind, programData: key(4) };
    case 'program-data':
      return { kind, slot: view.getBigUint64(take(4, 8), true), authority: optionalKey(12) };
  }
}

function bytesOf(state: LoaderState): Uint8Array {
  const head = new Uint8Array(headSizes.programData);
  const view = new DataView(head.buffer);
  view.setUint32(0, kinds.indexOf(state.kind), true);
  const put = (start: number, key: Uint8Array): number => {
    head.set(key, start);
    return start + key.length;
  };
  const putOptional = (start: number, key: Uint8Array | undefined): number => {
    head[start] = key === undefined ? 0 : 1;
    return put(start + 1, key ?? new Uint8Array(0));
  };
  switch (state.kind) {
    case 'uninitialized':
      return head.slice(0, headSizes.uninitialized);
    case 'buffer':
      return head.slice(0, putOptional(4, state.authority));
    case 'program':
      return head.slice(0, put(4, state.programData));
    case 'program-data':
      view.setBigUint64(4, state.slot, true);
      return head.slice(0, putOptional(12, state.authority));
  }
}

/** Writes a state over the start of the data; where it has no authority, the bytes of a former one stay. */
export function writeState(account: BorrowedAccount, state: LoaderState): void {
  account.write(0, bytesOf(state));
}
