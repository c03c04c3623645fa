// Nonce state: what the data of a nonce account says.
import { sha256 } from '@noble/hashes/sha2.js';
import { failed } from '../../errors.js';

/** Agave: nonce::state::Data. `durable` is what a transaction gives in place of a blockhash. */
export interface Nonce {
  readonly authority: Uint8Array;
  readonly durable: Uint8Array;
  readonly lamportsPerSignature: bigint;
}

/** Agave: nonce::versions::Versions. A legacy nonce stores a blockhash itself; no transaction may use it. */
export interface NonceState {
  readonly legacy: boolean;
  /** Absent: not initialized. */
  readonly nonce?: Nonce;
}

const headerSize = 8;
const nonceSize = 80;

/** Throws InvalidAccountData where the bytes are no state. */
export function readNonceState(data: Uint8Array): NonceState {
  if (data.length < headerSize) throw failed('InvalidAccountData');
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const version = view.getUint32(0, true);
  const state = view.getUint32(4, true);
  if (version > 1 || state > 1) throw failed('InvalidAccountData');
  const legacy = version === 0;
  if (state === 0) return { legacy };
  if (data.length < nonceSize) throw failed('InvalidAccountData');
  return {
    legacy,
    nonce: {
      authority: data.slice(8, 40),
      durable: data.slice(40, 72),
      lamportsPerSignature: view.getBigUint64(72, true),
    },
  };
}

/** The bytes of a state, to be written over the start of the data. */
export function nonceStateBytes({ legacy, nonce }: NonceState): Uint8Array {
  const bytes = new Uint8Array(nonce === undefined ? headerSize : nonceSize);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, legacy ? 0 : 1, true);
  if (nonce === undefined) return bytes;
  view.setUint32(4, 1, true);
  bytes.set(nonce.authority, 8);
  bytes.set(nonce.durable, 40);
  view.setBigUint64(72, nonce.lamportsPerSignature, true);
  return bytes;
}

const prefix = new TextEncoder().encode('DURABLE_NONCE');

/** Agave: DurableNonce::from_blockhash. */
export function durableNonce(blockhash: Uint8Array): Uint8Array {
  return sha256.create().update(prefix).update(blockhash).digest();
}
