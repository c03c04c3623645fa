// What a run did to its accounts, as lines for a person.
import type { Account } from '../../../runtime/bank/account.js';

/** A half-open range of data offsets that differ. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/** Equal bytes between two differences that are shown as one range nevertheless. */
const joinedGap = 4;
/** Bytes of a range that are shown. */
const shownBytes = 32;

function changedRanges(before: Uint8Array, after: Uint8Array): Range[] {
  const ranges: Range[] = [];
  const length = Math.max(before.length, after.length);
  for (let at = 0; at < length; at++) {
    if (before[at] === after[at]) continue;
    const last = ranges.at(-1);
    if (last && at - last.end <= joinedGap) ranges[ranges.length - 1] = { start: last.start, end: at + 1 };
    else ranges.push({ start: at, end: at + 1 });
  }
  return ranges;
}

function hex(bytes: Uint8Array): string {
  if (bytes.length === 0) return '(none)';
  const shown = Buffer.from(bytes.subarray(0, shownBytes)).toString('hex');
  return bytes.length > shownBytes ? `${shown}… (${bytes.length} bytes)` : shown;
}

function describeChange(before: Account, after: Account): string[] {
  const lines: string[] = [];
  if (before.lamports !== after.lamports) {
    const change = after.lamports - before.lamports;
    const closed = after.lamports === 0n ? ', closed' : '';
    lines.push(
      `lamports ${before.lamports} -> ${after.lamports} (${change > 0n ? '+' : ''}${change}${closed})`,
    );
  }
  if (before.owner !== after.owner) lines.push(`owner ${before.owner} -> ${after.owner}`);
  if (before.data.length !== after.data.length) {
    lines.push(`data length ${before.data.length} -> ${after.data.length}`);
  }
  for (const { start, end } of changedRanges(before.data, after.data)) {
    lines.push(
      `data[${start}..${end}] ${hex(before.data.subarray(start, end))} -> ${hex(after.data.subarray(start, end))}`,
    );
  }
  return lines;
}

/** One line per changed account and one per change of it; nothing for accounts left as they were. */
export function describeChanges(before: readonly Account[], after: readonly Account[]): string[] {
  const earlier = new Map(before.map((account) => [account.pubkey, account]));
  return after.flatMap((account) => {
    const old = earlier.get(account.pubkey);
    const lines = old ? describeChange(old, account) : [];
    return lines.length === 0 ? [] : [`  ${account.pubkey}`, ...lines.map((line) => `    ${line}`)];
  });
}
