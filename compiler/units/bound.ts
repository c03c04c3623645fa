// The most units that a program, or one of its functions, may take: all its ways at once, with ranges for values.
//
// Blocks are looked at in the order of their ranks, each with the greatest cost of the ways that lead there and what
// is known on all of them. A loop is gone round as often as its tests cannot be decided otherwise, so that it must end
// by what is known of its counter.
import type { Assembly } from '../../grammar/assembly.js';
import type { Span } from '../../grammar/source.js';
import type { SyscallSignature } from '../../grammar/syscall.js';
import { compare } from './compare.js';
import { blocksFrom, stepsOf, type Block, type Step } from './graph.js';
import { mostUnits } from './most-units.js';
import {
  after,
  copiedOut,
  handedOut,
  joined,
  loaded,
  overwritten,
  sameState,
  withRegister,
} from './state.js';
import type { State, Surroundings } from './state.js';
import { addressIn, constant, constantOf, ofBits, operate64, unknown, type Value } from './value.js';

/** A way through the program, from its end to its beginning. */
export interface Way {
  readonly before: Way | undefined;
  /** What it costs here alone. */
  readonly units: number;
  readonly span: Span | undefined;
  /** The way through a function that is called here. */
  readonly inside: Way | undefined;
}

export type Bound =
  | { readonly kind: 'bounded'; readonly units: number; readonly way: Way | undefined }
  /** Why there is none, and where. */
  | {
      readonly kind: 'unbounded';
      readonly reason: 'loop' | 'recursion' | 'call' | 'length';
      readonly span: Span | undefined;
    };

type Unbounded = Extract<Bound, { kind: 'unbounded' }>;

/** What is known where control is about to come to a block. */
interface Arrival {
  readonly units: number;
  readonly way: Way | undefined;
  readonly state: State;
}

interface Called extends Arrival {
  readonly kind: 'returned';
}

/** Arguments from r1 on; further ones lie in memory. */
const registerArguments = 5;
/** No transaction has more. Agave: MAX_COMPUTE_UNIT_LIMIT. */
const transactionUnits = 1_400_000;
/** Beyond it the search ends: a loop that goes on so long has no bound worth telling. */
const mostSteps = 60_000;

export class BoundSearch {
  private readonly steps: readonly (Step | undefined)[];
  private readonly around: Surroundings;
  private readonly blocks = new Map<number, ReadonlyMap<number, Block>>();
  private readonly open = new Set<number>();
  private done = 0;

  constructor(
    private readonly assembly: Assembly,
    private readonly syscalls: ReadonlyMap<string, SyscallSignature>,
    /** What the instruction data begins with. */
    data: Uint8Array,
  ) {
    this.steps = stepsOf(assembly);
    const { rodata, rodataAddress } = assembly;
    this.around = { data, rodata, rodataAddress };
  }

  /** Of a run of the program. */
  ofProgram(): Bound {
    // Registers that are given nothing begin as 0. Agave: EbpfVm::new.
    return this.of(this.assembly.entryPc, [addressIn('input', 0n), addressIn('data', 0n)], constant(0n));
  }

  /** Of a call of the function at a pc, whose arguments have these bits at most. */
  ofFunction(start: number, bits: readonly (number | undefined)[]): Bound {
    const given = bits
      .slice(0, registerArguments)
      .map((width) => (width === undefined ? unknown : ofBits(width)));
    return this.of(start, given, unknown);
  }

  private of(start: number, given: readonly Value[], others: Value): Bound {
    const registers = Array.from({ length: 11 }, (_, index): Value => {
      if (index === 10) return addressIn('frame', 0n);
      return given[index - 1] ?? others;
    });
    const found = this.run(start, { registers, frame: new Map(), leaked: false });
    if (found.kind === 'unbounded') return found;
    return { kind: 'bounded', units: found.units, way: found.way };
  }

  private blocksOf(start: number): ReadonlyMap<number, Block> {
    const known = this.blocks.get(start);
    if (known) return known;
    const found = blocksFrom(start, this.steps);
    this.blocks.set(start, found);
    return found;
  }

