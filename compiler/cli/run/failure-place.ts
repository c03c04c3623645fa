// Where a failed run went wrong: runs it once more and watches, since a program carries no places itself.
import { locate, TrapFinder, type DebugMap, type Location } from '../../../grammar/debug-map.js';
import { decode, hasStaticSyscalls, rowFor, type Instruction } from '../../../grammar/sbpf.js';
import type { Executable } from '../../../runtime/executable.js';
import { execute, type Outcome, type Request } from '../../../runtime/execute.js';
import type { Observer } from '../../../runtime/interpret.js';

/** The instruction to blame, and why, if the debug map knows. */
export interface FailurePlace {
  readonly pc: number;
  readonly reason?: string;
  /** The slots of the calls that were open, innermost first. */
  readonly callers?: readonly number[];
}

/** The places in the sources of a failure and of the calls that led there, innermost first. */
export function traceOf({ pc, callers = [] }: FailurePlace, map: DebugMap): readonly Location[] {
  const trace: Location[] = [];
  for (const slot of [pc, ...callers]) for (let at = locate(map, slot); at; at = at.calledAt) trace.push(at);
  return trace;
}

/** How a program ended: the slot of its last instruction, and r0 if it returned. */
export type End = Pick<Outcome, 'pc' | 'exitCode'>;

/** Runs what failed once more. */
export type Rerun = (observe: Observer) => void;

/** How an instruction changes the depth of calls: 1 into a function, -1 out of one. */
function depthChange(slot: Instruction, { version, functions }: Executable): -1 | 0 | 1 {
  switch (rowFor(slot.opcode, version)?.shape) {
    case 'exit':
      return -1;
    case 'callx':
      return 1;
    case 'call': {
      const internal = hasStaticSyscalls(version) ? slot.src === 1 : functions.has(slot.immediate >>> 0);
      return internal ? 1 : 0;
    }
    default:
      return 0;
  }
}

/** The first trap a run enters, the instruction that led there, and the `exit` that ends the trap. */
interface Trap extends FailurePlace {
  readonly reason: string;
  readonly callers: readonly number[];
  readonly start: number;
  readonly exit: number;
}

/** The slots of the calls that are open, as instructions are executed. */
class CallStack {
  readonly open: number[] = [];
  private readonly slots: readonly Instruction[];

  constructor(private readonly executable: Executable) {
    this.slots = decode(executable.text);
  }

  /** Gives how the instruction changes the depth of calls. */
  observe(pc: number): -1 | 0 | 1 {
    const change = depthChange(this.slots[pc]!, this.executable);
    if (change > 0) this.open.push(pc);
    else if (change < 0) this.open.pop();
    return change;
  }

  callers(): readonly number[] {
    return [...this.open].reverse();
  }
}

/** The calls that were open when the machine stopped. */
function callersAtEnd(rerun: Rerun, executable: Executable): readonly number[] {
  const stack = new CallStack(executable);
  rerun((pc) => void stack.observe(pc));
  return stack.callers();
}

/** What follows the first trap only hands the failure on to the callers. */
function findTrap(rerun: Rerun, executable: Executable, map: DebugMap): Trap | undefined {
  const finder = new TrapFinder(map);
  const stack = new CallStack(executable);
  let entered: Omit<Trap, 'exit'> | undefined;
  let exit: number | undefined;
  let depth = 0;
  rerun((pc) => {
    if (exit !== undefined) return;
    if (entered === undefined) {
      finder.observe(pc);
      if (finder.found !== undefined) entered = { ...finder.found, start: pc, callers: stack.callers() };
    }
    const change = stack.observe(pc);
    if (entered === undefined) return;
    depth += change;
    if (depth < 0) exit = pc;
  });
  return entered && exit !== undefined ? { ...entered, exit } : undefined;
}

const isBefore = (line: number, column: number, other: { line: number; column: number }): boolean =>
  line < other.line || (line === other.line && column < other.column);

function holds(outer: Location, inner: Location): boolean {
  if (outer.source !== inner.source || isBefore(inner.line, inner.column, outer)) return false;
  return !isBefore(outer.endLine, outer.endColumn, { line: inner.endLine, column: inner.endColumn });
}

const sameLocation = (left: Location, right: Location): boolean => holds(left, right) && holds(right, left);

/**
 * The instruction of a trap that stands for it in the source. Traps that do nothing but fail may be shared, so it is
 * the branch that tells the place, unless the trap's own place is inside that of the branch: `(when c (fail 1))`. A
 * trap that does more, or was not branched to, is shared with nobody.
 */
function placeOf({ pc, start, exit }: Trap, map: DebugMap): number {
  const [branch, first, last] = [pc, start, exit].map((slot) => locate(map, slot));
  if (last === undefined) return pc;
  if (branch === undefined || pc === start) return exit;
  const doesMore = first !== undefined && !sameLocation(first, last);
  return doesMore || holds(branch, last) ? exit : pc;
}

/**
 * The instruction that made a program end in failure: the one the machine stopped at, or what stands for the trap that
 * was entered. Undefined if the program never ran, or returned 0 and what it did was refused afterwards.
 */
export function findEnd(
  rerun: Rerun,
  { pc, exitCode }: End,
  executable: Executable,
  map: DebugMap | undefined,
): FailurePlace | undefined {
  if (pc === undefined || exitCode === 0n) return undefined;
  if (map === undefined) return { pc };
  if (exitCode === undefined) return { pc, callers: callersAtEnd(rerun, executable) };
  const trap = findTrap(rerun, executable, map);
  return trap ? { pc: placeOf(trap, map), reason: trap.reason, callers: trap.callers } : { pc };
}

/** The same for a program that runs alone. */
export function findFailure(
  request: Request,
  outcome: Outcome,
  executable: Executable,
  map: DebugMap | undefined,
): FailurePlace | undefined {
  const rerun: Rerun = (observe) => execute({ ...request, program: executable, observe });
  return findEnd(rerun, outcome, executable, map);
}
