// Collect: follows a run and counts the units of each line, and of each function below those that call it.
import type { DebugMap } from '../../../grammar/debug-map.js';
import { functionAt, locate } from '../../../grammar/debug-map.js';
import { decode, hasStaticSyscalls, rowFor } from '../../../grammar/sbpf.js';
import type { Executable } from '../../../runtime/executable.js';
import type { Outcome, Request } from '../../../runtime/execute.js';
import type { Observer } from '../../../runtime/machine.js';
import { defaultBudget } from '../../../runtime/execute.js';
import { syscallNames } from '../program.js';

/** A function, called by those above it. */
export interface Frame {
  readonly name: string;
  /** Units it took itself. */
  self: number;
  /** How often it was called this way. */
  calls: number;
  readonly children: Map<string, Frame>;
}

export interface LineUnits {
  readonly source: string;
  /** From 1. */
  readonly line: number;
  units: number;
}

export interface Collected {
  readonly root: Frame;
  /** In no order; what is of no line is in none. */
  readonly lines: readonly LineUnits[];
}

/** What an instruction does to the stack of calls. */
type Move = 'call' | 'return' | 'syscall' | undefined;

function movesOf(executable: Executable): readonly Move[] {
  const { version, functions } = executable;
  return decode(executable.text).map(({ opcode, src, immediate }): Move => {
    const shape = rowFor(opcode, version)?.shape;
    if (shape === 'exit') return 'return';
    if (shape === 'callx') return 'call';
    if (shape !== 'call') return undefined;
    const internal = hasStaticSyscalls(version) ? src === 1 : functions.has(immediate >>> 0);
    return internal ? 'call' : 'syscall';
  });
}

const newFrame = (name: string): Frame => ({ name, self: 0, calls: 0, children: new Map() });

function childOf(frame: Frame, name: string): Frame {
  let child = frame.children.get(name);
  if (child === undefined) {
    child = newFrame(name);
    frame.children.set(name, child);
  }
  return child;
}

export class Collector {
  readonly #moves: readonly Move[];
  readonly #slots;
  readonly #lines = new Map<string, LineUnits>();
  readonly #top = newFrame('');
  #stack: Frame[] = [];
  #last: { readonly pc: number; readonly units: number } | undefined;

  constructor(
    readonly executable: Executable,
    readonly map: DebugMap | undefined,
  ) {
    this.#moves = movesOf(executable);
    this.#slots = decode(executable.text);
  }

  readonly observe: Observer = (pc, _registers, units) => {
    if (this.#last === undefined) this.#enter(this.#top, pc);
    else {
      this.#pay(this.#last.units - units);
      const move = this.#moves[this.#last.pc];
      if (move === 'call') this.#enter(this.#stack.at(-1)!, pc);
      if (move === 'return') this.#stack.pop();
    }
    this.#last = { pc, units };
  };

  /** `request` and `outcome` are of the run that was watched. */
  finish({ budget = defaultBudget }: Request, { units, error }: Outcome): Collected {
    if (this.#last !== undefined) {
      // What a fault of the machine takes besides is nobody's work.
      const stopped = error?.code === 'ProgramFailedToComplete' && this.#moves[this.#last.pc] !== 'syscall';
      this.#pay(stopped ? 1 : this.#last.units - (budget - units));
    }
    const root = [...this.#top.children.values()][0] ?? newFrame('nothing');
    return { root, lines: [...this.#lines.values()] };
  }

  #enter(caller: Frame, pc: number): void {
    const frame = childOf(caller, this.#nameAt(pc));
    frame.calls++;
    this.#stack.push(frame);
  }

  #nameAt(pc: number): string {
    const { symbols } = this.executable;
    return (this.map && functionAt(this.map, pc)) ?? symbols.get(pc) ?? `function at ${pc}`;
  }

  /** Counts units for the last instruction; those that a syscall takes are told apart. */
  #pay(units: number): void {
    const { pc } = this.#last!;
    const frame = this.#stack.at(-1)!;
    frame.self += 1;
    if (units > 1) {
      const syscall = childOf(frame, syscallNames.get(this.#slots[pc]!.immediate >>> 0) ?? 'syscall');
      syscall.self += units - 1;
      syscall.calls++;
    }
    const place = this.map && locate(this.map, pc);
    if (place === undefined) return;
    const key = `${place.line} ${place.source}`;
    const line = this.#lines.get(key) ?? { source: place.source, line: place.line, units: 0 };
    line.units += units;
    this.#lines.set(key, line);
  }
}
