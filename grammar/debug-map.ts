// Debug map: which place of the source each slot of a program comes from, and what its traps mean.
import type { Assembly } from './assembly.js';
import { handedOn } from './flow.js';
import { rowFor } from './sbpf.js';
import { positionAt, type Span } from './source.js';

/** A range of a source; lines and columns from 1, columns in Unicode code points, the end exclusive. */
export interface Location {
  readonly source: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Slots `start` up to, not including, `end`. */
export interface SlotRange {
  readonly start: number;
  readonly end: number;
}

export interface DebugMap {
  /** Stretches of slots with one location, ascending; slots without one are in none. */
  readonly locations: readonly (SlotRange & { readonly location: Location })[];
  readonly functions: readonly (SlotRange & { readonly name: string })[];
  /**
   * Where code begins that only ends the program with an error. `fallsFromBranch`: the slot before is one of the
   * branches that lead there, so whoever comes from there came by that branch.
   */
  readonly traps: readonly {
    readonly pc: number;
    readonly reason: string;
    readonly fallsFromBranch: boolean;
  }[];
  /** Branches to a trap several reasons share, with their own. */
  readonly trapSites: readonly { readonly pc: number; readonly reason: string }[];
}

export function locationOf({ source, start, end }: Span): Location {
  const from = positionAt(source, start);
  const to = positionAt(source, end);
  return {
    source: source.name,
    line: from.line,
    column: from.column,
    endLine: to.line,
    endColumn: to.column,
  };
}

export function buildDebugMap({ version, slots, functions, traps, trapSites }: Assembly): DebugMap {
  const locations: { start: number; end: number; location: Location }[] = [];
  let previous: Span | undefined;
  const isTarget = new Uint8Array(slots.length);
  const shapeAt = (pc: number) => rowFor(slots[pc]?.opcode ?? 0, version)?.shape;
  const isBranchAt = (pc: number): boolean => {
    const shape = shapeAt(pc);
    return shape === 'branch-imm' || shape === 'branch-reg';
  };
  for (let pc = 0; pc < slots.length; pc++) {
    const { span, offset } = slots[pc]!;
    if (isBranchAt(pc) || shapeAt(pc) === 'jump') isTarget[pc + 1 + offset] = 1;
    const last = locations[locations.length - 1];
    if (span && last?.end === pc && previous && sameSpan(previous, span)) last.end = pc + 1;
    else if (span) locations.push({ start: pc, end: pc + 1, location: locationOf(span) });
    previous = span;
  }
  // Code that nothing jumps to belongs to one failure alone, and its own place says more than that of the branch.
  const fallsFromBranch = (pc: number): boolean => isBranchAt(pc - 1) && isTarget[pc] === 1;
  return {
    locations,
    functions: functions.map(({ name, start, end }) => ({ name, start, end })),
    traps: traps.map(({ pc, reason }) => ({ pc, reason, fallsFromBranch: fallsFromBranch(pc) })),
    trapSites,
  };
}

const sameSpan = (a: Span, b: Span): boolean =>
  a === b || (a.source === b.source && a.start === b.start && a.end === b.end);

/** The entry among ascending ranges that holds `pc`. */
function rangeAt<Range extends SlotRange>(ranges: readonly Range[], pc: number): Range | undefined {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const range = ranges[middle]!;
    if (pc < range.start) high = middle - 1;
    else if (pc >= range.end) low = middle + 1;
    else return range;
  }
  return undefined;
}

/** The source of the slot at `pc`. */
export function locate(map: DebugMap, pc: number): Location | undefined {
  return rangeAt(map.locations, pc)?.location;
}

/** The name of the function that holds the slot at `pc`. */
export function functionAt(map: DebugMap, pc: number): string | undefined {
  return rangeAt(map.functions, pc)?.name;
}

/** Why and where a program failed; `pc` is the slot whose location to show. */
export interface TrapSite {
  readonly pc: number;
  readonly reason: string;
}

/**
 * Finds the trap a run ended in. Give it the pc of every instruction in the order of execution; the failing place is
 * the one executed just before the last trap was entered, or the trap's own where nothing branched to it. Traps that
 * hand on the failure of a called function do not count.
 */
