// Tally: how many different cases of each syscall the tests of a file have put to litesvm.
import { expect, it } from 'vitest';

/** Every syscall has at least so many. */
const leastCases = 20;

const seen = new Map<string, Set<string>>();

const plain = (_: string, value: unknown): unknown => {
  if (typeof value === 'bigint') return `${value}`;
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
};

/** Counts a case of a syscall; `parts` tell it from others. */
export function tally(name: string, ...parts: readonly unknown[]): void {
  const cases = seen.get(name) ?? new Set();
  seen.set(name, cases.add(JSON.stringify(parts, plain)));
}

/** A test, to stand after all others, that there were enough cases of each of these. */
export function itHadEnoughCases(names: readonly string[]): void {
  it.each(names)('%s had enough cases', (name) => {
    expect(seen.get(name)?.size ?? 0).toBeGreaterThanOrEqual(leastCases);
  });
}
