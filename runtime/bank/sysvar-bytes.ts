// Sysvar bytes: a sysvar as its getter writes it into memory, and as its account holds it.
import type { SysvarName, Sysvars } from './sysvars.js';
import { defaultSlot, firstBlockhash } from './sysvars.js';

/** A value with the bytes it takes in memory (`repr(C)`) and in its account (bincode, without padding). */
type Part =
  | { readonly size: 1 | 8 | 16; readonly value: bigint }
  | { readonly size: 'f64'; readonly value: number }
  | { readonly size: 'bytes'; readonly value: Uint8Array };

const u64 = (value: bigint): Part => ({ size: 8, value });
const u128 = (value: bigint): Part => ({ size: 16, value });
const u8 = (value: bigint): Part => ({ size: 1, value });
const flag = (value: boolean): Part => u8(value ? 1n : 0n);

const parts: { readonly [Name in SysvarName]: (sysvars: Sysvars) => readonly Part[] } = {
  clock: ({ clock }) =>
    [clock.slot, clock.epochStartTimestamp, clock.epoch, clock.leaderScheduleEpoch, clock.unixTimestamp].map(
      u64,
    ),
  rent: ({ rent }) => [
    u64(rent.lamportsPerByte),
    { size: 'f64', value: rent.exemptionThreshold },
    u8(BigInt(rent.burnPercent)),
  ],
  epochSchedule: ({ epochSchedule }) => [
    u64(epochSchedule.slotsPerEpoch),
    u64(epochSchedule.leaderScheduleSlotOffset),
    flag(epochSchedule.warmup),
    u64(epochSchedule.firstNormalEpoch),
    u64(epochSchedule.firstNormalSlot),
  ],
  epochRewards: ({ epochRewards }) => [
    u64(epochRewards.distributionStartingBlockHeight),
    u64(epochRewards.numberOfPartitions),
    { size: 'bytes', value: epochRewards.parentBlockhash },
    u128(epochRewards.totalPoints),
    u64(epochRewards.totalRewards),
    u64(epochRewards.distributedRewards),
    flag(epochRewards.active),
  ],
  lastRestartSlot: ({ lastRestartSlot }) => [u64(lastRestartSlot)],
};

const sizeOf = (part: Part): number =>
  part.size === 'bytes' ? part.value.length : part.size === 'f64' ? 8 : part.size;
const alignmentOf = (part: Part): number => (part.size === 'bytes' ? 1 : sizeOf(part));
const alignedTo = (alignment: number, offset: number): number => Math.ceil(offset / alignment) * alignment;

function write(list: readonly Part[], padded: boolean): Uint8Array {
  const alignment = padded ? Math.max(...list.map(alignmentOf)) : 1;
  const offsets: number[] = [];
  let end = 0;
  for (const part of list) {
    const offset = padded ? alignedTo(alignmentOf(part), end) : end;
    offsets.push(offset);
    end = offset + sizeOf(part);
  }
  const bytes = new Uint8Array(alignedTo(alignment, end));
  const view = new DataView(bytes.buffer);
  list.forEach((part, index) => {
    const offset = offsets[index]!;
    if (part.size === 'bytes') bytes.set(part.value, offset);
    else if (part.size === 'f64') view.setFloat64(offset, part.value, true);
    else if (part.size === 1) bytes[offset] = Number(part.value);
    else {
      view.setBigUint64(offset, BigInt.asUintN(64, part.value), true);
      if (part.size === 16) view.setBigUint64(offset + 8, part.value >> 64n, true);
    }
  });
  return bytes;
}

/** The sysvar as its getter writes it: a C structure, padding zeroed. */
export function sysvarInMemory(sysvars: Sysvars, name: SysvarName): Uint8Array {
  return write(parts[name](sysvars), true);
}

/** The address of each sysvar's account. */
export const sysvarAddresses: { readonly [Name in SysvarName]: string } = {
  clock: 'SysvarC1ock11111111111111111111111111111111',
  rent: 'SysvarRent111111111111111111111111111111111',
  epochSchedule: 'SysvarEpochSchedu1e111111111111111111111111',
  epochRewards: 'SysvarEpochRewards1111111111111111111111111',
  lastRestartSlot: 'SysvarLastRestartS1ot1111111111111111111111',
};

/** The data of the sysvar account at `address`, if sol_get_sysvar knows it. */
export function sysvarAccountData(sysvars: Sysvars, address: string): Uint8Array | undefined {
  for (const name of Object.keys(sysvarAddresses) as SysvarName[])
    if (sysvarAddresses[name] === address) return write(parts[name](sysvars), false);
  return sysvars.histories?.get(address) ?? historyData(address);
}

/** The name of the sysvar whose account lies at `address`. */
export function sysvarNamed(address: string): SysvarName | undefined {
  return (Object.keys(sysvarAddresses) as SysvarName[]).find((name) => sysvarAddresses[name] === address);
}

export const slotHashesAddress = 'SysvarS1otHashes111111111111111111111111111';
export const stakeHistoryAddress = 'SysvarStakeHistory1111111111111111111111111';

/** Bytes of the slot hashes account: a count and 512 pairs of slot and hash. */
const slotHashesSize = 8 + 512 * 40;

/** The lists a fresh cluster has: one slot with its hash, and no stake history. */
function historyData(address: string): Uint8Array | undefined {
  if (address === stakeHistoryAddress) return new Uint8Array(8);
  if (address !== slotHashesAddress) return undefined;
  const bytes = new Uint8Array(slotHashesSize);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, 1n, true);
  view.setBigUint64(8, defaultSlot, true);
  bytes.set(firstBlockhash, 16);
  return bytes;
}
