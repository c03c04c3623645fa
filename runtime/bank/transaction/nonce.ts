// Nonce: transactions that name a stored nonce in place of a recent blockhash.
import { sha256 } from '@noble/hashes/sha2.js';
import type { Account } from '../account.js';
import { sameBytes, systemProgram } from '../account.js';
import { keyName } from '../key-name.js';
import type { LoadedMessage } from './message.js';

/** A nonce account: u32 version, u32 state, authority, nonce, u64 lamports for a signature. */
const layout = { size: 80, version: 0, state: 4, authority: 8, nonce: 40 } as const;
const currentVersion = 1;
const initialized = 1;

/** Bytes of a nonce account. */
export const nonceSize = layout.size;

/** Whether data is that of a nonce account in use. Agave: get_system_account_kind. */
export function isNonceData(data: Uint8Array): boolean {
  if (data.length !== nonceSize) return false;
  const view = new DataView(data.buffer, data.byteOffset);
  const version = view.getUint32(layout.version, true);
  return version <= currentVersion && view.getUint32(layout.state, true) === initialized;
}

/** SystemInstruction::AdvanceNonceAccount. */
const advanceNonce = 4;

const marker = new TextEncoder().encode('DURABLE_NONCE');

/** Whether the transaction begins by advancing the nonce it names. Source: solana-nonce, and Agave's get_durable_nonce. */
export function isDurable(
  message: LoadedMessage,
  accountAt: (pubkey: string) => Account | undefined,
  latestBlockhash: Uint8Array,
): boolean {
  const [first] = message.instructions;
  if (first === undefined || message.addresses[first.programIndex] !== systemProgram) return false;
  const { data, accounts } = first;
  const [nonceIndex] = accounts;
  if (data.length < 4 || data[0] !== advanceNonce || data[1] !== 0 || data[2] !== 0 || data[3] !== 0)
    return false;
  if (nonceIndex === undefined || !message.isWritable(nonceIndex)) return false;
  const { blockhash } = message.message;
  const next = sha256.create().update(marker).update(latestBlockhash).digest();
  if (sameBytes(blockhash, next)) return false;
  const account = accountAt(message.addresses[nonceIndex]!);
  if (account?.owner !== systemProgram || account.data.length !== layout.size) return false;
  const view = new DataView(account.data.buffer, account.data.byteOffset);
  const stored = account.data.subarray(layout.nonce, layout.nonce + 32);
  if (view.getUint32(layout.version, true) !== currentVersion) return false;
  if (view.getUint32(layout.state, true) !== initialized || !sameBytes(stored, blockhash)) return false;
  const authority = keyName(account.data.subarray(layout.authority, layout.authority + 32));
  return accounts.some((index) => message.isSigner(index) && keyName(message.keys[index]!) === authority);
}
