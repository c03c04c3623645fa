// Secp256k1: the syscall that recovers the key of a signature, as Ethereum's ecrecover does.
import { flat } from '../../grammar/costs.js';
import { inputParameter, integerParameter, outputParameter } from '../../grammar/syscall.js';
import { recoverKey } from '../curves/secp256k1.js';
import type { SyscallRow } from './syscall.js';
import { consume } from './syscall.js';
import { bytesAt } from './translate.js';

const cost = flat(25_000);

/** Agave: Secp256k1RecoverError. Any 32 bytes are a hash, so 1 never comes. */
const invalidRecoveryId = 2n;
const invalidSignature = 3n;

export const secp256k1Syscalls = [
  {
    name: 'sol_secp256k1_recover',
    parameters: [
      inputParameter('hash'),
      integerParameter('recovery_id'),
      inputParameter('signature'),
      outputParameter('key'),
    ],
    doc:
      'Writes to `key` the 64 bytes, x and y big-endian, of the public key that signed the 32 bytes at `hash`; the ' +
      'signature is r and s, 64 bytes big-endian. r0 is 0, or, with nothing written, 2 if the recovery id is not 0 to ' +
      '3, or 3 if no key made the signature.',
    cost,
    specification: 'Agave: SyscallSecp256k1Recover',
    gate: 'secp256k1_recover_syscall_enabled',
    run: ({ memory, meter }, hash, recoveryId, signature, key) => {
      consume(meter, cost.units);
      const room = bytesAt(memory, key, 64n, 'write');
      const message = bytesAt(memory, hash, 32n, 'read');
      const signed = bytesAt(memory, signature, 64n, 'read');
      if (recoveryId > 3n) return invalidRecoveryId;
      const recovered = recoverKey(message, Number(recoveryId), signed);
      if (recovered === undefined) return invalidSignature;
      room.set(recovered);
      return 0n;
    },
  },
] as const satisfies readonly SyscallRow[];
