// The secp256k1 precompile: signatures of Ethereum's kind, whose signer is known by the hash of the key.
import { keccak_256 } from '@noble/hashes/sha3.js';
import { isSignature, recoverKey } from '../../curves/secp256k1.js';
import { sameBytes } from '../account.js';
import type { Precompile } from '../precompile.js';
import { precompileIds } from '../precompile.js';
import type { PrecompileErrorName } from './error.js';
import { unverified } from './error.js';

/** Bytes of a signature's references: u16 offset and u8 instruction of signature and address; of the message, with its length. */
const size = 11;

const signatureSize = 64;
const addressSize = 20;

/** How many signatures the data lists; throws InvalidInstructionDataSize where it is too short for as many. */
function countOf(data: Uint8Array): number {
  const count = data[0];
  const tooShort = count === undefined || data.length < 1 + count * size;
  if (tooShort || (count === 0 && data.length > 1)) throw unverified('InvalidInstructionDataSize');
  return count;
}

function bytesAt(
  source: Uint8Array | undefined,
  offset: number,
  length: number,
  missing: PrecompileErrorName,
): Uint8Array {
  if (source === undefined) throw unverified(missing);
  if (offset + length > source.length) throw unverified('InvalidSignature');
  return source.slice(offset, offset + length);
}

export const secp256k1: Precompile = {
  id: precompileIds.secp256k1,
  specification: 'Agave: agave-precompiles secp256k1',
  verify(data, instructions) {
    const count = countOf(data);
    const view = new DataView(data.buffer, data.byteOffset, data.length);
    for (let at = 1; at < 1 + count * size; at += size) {
      const source = (field: number): Uint8Array | undefined => instructions[view.getUint8(at + field)];
      const offset = (field: number): number => view.getUint16(at + field, true);
      // The recovery id is the byte after the signature.
      const signature = bytesAt(source(2), offset(0), signatureSize + 1, 'InvalidInstructionDataSize');
      const recoveryId = signature[signatureSize]!;
      if (!isSignature(signature)) throw unverified('InvalidSignature');
      if (recoveryId > 3) throw unverified('InvalidRecoveryId');
      const address = bytesAt(source(5), offset(3), addressSize, 'InvalidDataOffsets');
      const message = bytesAt(source(10), offset(6), offset(8), 'InvalidDataOffsets');
      const key = recoverKey(keccak_256(message), recoveryId, signature.subarray(0, signatureSize));
      if (key === undefined || !sameBytes(keccak_256(key).subarray(-addressSize), address))
        throw unverified('InvalidSignature');
    }
  },
};