  /** From the start of a function to all its ends. */
  private run(start: number, state: State): Called | Unbounded {
    const blocks = this.blocksOf(start);
    const waiting = new Map<number, Arrival>([[start, { units: 0, way: undefined, state }]]);
    const seen = new Map<number, State>();
    let end: Arrival | undefined;
    this.open.add(start);
    for (;;) {
      const pc = firstOf(waiting, blocks);
      if (pc === undefined) break;
      const block = blocks.get(pc)!;
      const arrival = waiting.get(pc)!;
      waiting.delete(pc);
      const last = block.steps.at(-1);
      const before = seen.get(pc);
      this.done += block.steps.length;
      if ((before && sameState(before, arrival.state)) || this.done > mostSteps)
        return { kind: 'unbounded', reason: 'loop', span: loopAround(block, blocks) ?? last?.span };
      seen.set(pc, arrival.state);
      let here = arrival;
      for (const step of block.steps) {
        const next = this.step(here, step);
        if ('kind' in next) return next;
        here = next;
      }
      if (!last || last.row.shape === 'exit') {
        end = end ? merged(end, here) : here;
        continue;
      }
      for (const [target, arriving] of this.leave(here, last, block.next)) {
        const other = waiting.get(target);
        waiting.set(target, other ? merged(other, arriving) : arriving);
      }
    }
    this.open.delete(start);
    return { kind: 'returned', ...(end ?? { units: 0, way: undefined, state }) };
  }

  /** Where control goes from the end of a block. */
  private *leave(here: Arrival, last: Step, next: number | undefined): Iterable<[number, Arrival]> {
    const { test, target, row, dst, src, immediate } = last;
    if (row.shape === 'jump') yield [target!, here];
    else if (!test || target === undefined) {
      if (next !== undefined) yield [next, here];
    } else {
      const { registers } = here.state;
      const outcomes = compare(test, registers[dst]!, immediate ?? registers[src]!);
      const known = ([left, right]: readonly [Value, Value]): Arrival => {
        const state = withRegister(here.state, dst, left);
        return { ...here, state: immediate ? state : withRegister(state, src, right) };
      };
      if (outcomes.holds) yield [target, known(outcomes.holds)];
      if (outcomes.fails && next !== undefined) yield [next, known(outcomes.fails)];
    }
  }

  private step(here: Arrival, step: Step): Arrival | Unbounded {
    const { row, syscall, span } = step;
    if (row.shape === 'callx') return { kind: 'unbounded', reason: 'call', span };
    if (row.shape !== 'call') {
      const isPlain = row.shape !== 'jump' && !step.test && row.shape !== 'exit';
      const state = isPlain ? after(here.state, step, this.around) : here.state;
      return { ...costing(here, 1, span), state };
    }
    if (syscall !== undefined) return this.syscall(here, syscall, span);
    return this.call(here, step);
  }

  private syscall(here: Arrival, name: string, span: Span | undefined): Arrival | Unbounded {
    const signature = this.syscalls.get(name)!;
    const { parameters, cost } = signature;
    const { registers } = here.state;
    const argument = (parameter: string): Value =>
      registers[1 + parameters.findIndex((one) => one.name === parameter)]!;
    const units = mostUnits(cost, {
      most: (parameter) => (argument(parameter).base ? unknown : argument(parameter)).high,
      known: (parameter) => constantOf(argument(parameter)),
      slices: (parameter) => {
        const counter = parameters[1 + parameters.findIndex((one) => one.name === parameter)];
        const count = counter && constantOf(argument(counter.name));
        return count === undefined ? undefined : this.slicesAt(here.state, argument(parameter), count);
      },
    });
    if (units === undefined || units > transactionUnits) {
      const reason = cost.shape === 'invocation' ? 'call' : 'length';
      return { kind: 'unbounded', reason, span };
    }
    const result = signature.zeroResult ? constant(0n) : unknown;
    let state = withRegister(here.state, 0, result);
    if (parameters.some(({ kind }) => kind === 'input')) state = copiedOut(state);
    parameters.forEach(({ name: parameter, kind, size }, index) => {
      if (kind !== 'output') return;
      const length = parameters.slice(index).find((later) => later.kind === 'length');
      const most = size ?? (length ? Number(argument(length.name).high) : Infinity);
      state = overwritten(state, argument(parameter), most);
    });
    return { ...costing(here, 1 + units, span), state };
  }

  private slicesAt(state: State, table: Value, count: bigint): readonly bigint[] | undefined {
    const lengths: bigint[] = [];
    for (let index = 0n; index < count && index < 64n; index++) {
      const place = operate64('add', table, constant(16n * index + 8n));
      lengths.push(loaded(state, place, 8, this.around).high);
    }
    return count <= 64n ? lengths : undefined;
  }

