// Lookup tables: the addresses that a transaction takes from accounts of the address lookup table program.
import { encodeBase58 } from '../../../grammar/base58.js';
import type { Account } from '../account.js';
import type { ExecutionError } from '../errors.js';
import { transactionError } from './errors.js';
import type { TableLookup } from './message.js';

const tableProgram = 'AddressLookupTab1e1111111111111111111111111';

/** Layout of a table: u32 1, the slot it was given up, the slot of its last extension, how long it was before that. */
const header = { size: 56, deactivation: 4, lastExtension: 12, lengthBefore: 20 } as const;
const tableState = 1;
const never = (1n << 64n) - 1n;
const addressSize = 32;

/** What a cluster tells about its past slots. */
export interface SlotKnowledge {
  readonly slot: bigint;
  isRecent(slot: bigint): boolean;
}

export interface LookedUp {
  readonly writable: readonly Uint8Array[];
  readonly readonly: readonly Uint8Array[];
}

/** The addresses of all lookups, or why there are none. Source: solana-address-lookup-table-interface. */
export function lookUp(
  lookups: readonly TableLookup[],
  accountAt: (pubkey: string) => Account | undefined,
  slots: SlotKnowledge,
): LookedUp | ExecutionError {
  const writable: Uint8Array[] = [];
  const readonly: Uint8Array[] = [];
  for (const lookup of lookups) {
    const pubkey = encodeBase58(lookup.table);
    const addresses = addressesIn(accountAt(pubkey), pubkey, slots);
    if ('code' in addresses) return addresses;
    const indices = [...lookup.writable, ...lookup.readonly];
    if (indices.some((index) => index >= addresses.length))
      return transactionError('InvalidAddressLookupTableIndex', pubkey);
    writable.push(...lookup.writable.map((index) => addresses[index]!));
    readonly.push(...lookup.readonly.map((index) => addresses[index]!));
  }
  return { writable, readonly };
}

function addressesIn(
  account: Account | undefined,
  pubkey: string,
  { slot, isRecent }: SlotKnowledge,
): readonly Uint8Array[] | ExecutionError {
  if (account === undefined) return transactionError('AddressLookupTableNotFound', pubkey);
  if (account.owner !== tableProgram) return transactionError('InvalidAddressLookupTableOwner', pubkey);
  const { data } = account;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (
    data.length < header.size ||
    view.getUint32(0, true) !== tableState ||
    (data.length - header.size) % addressSize !== 0
  )
    return transactionError('InvalidAddressLookupTableData', pubkey);
  const deactivation = view.getBigUint64(header.deactivation, true);
  if (deactivation !== never && deactivation !== slot && !isRecent(deactivation))
    return transactionError('AddressLookupTableNotFound', pubkey);
  // Addresses can be looked up from the slot after they were added on.
  const settled = slot > view.getBigUint64(header.lastExtension, true);
  const all = (data.length - header.size) / addressSize;
  const length = settled ? all : Math.min(view.getUint8(header.lengthBefore), all);
  return Array.from({ length }, (_, index) => {
    const start = header.size + index * addressSize;
    return data.slice(start, start + addressSize);
  });
}
