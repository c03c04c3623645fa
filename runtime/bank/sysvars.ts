// Sysvars: the state of the cluster that programs can ask for, with the values a fresh litesvm has.
import { addressBytes } from './account.js';

export interface Clock {
  readonly slot: bigint;
  readonly epochStartTimestamp: bigint;
  readonly epoch: bigint;
  readonly leaderScheduleEpoch: bigint;
  readonly unixTimestamp: bigint;
}

/** Since SIMD-0194 the exemption threshold is 1 and the rate covers it. */
export interface Rent {
  readonly lamportsPerByte: bigint;
  readonly exemptionThreshold: number;
  readonly burnPercent: number;
}

export interface EpochSchedule {
  readonly slotsPerEpoch: bigint;
  readonly leaderScheduleSlotOffset: bigint;
  readonly warmup: boolean;
  readonly firstNormalEpoch: bigint;
  readonly firstNormalSlot: bigint;
}

export interface EpochRewards {
  readonly distributionStartingBlockHeight: bigint;
  readonly numberOfPartitions: bigint;
  readonly parentBlockhash: Uint8Array;
  readonly totalPoints: bigint;
  readonly totalRewards: bigint;
  readonly distributedRewards: bigint;
  readonly active: boolean;
}

export interface Sysvars {
  readonly clock: Clock;
  readonly rent: Rent;
  readonly epochSchedule: EpochSchedule;
  readonly epochRewards: EpochRewards;
  readonly lastRestartSlot: bigint;
  /** The data of sysvar accounts that hold lists, by address, where it is not that of a fresh cluster. */
  readonly histories?: ReadonlyMap<string, Uint8Array>;
}

export const defaultSlot = 447_552_000n;

export const defaultRent: Rent = { lamportsPerByte: 6960n, exemptionThreshold: 1, burnPercent: 50 };

const mainnetSchedule: EpochSchedule = {
  slotsPerEpoch: 432_000n,
  leaderScheduleSlotOffset: 432_000n,
  warmup: true,
  firstNormalEpoch: 14n,
  firstNormalSlot: 524_256n,
};

const noRewards: EpochRewards = {
  distributionStartingBlockHeight: 0n,
  numberOfPartitions: 0n,
  parentBlockhash: new Uint8Array(32),
  totalPoints: 0n,
  totalRewards: 0n,
  distributedRewards: 0n,
  active: false,
};

/** A cluster at `slot` and `unixTimestamp` (seconds), all else as by default. */
export function sysvarsAt(slot: bigint = defaultSlot, unixTimestamp = 0n): Sysvars {
  return {
    clock: { slot, epochStartTimestamp: 0n, epoch: 0n, leaderScheduleEpoch: 0n, unixTimestamp },
    rent: defaultRent,
    epochSchedule: mainnetSchedule,
    epochRewards: noRewards,
    lastRestartSlot: 0n,
  };
}

/** Lamports that a signature costs. */
export const lamportsPerSignature = 5000n;

/** The blockhash a fresh litesvm starts with. */
export const firstBlockhash = addressBytes('CmpNeggWJ4JaWJeJ8YKN1Zypmk7uvQq3PECGUCAEMbky');

/** Name of a sysvar that has a getter of its own. */
export type SysvarName = Exclude<keyof Sysvars, 'histories'>;
