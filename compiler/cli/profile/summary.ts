// Summary: the units of each function and of each line, and how they changed since an earlier profile.
import type { Collected, Frame } from './collect.js';

export interface FunctionRow {
  readonly name: string;
  /** Units it took itself, and with all it called. */
  readonly self: number;
  readonly total: number;
  readonly calls: number;
}

export interface LineRow {
  readonly source: string;
  readonly line: number;
  readonly units: number;
}

export interface Summary {
  readonly units: number;
  /** Those that take the most come first. */
  readonly functions: readonly FunctionRow[];
  readonly lines: readonly LineRow[];
}

export function totalOf(frame: Frame): number {
  let total = frame.self;
  for (const child of frame.children.values()) total += totalOf(child);
  return total;
}

export function summarize({ root, lines }: Collected): Summary {
  const rows = new Map<string, { self: number; total: number; calls: number }>();
  const visit = (frame: Frame, above: ReadonlySet<string>): number => {
    const inside = new Set([...above, frame.name]);
    let total = frame.self;
    for (const child of frame.children.values()) total += visit(child, inside);
    const row = rows.get(frame.name) ?? { self: 0, total: 0, calls: 0 };
    row.self += frame.self;
    row.calls += frame.calls;
    // What a function takes while it is called by itself is counted where it was called first.
    if (!above.has(frame.name)) row.total += total;
    rows.set(frame.name, row);
    return total;
  };
  const units = visit(root, new Set());
  const functions = [...rows].map(([name, row]) => ({ name, ...row }));
  return {
    units,
    functions: functions.sort((a, b) => b.self - a.self || compare(a.name, b.name)),
    lines: lines.toSorted((a, b) => b.units - a.units || compare(a.source, b.source) || a.line - b.line),
  };
}

const compare = (one: string, other: string): number => Number(one > other) - Number(one < other);

/** A thing that took other units before; 0 where it was not there. */
export interface Change {
  readonly name: string;
  readonly before: number;
  readonly after: number;
}

export interface Difference {
  readonly units: Change;
  readonly functions: readonly Change[];
  readonly lines: readonly Change[];
}

function changes(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): Change[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((name) => ({ name, before: before.get(name) ?? 0, after: after.get(name) ?? 0 }))
    .filter((change) => change.before !== change.after)
    .sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before) || compare(a.name, b.name));
}

export const lineName = ({ source, line }: LineRow): string => `${source}:${line}`;

const byName = ({ functions }: Summary) => new Map(functions.map(({ name, self }) => [name, self]));
const byLine = ({ lines }: Summary) => new Map(lines.map((row) => [lineName(row), row.units]));

export function differenceOf(before: Summary, after: Summary): Difference {
  return {
    units: { name: 'units', before: before.units, after: after.units },
    functions: changes(byName(before), byName(after)),
    lines: changes(byLine(before), byLine(after)),
  };
}
