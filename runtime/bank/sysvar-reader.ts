// Sysvar reader: the values that the data of sysvar accounts holds.
import type { Clock, EpochRewards, EpochSchedule, Rent } from './sysvars.js';

const viewOf = (data: Uint8Array): DataView => new DataView(data.buffer, data.byteOffset, data.byteLength);

/** Each needs at least as many bytes as its account has. */
export const sysvarReaders = {
  clock: (data: Uint8Array): Clock => {
    const view = viewOf(data);
    return {
      slot: view.getBigUint64(0, true),
      epochStartTimestamp: view.getBigInt64(8, true),
      epoch: view.getBigUint64(16, true),
      leaderScheduleEpoch: view.getBigUint64(24, true),
      unixTimestamp: view.getBigInt64(32, true),
    };
  },
  rent: (data: Uint8Array): Rent => {
    const view = viewOf(data);
    return {
      lamportsPerByte: view.getBigUint64(0, true),
      exemptionThreshold: view.getFloat64(8, true),
      burnPercent: view.getUint8(16),
    };
  },
  epochSchedule: (data: Uint8Array): EpochSchedule => {
    const view = viewOf(data);
    return {
      slotsPerEpoch: view.getBigUint64(0, true),
      leaderScheduleSlotOffset: view.getBigUint64(8, true),
      warmup: view.getUint8(16) !== 0,
      firstNormalEpoch: view.getBigUint64(17, true),
      firstNormalSlot: view.getBigUint64(25, true),
    };
  },
  epochRewards: (data: Uint8Array): EpochRewards => {
    const view = viewOf(data);
    return {
      distributionStartingBlockHeight: view.getBigUint64(0, true),
      numberOfPartitions: view.getBigUint64(8, true),
      parentBlockhash: data.slice(16, 48),
      totalPoints: view.getBigUint64(48, true) | (view.getBigUint64(56, true) << 64n),
      totalRewards: view.getBigUint64(64, true),
      distributedRewards: view.getBigUint64(72, true),
      active: view.getUint8(80) !== 0,
    };
  },
  lastRestartSlot: (data: Uint8Array): bigint => viewOf(data).getBigUint64(0, true),
} as const;
