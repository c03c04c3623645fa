// Hash: syscalls that hash the concatenation of slices.
import { keccak_256 } from '@noble/hashes/sha3.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { leastUnits, slices, sliceUnits } from '../../grammar/costs.js';
import { lengthParameter, outputParameter, slicesParameter } from '../../grammar/syscall.js';
import type { SyscallRow, SyscallRun } from './syscall.js';
import { consume, refusal } from './syscall.js';
import { keyAt, sliceBytes, slicesAt } from './translate.js';

const hashCost = slices('slices', { base: 85, per: 2, minimum: 10 });

/** Slices one call may hash. */
const maximumSlices = 20_000n;

interface Hasher {
  update(bytes: Uint8Array): Hasher;
  digest(): Uint8Array;
}

/** `title` is how the log names the hash where there are too many slices. */
function hashWith(title: string, create: () => Hasher): SyscallRun {
  return ({ memory, meter, logs }, address, count, result) => {
    if (count > maximumSlices) {
      logs.log(`${title} Hashing ${count} sequences in one syscall is over the limit ${maximumSlices}`);
      throw refusal('TooManySlices');
    }
    consume(meter, leastUnits(hashCost));
    const room = keyAt(memory, result, 'write');
    const hasher = create();
    for (const slice of slicesAt(memory, address, count)) {
      const bytes = sliceBytes(memory, slice);
      consume(meter, sliceUnits(hashCost, slice.length));
      hasher.update(bytes);
    }
    room.set(hasher.digest());
    return 0n;
  };
}

const parameters = [slicesParameter('slices'), lengthParameter('count'), outputParameter('hash', 32)];

export const hashSyscalls = [
  {
    name: 'sol_sha256',
    parameters,
    doc: 'Writes to `hash` the 32 bytes of SHA-256 of `count` slices, at most 20,000, read as one text.',
    cost: hashCost,
    specification: 'Agave: SyscallHash<Sha256Hasher>',
    zeroResult: true,
    run: hashWith('Sha256', () => sha256.create()),
  },
  {
    name: 'sol_keccak256',
    parameters,
    doc: 'Writes to `hash` the 32 bytes of Keccak-256 of `count` slices, at most 20,000, read as one text.',
    cost: hashCost,
    specification: 'Agave: SyscallHash<Keccak256Hasher>',
    zeroResult: true,
    run: hashWith('Keccak256', () => keccak_256.create()),
  },
] as const satisfies readonly SyscallRow[];