export class TrapFinder {
  private readonly traps: ReadonlyMap<number, DebugMap['traps'][number]>;
  private readonly sites: ReadonlyMap<number, string>;
  private previous = -1;
  private last: TrapSite | undefined;

  constructor(map: DebugMap) {
    this.traps = new Map(map.traps.map((trap) => [trap.pc, trap]));
    this.sites = new Map(map.trapSites.map(({ pc, reason }) => [pc, reason]));
  }

  observe(pc: number): void {
    const trap = this.traps.get(pc);
    if (trap) {
      const own = this.previous < 0 || (this.previous === pc - 1 && !trap.fallsFromBranch);
      const reason = own ? trap.reason : (this.sites.get(this.previous) ?? trap.reason);
      if (reason !== handedOn) this.last = { pc: own ? pc : this.previous, reason };
    }
    this.previous = pc;
  }

  /** The last trap entered, if any was. */
  get found(): TrapSite | undefined {
    return this.last;
  }
}

const format = 'osvm debug map 1';

/** The map as one line of JSON; locations refer to a list of source names. */
export function serializeDebugMap({ locations, functions, traps, trapSites }: DebugMap): string {
  const sources = [...new Set(locations.map(({ location }) => location.source))];
  const numbers = new Map(sources.map((source, index) => [source, index]));
  return `${JSON.stringify({
    format,
    sources,
    locations: locations.map(({ start, end, location: { source, line, column, endLine, endColumn } }) => [
      start,
      end,
      numbers.get(source),
      line,
      column,
      endLine,
      endColumn,
    ]),
    functions: functions.map(({ start, end, name }) => [start, end, name]),
    traps: traps.map(({ pc, reason, fallsFromBranch }) => [pc, reason, fallsFromBranch ? 1 : 0]),
    trapSites: trapSites.map(({ pc, reason }) => [pc, reason]),
  })}\n`;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isText = (value: unknown): value is string => typeof value === 'string';

type Guard<T> = (value: unknown) => value is T;
type Guarded<Guards extends readonly Guard<unknown>[]> = {
  [Index in keyof Guards]: Guards[Index] extends Guard<infer T> ? T : never;
};

/** A list of rows whose cells pass the guards, in order; undefined if anything else is found. */
function rowsOf<const Guards extends readonly Guard<unknown>[]>(
  value: unknown,
  ...guards: Guards
): Guarded<Guards>[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const fits = value.every(
    (row: unknown) =>
      Array.isArray(row) && row.length === guards.length && guards.every((guard, i) => guard(row[i])),
  );
  return fits ? (value as Guarded<Guards>[]) : undefined;
}

/** Reads what `serializeDebugMap` writes; undefined for anything else. */
export function parseDebugMap(text: string): DebugMap | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const fields: Readonly<Record<string, unknown>> = { ...value };
  const sources = fields['sources'];
  if (fields['format'] !== format || !Array.isArray(sources) || !sources.every(isText)) return undefined;
  const locations = rowsOf(
    fields['locations'],
    isCount,
    isCount,
    isCount,
    isCount,
    isCount,
    isCount,
    isCount,
  );
  const functions = rowsOf(fields['functions'], isCount, isCount, isText);
  const traps = rowsOf(fields['traps'], isCount, isText, isCount);
  const trapSites = rowsOf(fields['trapSites'], isCount, isText);
  if (!locations || !functions || !traps || !trapSites) return undefined;
  if (locations.some(([, , source]) => source >= sources.length)) return undefined;
  return {
    locations: locations.map(([start, end, source, line, column, endLine, endColumn]) => ({
      start,
      end,
      location: { source: sources[source]!, line, column, endLine, endColumn },
    })),
    functions: functions.map(([start, end, name]) => ({ start, end, name })),
    traps: traps.map(([pc, reason, falls]) => ({ pc, reason, fallsFromBranch: falls === 1 })),
    trapSites: trapSites.map(([pc, reason]) => ({ pc, reason })),
  };
}
