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
  /** Of code that was put in place of a call from another source: the call. */
  readonly calledAt?: Location;
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

export function locationOf({ source, start, end, calledAt }: Span): Location {
  const from = positionAt(source, start);
  const to = positionAt(source, end);
  return {
    source: source.name,
    line: from.line,
    column: from.column,
    endLine: to.line,
    endColumn: to.column,
    ...(calledAt && { calledAt: locationOf(calledAt) }),
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
    if (span && last?.end === pc && sameSpan(previous, span)) last.end = pc + 1;
    else if (span) locations.push({ start: pc, end: pc + 1, location: locationOf(span) });
    previous = span;
  }
  // Code that nothing jumps to belongs to one failure alone, and its own place says more than that of the branch.
  const fallsFromBranch = (pc: number): boolean => isBranchAt(pc - 1) && isTarget[pc] === 1;
  return {
    locations,
    functions: functions.map(({ name, start, end }) => ({ name, start, end })),
    traps: traps.map(({ pc, reason, isTold }) => ({
      pc,
      reason,
      fallsFromBranch: !isTold && fallsFromBranch(pc),
    })),
    trapSites,
  };
}

function sameSpan(a: Span | undefined, b: Span | undefined): boolean {
  if (a === b || !a || !b) return a === b;
  return a.source === b.source && a.start === b.start && a.end === b.end && sameSpan(a.calledAt, b.calledAt);
}

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
  private readonly functions: DebugMap['functions'];
  private previous = -1;
  private last: TrapSite | undefined;

  constructor(map: DebugMap) {
    this.traps = new Map(map.traps.map((trap) => [trap.pc, trap]));
    this.sites = new Map(map.trapSites.map(({ pc, reason }) => [pc, reason]));
    this.functions = map.functions;
  }

  observe(pc: number): void {
    const trap = this.traps.get(pc);
    if (trap) {
      const own = this.isFallenInto(pc, trap.fallsFromBranch);
      const reason = own ? trap.reason : (this.sites.get(this.previous) ?? trap.reason);
      if (reason !== handedOn) this.last = { pc: own ? pc : this.previous, reason };
    }
    this.previous = pc;
  }

  /** Whether no branch led to the trap: the run begins with it, or goes on there, maybe behind a call. */
  private isFallenInto(pc: number, fallsFromBranch: boolean): boolean {
    const { previous } = this;
    if (previous === pc - 1) return !fallsFromBranch;
    return previous < 0 || rangeAt(this.functions, previous) !== rangeAt(this.functions, pc);
  }

  /** The last trap entered, if any was. */
  get found(): TrapSite | undefined {
    return this.last;
  }
}

const format = 'osvm debug map 2';

/** The map as one line of JSON; locations refer to a list of source names, and by number from 1 to a list of calls. */
export function serializeDebugMap({ locations, functions, traps, trapSites }: DebugMap): string {
  const numbers = new Map<string, number>();
  const sourceNumber = (name: string): number => {
    const known = numbers.get(name) ?? numbers.size;
    numbers.set(name, known);
    return known;
  };
  const calls = new Map<string, number>();
  const row = ({ source, line, column, endLine, endColumn, calledAt }: Location): number[] => {
    const cells = [sourceNumber(source), line, column, endLine, endColumn];
    if (!calledAt) return [...cells, 0];
    const key = JSON.stringify(row(calledAt));
    const known = calls.get(key) ?? calls.size + 1;
    calls.set(key, known);
    return [...cells, known];
  };
  const rows = locations.map(({ start, end, location }) => [start, end, ...row(location)]);
  return `${JSON.stringify({
    format,
    sources: [...numbers.keys()],
    calls: [...calls.keys()].map((key) => JSON.parse(key) as number[]),
    locations: rows,
    functions: functions.map(({ start, end, name }) => [start, end, name]),
    traps: traps.map(({ pc, reason, fallsFromBranch }) => [pc, reason, fallsFromBranch ? 1 : 0]),
    trapSites: trapSites.map(({ pc, reason }) => [pc, reason]),
  })}\n`;
}

/** Number of the source, line and column, those of the end, number of the call. */
type Place = readonly [number, number, number, number, number, number];

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
  const place = [isCount, isCount, isCount, isCount, isCount, isCount] as const;
  const calls = rowsOf(fields['calls'], ...place);
  const locations = rowsOf(fields['locations'], isCount, isCount, ...place);
  const functions = rowsOf(fields['functions'], isCount, isCount, isText);
  const traps = rowsOf(fields['traps'], isCount, isText, isCount);
  const trapSites = rowsOf(fields['trapSites'], isCount, isText);
  if (!calls || !locations || !functions || !traps || !trapSites) return undefined;
  const known: Location[] = [];
  // A call lies behind those it names.
  const locationAt = (cells: readonly number[]): Location | undefined => {
    const [source, line, column, endLine, endColumn, call] = cells as Place;
    const calledAt = known[call - 1];
    if (source >= sources.length || (call > 0 && !calledAt)) return undefined;
    return { source: sources[source]!, line, column, endLine, endColumn, ...(calledAt && { calledAt }) };
  };
  for (const cells of calls) {
    const location = locationAt(cells);
    if (!location) return undefined;
    known.push(location);
  }
  const places = locations.map(([start, end, ...cells]) => ({ start, end, location: locationAt(cells) }));
  const isPlaced = (range: (typeof places)[number]): range is DebugMap['locations'][number] =>
    range.location !== undefined;
  if (!places.every(isPlaced)) return undefined;
  return {
    locations: places,
    functions: functions.map(([start, end, name]) => ({ start, end, name })),
    traps: traps.map(([pc, reason, falls]) => ({ pc, reason, fallsFromBranch: falls === 1 })),
    trapSites: trapSites.map(([pc, reason]) => ({ pc, reason })),
  };
}
