// Poseidon: the syscall that hashes numbers in a way that zero-knowledge proofs can follow.
import { quadratic, quadraticUnits } from '../../grammar/costs.js';
import {
  integerParameter,
  lengthParameter,
  outputParameter,
  slicesParameter,
} from '../../grammar/syscall.js';
import { poseidonHash } from '../curves/poseidon.js';
import type { SyscallRow } from './syscall.js';
import { consume, refusal, refusalWith } from './syscall.js';
import { keyAt, sliceBytes, slicesAt } from './translate.js';

const cost = quadratic('count', { base: 542, square: 61 });
const maximumInputs = 12n;

export const poseidonSyscalls = [
  {
    name: 'sol_poseidon',
    parameters: [
      integerParameter('parameters'),
      integerParameter('endianness'),
      slicesParameter('inputs'),
      lengthParameter('count'),
      outputParameter('hash'),
    ],
    doc:
      'Writes to `hash` the 32 bytes of the Poseidon hash (`parameters` 0: BN254, x^5) of `count` inputs, 1 to 12 numbers ' +
      'of 32 bytes below the prime; `endianness` 0 is big, 1 little, for the hash too. r0 is 0, or 1, with nothing ' +
      'written, if the inputs are not such numbers. Refuses other parameters and more inputs.',
    cost,
    specification: 'Agave: SyscallPoseidon; SIMD-0129, SIMD-0359',
    gate: 'enable_poseidon_syscall',
    changedBy: ['poseidon_enforce_padding'],
    run: ({ memory, meter, logs }, parameters, endianness, inputs, count, hash) => {
      if (parameters !== 0n) throw refusalWith('InvalidParameters', 'Invalid parameters.');
      if (endianness > 1n) throw refusalWith('InvalidEndianness', 'Invalid endianness.');
      if (count > maximumInputs) {
        logs.log(`Poseidon hashing ${count} sequences is not supported`);
        throw refusal('InvalidLength');
      }
      consume(meter, quadraticUnits(cost, count));
      const room = keyAt(memory, hash, 'write');
      const list = slicesAt(memory, inputs, count).map((slice) => sliceBytes(memory, slice));
      const value = poseidonHash(list, endianness === 0n ? 'big' : 'little');
      if (value === undefined) return 1n;
      room.set(value);
      return 0n;
    },
  },
] as const satisfies readonly SyscallRow[];
