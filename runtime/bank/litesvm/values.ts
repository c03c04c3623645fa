// Values: what litesvm is given and gives besides transactions, as classes of the same names and fields.
import { decodeAddress, encodeBase58 } from '../../../grammar/base58.js';
import type * as sysvars from '../sysvars.js';

/** Only the limit of units is heeded: all other prices and limits are those of mainnet. */
export class ComputeBudget {
  computeUnitLimit = 1_400_000n;
}

export class Clock {
  constructor(
    public slot: bigint,
    public epochStartTimestamp: bigint,
    public epoch: bigint,
    public leaderScheduleEpoch: bigint,
    public unixTimestamp: bigint,
  ) {}

  static of(clock: sysvars.Clock): Clock {
    const { slot, epochStartTimestamp, epoch, leaderScheduleEpoch, unixTimestamp } = clock;
    return new Clock(slot, epochStartTimestamp, epoch, leaderScheduleEpoch, unixTimestamp);
  }
}

export class Rent {
  constructor(
    public lamportsPerByteYear: bigint,
    public exemptionThreshold: number,
    public burnPercent: number,
  ) {}

  static of({ lamportsPerByte, exemptionThreshold, burnPercent }: sysvars.Rent): Rent {
    return new Rent(lamportsPerByte, exemptionThreshold, burnPercent);
  }

  static toSysvar({ lamportsPerByteYear, exemptionThreshold, burnPercent }: Rent): sysvars.Rent {
    return { lamportsPerByte: lamportsPerByteYear, exemptionThreshold, burnPercent };
  }
}

export class EpochSchedule {
  constructor(
    public slotsPerEpoch: bigint,
    public leaderScheduleSlotOffset: bigint,
    public warmup: boolean,
    public firstNormalEpoch: bigint,
    public firstNormalSlot: bigint,
  ) {}

  static of(schedule: sysvars.EpochSchedule): EpochSchedule {
    const { slotsPerEpoch, leaderScheduleSlotOffset, warmup, firstNormalEpoch, firstNormalSlot } = schedule;
    return new EpochSchedule(
      slotsPerEpoch,
      leaderScheduleSlotOffset,
      warmup,
      firstNormalEpoch,
      firstNormalSlot,
    );
  }
}

export class EpochRewards {
  constructor(
    public distributionStartingBlockHeight: bigint,
    public numPartitions: bigint,
    /** Base58. */
    public parentBlockhash: string,
    public totalPoints: bigint,
    public totalRewards: bigint,
    public distributedRewards: bigint,
    public active: boolean,
  ) {}

  static of(rewards: sysvars.EpochRewards): EpochRewards {
    return new EpochRewards(
      rewards.distributionStartingBlockHeight,
      rewards.numberOfPartitions,
      encodeBase58(rewards.parentBlockhash),
      rewards.totalPoints,
      rewards.totalRewards,
      rewards.distributedRewards,
      rewards.active,
    );
  }

  /** Throws a RangeError where the blockhash is none. */
  static toSysvar({ numPartitions, parentBlockhash, ...rest }: EpochRewards): sysvars.EpochRewards {
    const hash = decodeAddress(parentBlockhash);
    if (hash === undefined) throw new RangeError(`\`${parentBlockhash}\` is no blockhash`);
    return { ...rest, numberOfPartitions: numPartitions, parentBlockhash: hash };
  }
}
