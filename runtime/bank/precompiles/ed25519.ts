// The ed25519 precompile.
import { isKey, verifyStrict } from '../../curves/ed25519-signature.js';
import type { Precompile } from '../precompile.js';
import { precompileIds } from '../precompile.js';
import { unverified } from './error.js';
import { readReferences } from './references.js';

export const ed25519: Precompile = {
  id: precompileIds.ed25519,
  specification: 'Agave: agave-precompiles ed25519, SIMD-0152',
  verify(data, instructions) {
    // Nothing to verify is fine, unless there is more to read.
    if (data.length < 2 || (data[0] === 0 && data.length > 2)) throw unverified('InvalidInstructionDataSize');
    for (const signed of readReferences(data, instructions, 32)) {
      const signature = signed.signature();
      // A scalar with these bits is not even read; one only not reduced is refused after the key.
      if ((signature[63]! & 0b1110_0000) !== 0) throw unverified('InvalidSignature');
      const key = signed.key();
      if (!isKey(key)) throw unverified('InvalidPublicKey');
      if (!verifyStrict(signature, signed.message(), key)) throw unverified('InvalidSignature');
    }
  },
};
