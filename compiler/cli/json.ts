// JSON for other programs: one object on one line, integers beyond 2^53 as decimal strings.

/** A number where JSON readers keep it exact, else its decimal digits. */
export function jsonInteger(value: bigint): number | string {
  const exact = value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER);
  return exact ? Number(value) : value.toString();
}

export function jsonLine(value: object): string {
  const text = JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'bigint' ? jsonInteger(part) : part,
  );
  return `${text}\n`;
}
