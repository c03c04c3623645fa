// Address: syscalls that derive program addresses, the ones no key pair exists for.
import { attempts, flat } from '../../grammar/costs.js';
import { lengthParameter, outputParameter, pubkeyParameter, slicesParameter } from '../../grammar/syscall.js';
import { instructionErrors } from '../bank/errors.js';
import { maximumSeedLength, maximumSeeds, programAddress } from '../bank/program-address.js';
import type { Memory } from '../memory.js';
import type { SyscallRow } from './syscall.js';
import { consume, refusal, refusalWith } from './syscall.js';
import { bytesAt, disjoint, keyAt, sliceBytes, slicesAt } from './translate.js';

const createCost = flat(1500);
const findCost = attempts(1500);

const seedsTooLong = () =>
  refusalWith(
    'BadSeeds',
    `Could not create program address with signer seeds: ${instructionErrors.MaxSeedLengthExceeded}`,
  );

/** Agave: translate_and_check_program_address_inputs. */
function seedsAt(memory: Memory, address: bigint, count: bigint): Uint8Array[] {
  const list = slicesAt(memory, address, count);
  if (list.length > maximumSeeds) throw seedsTooLong();
  return list.map((slice) => {
    if (slice.length > BigInt(maximumSeedLength)) throw seedsTooLong();
    return sliceBytes(memory, slice);
  });
}

/** One seed more than there may be, the bump, gives no address. */
function derive(seeds: readonly Uint8Array[], programId: Uint8Array): Uint8Array | undefined {
  return seeds.length > maximumSeeds ? undefined : programAddress(seeds, programId);
}

const parameters = [
  slicesParameter('seeds'),
  lengthParameter('count'),
  pubkeyParameter('program'),
  outputParameter('address', 32),
];

export const addressSyscalls = [
  {
    name: 'sol_create_program_address',
    parameters,
    doc:
      'Writes to `address` the 32 bytes derived from `count` seeds, at most 16 of at most 32 bytes each. ' +
      'r0 is 1, and nothing is written, if they lie on the curve.',
    cost: createCost,
    specification: 'Agave: SyscallCreateProgramAddress',
    run: ({ memory, meter }, seeds, count, program, address) => {
      consume(meter, createCost.units);
      const list = seedsAt(memory, seeds, count);
      const derived = derive(list, keyAt(memory, program, 'read'));
      if (derived === undefined) return 1n;
      keyAt(memory, address, 'write').set(derived);
      return 0n;
    },
  },
  {
    name: 'sol_try_find_program_address',
    parameters: [...parameters, outputParameter('bump', 1)],
    doc:
      'Like sol_create_program_address with one more seed, a byte tried from 255 down to 1 until the address is off ' +
      'the curve; writes that byte to `bump`. r0 is 1 if there is none.',
    cost: findCost,
    specification: 'Agave: SyscallTryFindProgramAddress',
    run: ({ memory, meter }, seeds, count, program, address, bump) => {
      consume(meter, findCost.units);
      const list = seedsAt(memory, seeds, count);
      const programId = keyAt(memory, program, 'read');
      for (let tried = 255; tried > 0; tried--) {
        const derived = derive([...list, Uint8Array.of(tried)], programId);
        if (derived === undefined) {
          consume(meter, findCost.units);
          continue;
        }
        const bumpRoom = bytesAt(memory, bump, 1n, 'write');
        const room = keyAt(memory, address, 'write');
        if (!disjoint(bump, 1n, address, 32n)) throw refusal('CopyOverlapping');
        bumpRoom[0] = tried;
        room.set(derived);
        return 0n;
      }
      return 1n;
    },
  },
] as const satisfies readonly SyscallRow[];