  /** Functions are followed anew at each call, with what is known of their arguments. */
  private call(here: Arrival, { target, span }: Step): Arrival | Unbounded {
    if (target === undefined || this.open.has(target))
      return { kind: 'unbounded', reason: 'recursion', span };
    const { registers } = here.state;
    // What lies in the caller's frame is not followed.
    const inner = registers.map((value, index) => (index === 10 ? value : detached(value)));
    const found = this.run(target, { registers: inner, frame: new Map(), leaked: false });
    if (found.kind === 'unbounded') return found;
    const results = registers.map((value, index) =>
      index < 6 ? detached(found.state.registers[index]!) : value,
    );
    // Arguments that find no register lie in the frame.
    const before = copiedOut(registers.slice(1, 1 + registerArguments).reduce(handedOut, here.state));
    const way: Way = { before: here.way, units: 1, span, inside: found.way };
    const state = overwritten({ ...before, registers: results }, unknown);
    return { units: here.units + 1 + found.units, way, state };
  }
}

/** A value as another function knows it, which has a frame of its own. */
const detached = (value: Value): Value => (value.base === 'frame' ? unknown : value);

function costing(here: Arrival, units: number, span: Span | undefined): Arrival {
  const { way } = here;
  // Instructions of one place are one part of the way.
  const isSame = way && way.span === span && way.inside === undefined;
  const longer: Way = isSame
    ? { ...way, units: way.units + units }
    : { before: way, units, span, inside: undefined };
  return { ...here, units: here.units + units, way: longer };
}

/** The place of the innermost loop around a block. */
function loopAround({ rank }: Block, blocks: ReadonlyMap<number, Block>): Span | undefined {
  let innermost: { readonly head: number; readonly from: number } | undefined;
  for (const { steps, next, rank: from } of blocks.values()) {
    const last = steps.at(-1);
    const targets = [next, last?.row.shape === 'call' ? undefined : last?.target];
    for (const target of targets) {
      const head = target === undefined ? undefined : blocks.get(target)?.rank;
      if (head === undefined || head > rank || rank > from) continue;
      if (!innermost || head > innermost.head) innermost = { head, from };
    }
  }
  if (!innermost) return undefined;
  const { head, from } = innermost;
  const inside = [...blocks.values()].filter((block) => block.rank >= head && block.rank <= from);
  const spans = inside.flatMap(({ steps }) => steps.flatMap(({ span }) => span ?? []));
  // The form that makes the loop is around its parts.
  return spans.toSorted((a, b) => b.end - b.start - (a.end - a.start))[0];
}

/** Two ways that come together: the costlier, and what is known on both. */
function merged(a: Arrival, b: Arrival): Arrival {
  const { units, way } = a.units >= b.units ? a : b;
  return { units, way, state: joined(a.state, b.state) };
}

/** The block that waits and is first in the order. */
function firstOf(
  waiting: ReadonlyMap<number, Arrival>,
  blocks: ReadonlyMap<number, Block>,
): number | undefined {
  let first: number | undefined;
  for (const pc of waiting.keys())
    if (first === undefined || blocks.get(pc)!.rank < blocks.get(first)!.rank) first = pc;
  return first;
}

/** Where the costly places of a way are: what it costs on each line of the source, the most first. */
export function costlyPlaces(
  way: Way | undefined,
): readonly { readonly span: Span; readonly units: number }[] {
  const lines = new Map<string, { span: Span; units: number; most: number }>();
  const ways = [way];
  for (let part = ways.pop(); ; part = part?.before ?? ways.pop()) {
    if (!part) {
      if (ways.length === 0) break;
      continue;
    }
    if (part.inside) ways.push(part.inside);
    if (!part.span) continue;
    const { span, units } = part;
    const key = `${span.source.name}:${lineOf(span)}`;
    const known = lines.get(key);
    if (!known) lines.set(key, { span, units, most: units });
    else {
      known.units += units;
      if (units > known.most) Object.assign(known, { span, most: units });
    }
  }
  return [...lines.values()].toSorted((a, b) => b.units - a.units);
}

const lineOf = ({ source, start }: Span): number => source.text.slice(0, start).split('\n').length;
