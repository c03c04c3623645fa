// Return data: syscalls by which a program hands bytes to its caller.
import { linear, linearUnits } from '../../grammar/costs.js';
import { inputParameter, lengthParameter, outputParameter } from '../../grammar/syscall.js';
import type { SyscallRow } from './syscall.js';
import { consume, refusal, refusalWith } from './syscall.js';
import { bytesAt, disjoint, keyAt } from './translate.js';

/** Agave: MAX_RETURN_DATA. */
const maximumLength = 1024n;

const setCost = linear('length', { base: 100, per: 250 });
/** What is copied out is counted with the program id that goes along. */
const getCost = linear('length', { base: 100, per: 250, overhead: 32 });

export const returnDataSyscalls = [
  {
    name: 'sol_set_return_data',
    parameters: [inputParameter('data'), lengthParameter('length')],
    doc: 'Makes these bytes, at most 1,024, the return data; no bytes clear it.',
    cost: setCost,
    specification: 'Agave: SyscallSetReturnData',
    gate: 'return_data_syscall_enabled',
    zeroResult: true,
    run: (context, address, length) => {
      consume(context.meter, linearUnits(setCost, length));
      if (length > maximumLength)
        throw refusalWith('ReturnDataTooLarge', `Return data too large (${length} > ${maximumLength})`);
      const data = bytesAt(context.memory, address, length, 'read').slice();
      context.returnData = { programId: context.programId, data };
      return 0n;
    },
  },
  {
    name: 'sol_get_return_data',
    parameters: [outputParameter('data'), lengthParameter('length'), outputParameter('program', 32)],
    doc:
      'Copies at most `length` bytes of the return data to `data`, and to `program` the address of the program that ' +
      'set it. r0 is how many bytes there are; where nothing is copied `program` is left alone.',
    cost: getCost,
    specification: 'Agave: SyscallGetReturnData',
    gate: 'return_data_syscall_enabled',
    run: ({ memory, meter, returnData }, address, length, program) => {
      const available = BigInt(returnData.data.length);
      const copied = length < available ? length : available;
      consume(meter, getCost.base);
      if (copied === 0n) return available;
      consume(meter, linearUnits(getCost, copied) - getCost.base);
      const data = bytesAt(memory, address, copied, 'write');
      const id = keyAt(memory, program, 'write');
      if (!disjoint(address, copied, program, 32n)) throw refusal('CopyOverlapping');
      data.set(returnData.data.subarray(0, Number(copied)));
      id.set(returnData.programId);
      return available;
    },
  },
] as const satisfies readonly SyscallRow[];
