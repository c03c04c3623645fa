// The secp256r1 precompile.
import { isKey, isSignature, verify } from '../../curves/secp256r1.js';
import type { Precompile } from '../precompile.js';
import { precompileIds } from '../precompile.js';
import { unverified } from './error.js';
import { readReferences } from './references.js';

/** Signatures one instruction may hold. */
const maximumCount = 8;

export const secp256r1: Precompile = {
  id: precompileIds.secp256r1,
  specification: 'SIMD-0075',
  verify(data, instructions) {
    const count = data[0] ?? 0;
    if (count === 0 || count > maximumCount) throw unverified('InvalidInstructionDataSize');
    for (const signed of readReferences(data, instructions, 33)) {
      const signature = signed.signature();
      const key = signed.key();
      const message = signed.message();
      if (!isSignature(signature)) throw unverified('InvalidSignature');
      if (!isKey(key)) throw unverified('InvalidPublicKey');
      if (!verify(signature, message, key)) throw unverified('InvalidSignature');
    }
  },
};
