// Sysvars: syscalls that read the state of the cluster.
import { inputStart } from '../../grammar/memory.js';
import { encodeBase58 } from '../../grammar/base58.js';
import type { GateName } from '../../grammar/gates.js';
import { flat, linear, linearUnits, optional } from '../../grammar/costs.js';
import {
  integerParameter,
  lengthParameter,
  outputParameter,
  pubkeyParameter,
} from '../../grammar/syscall.js';
import { sysvarAccountData, sysvarInMemory } from '../bank/sysvar-bytes.js';
import type { SysvarName } from '../bank/sysvars.js';
import { failed } from '../bank/errors.js';
import type { SyscallRow } from './syscall.js';
import { consume, refusal } from './syscall.js';
import { bytesAt, keyAt, roomAt } from './translate.js';

/** SIMD-0459: sysvars are not written into the input region or beyond. */
function refuseInput(address: bigint): void {
  if (address >= inputStart) throw refusal('InvalidPointer');
}

function getter(
  name: string,
  {
    sysvar,
    size,
    alignment,
    what,
    type,
    gate,
  }: { sysvar: SysvarName; size: number; alignment: bigint; what: string; type: string; gate?: GateName },
) {
  const cost = flat(100 + size);
  return {
    name,
    parameters: [outputParameter('result')],
    doc: `Writes ${what} to \`result\`: ${size} bytes at a ${alignment}-aligned address outside the input.`,
    cost,
    specification: `Agave: ${type}`,
    ...(gate && { gate }),
    changedBy: ['syscall_parameter_address_restrictions'],
    zeroResult: true,
    run: ({ memory, meter, sysvars }, address) => {
      consume(meter, cost.units);
      // Agave: get_sysvar. Programs of loader v1 cannot have it, wherever they want it.
      if (!memory.aligned) throw refusal('UnalignedPointer');
      refuseInput(address);
      roomAt(memory, address, size, alignment).set(sysvarInMemory(sysvars, sysvar));
      return 0n;
    },
  } as const satisfies SyscallRow;
}

const readCost = linear('length', { base: 100, per: 250, minimum: 10 });
const stakeCost = optional('vote', { without: 100, with: 110 });

const notFound = 2n;
const pastEnd = 1n;
const addressLimit = 1n << 64n;

export const sysvarSyscalls = [
  getter('sol_get_clock_sysvar', {
    sysvar: 'clock',
    size: 40,
    alignment: 8n,
    what: 'slot, epoch start timestamp, epoch, leader schedule epoch and Unix timestamp',
    type: 'SyscallGetClockSysvar',
  }),
  getter('sol_get_rent_sysvar', {
    sysvar: 'rent',
    size: 24,
    alignment: 8n,
    what: 'lamports per byte, exemption threshold (f64) and burn percentage (u8)',
    type: 'SyscallGetRentSysvar',
  }),
  getter('sol_get_epoch_schedule_sysvar', {
    sysvar: 'epochSchedule',
    size: 40,
    alignment: 8n,
    what: 'slots per epoch, leader schedule slot offset, warm-up (u8), first normal epoch and first normal slot',
    type: 'SyscallGetEpochScheduleSysvar',
  }),
  getter('sol_get_epoch_rewards_sysvar', {
    sysvar: 'epochRewards',
    size: 96,
    alignment: 16n,
    what: 'the state of the distribution of rewards',
    type: 'SyscallGetEpochRewardsSysvar',
  }),
  getter('sol_get_last_restart_slot', {
    sysvar: 'lastRestartSlot',
    size: 8,
    alignment: 8n,
    what: 'the slot of the last restart',
    type: 'SyscallGetLastRestartSlotSysvar',
    gate: 'last_restart_slot_sysvar',
  }),
  {
    name: 'sol_get_sysvar',
    parameters: [
      pubkeyParameter('sysvar'),
      outputParameter('result'),
      integerParameter('offset'),
      lengthParameter('length'),
    ],
    doc:
      'Writes `length` bytes of the account data of a sysvar, from `offset`, to `result`, which lies outside the ' +
      'input. r0 is 0, 1 if the data ends before, 2 if there is no such sysvar.',
    cost: readCost,
    specification: 'Agave: SyscallGetSysvar',
    gate: 'get_sysvar_syscall_enabled',
    changedBy: ['syscall_parameter_address_restrictions'],
    run: ({ memory, meter, sysvars }, id, result, offset, length) => {
      consume(meter, linearUnits(readCost, length));
      refuseInput(result);
      const room = bytesAt(memory, result, length, 'write');
      const address = encodeBase58(keyAt(memory, id, 'read'));
      if (offset + length >= addressLimit || result + length >= addressLimit)
        throw failed('ArithmeticOverflow');
      const data = sysvarAccountData(sysvars, address);
      if (data === undefined) return notFound;
      if (offset + length > BigInt(data.length)) return pastEnd;
      room.set(data.subarray(Number(offset), Number(offset + length)));
      return 0n;
    },
  },
  {
    name: 'sol_get_epoch_stake',
    parameters: [pubkeyParameter('vote')],
    doc: 'r0 is the stake, in lamports, delegated to a vote account this epoch; with address 0, of the whole cluster.',
    cost: stakeCost,
    specification: 'SIMD-0133',
    gate: 'enable_get_epoch_stake_syscall',
    run: ({ memory, meter }, vote) => {
      consume(meter, vote === 0n ? stakeCost.without : stakeCost.with);
      if (vote !== 0n) keyAt(memory, vote, 'read');
      // No validator has stake on this cluster.
      return 0n;
    },
  },
] as const satisfies readonly SyscallRow[];
