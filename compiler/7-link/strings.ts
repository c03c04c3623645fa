// String tables: names one after the other, each ended by a zero byte; offset 0 is the empty name.

export interface StringTable {
  readonly bytes: Uint8Array;
  offsetOf(name: string): number;
}

export function stringTable(names: readonly string[]): StringTable {
  const encoder = new TextEncoder();
  const offsets = new Map<string, number>([['', 0]]);
  const bytes: number[] = [0];
  for (const name of names) {
    if (offsets.has(name)) continue;
    offsets.set(name, bytes.length);
    for (const byte of encoder.encode(name)) bytes.push(byte);
    bytes.push(0);
  }
  return { bytes: Uint8Array.from(bytes), offsetOf: (name) => offsets.get(name) ?? 0 };
}
