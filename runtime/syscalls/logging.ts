// Logging: syscalls that write lines to the transaction's log.
import { base64 } from '@scure/base';
import { encodeBase58 } from '../../grammar/base58.js';
import { flat, leastUnits, linear, linearUnits, slices, sliceUnits } from '../../grammar/costs.js';
import {
  inputParameter,
  integerParameter,
  lengthParameter,
  pubkeyParameter,
  slicesParameter,
} from '../../grammar/syscall.js';
import type { SyscallRow } from './syscall.js';
import { consume } from './syscall.js';
import { keyAt, sliceBytes, slicesAt, textAt } from './translate.js';

const textCost = linear('length', { minimum: 100 });
const lineCost = flat(100);
const dataCost = slices('slices', { base: 100, each: 100 });

export const loggingSyscalls = [
  {
    name: 'sol_log_',
    parameters: [inputParameter('text'), lengthParameter('length')],
    doc: 'Logs UTF-8 text as `Program log: text`. Refuses bytes that are not UTF-8.',
    cost: textCost,
    specification: 'Agave: SyscallLog',
    zeroResult: true,
    run: ({ memory, meter, logs }, address, length) => {
      consume(meter, linearUnits(textCost, length));
      logs.log(`Program log: ${textAt(memory, address, length)}`);
      return 0n;
    },
  },
  {
    name: 'sol_log_64_',
    parameters: ['a', 'b', 'c', 'd', 'e'].map(integerParameter),
    doc: 'Logs five numbers in hexadecimal as `Program log: 0x1, 0x2, 0x3, 0x4, 0x5`.',
    cost: lineCost,
    specification: 'Agave: SyscallLogU64',
    zeroResult: true,
    run: ({ meter, logs }, ...numbers) => {
      consume(meter, lineCost.units);
      logs.log(`Program log: ${numbers.map((number) => `0x${number.toString(16)}`).join(', ')}`);
      return 0n;
    },
  },
  {
    name: 'sol_log_pubkey',
    parameters: [pubkeyParameter('pubkey')],
    doc: 'Logs 32 bytes in base58 as `Program log: address`.',
    cost: lineCost,
    specification: 'Agave: SyscallLogPubkey',
    zeroResult: true,
    run: ({ memory, meter, logs }, address) => {
      consume(meter, lineCost.units);
      logs.log(`Program log: ${encodeBase58(keyAt(memory, address, 'read'))}`);
      return 0n;
    },
  },
  {
    name: 'sol_log_compute_units_',
    parameters: [],
    doc: 'Logs the units left, this call paid, as `Program consumption: N units remaining`.',
    cost: lineCost,
    specification: 'Agave: SyscallLogBpfComputeUnits',
    zeroResult: true,
    run: ({ meter, logs }) => {
      consume(meter, lineCost.units);
      logs.log(`Program consumption: ${meter.remaining} units remaining`);
      return 0n;
    },
  },
  {
    name: 'sol_log_data',
    parameters: [slicesParameter('slices'), lengthParameter('count')],
    doc: 'Logs the bytes of `count` slices in base64 as `Program data: AAEC AwQF`; events are logged this way.',
    cost: dataCost,
    specification: 'Agave: SyscallLogData',
    gate: 'sol_log_data_syscall_enabled',
    zeroResult: true,
    run: ({ memory, meter, logs }, address, count) => {
      consume(meter, leastUnits(dataCost));
      const list = slicesAt(memory, address, count);
      consume(
        meter,
        list.reduce((units, { length }) => units + sliceUnits(dataCost, length), 0),
      );
      const fields = list.map((slice) => base64.encode(sliceBytes(memory, slice)));
      logs.log(`Program data: ${fields.join(' ')}`);
      return 0n;
    },
  },
] as const satisfies readonly SyscallRow[];
