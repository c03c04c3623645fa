// Runner: a translated program in an arena, and what it asks of its host.
import { frameSize, frameStride, initialStackPointer } from '../../grammar/memory.js';
import type { Executable } from '../executable.js';
import { Fault } from '../fault.js';
import type { Machine, Observer, Position, Run } from '../machine.js';
import { nowhere } from './access.js';
import type { Arena } from './arena.js';
import { cells, stackPlace } from './layout.js';
import { importSpace } from './module.js';
import { framePointer } from './registers.js';
import type { Translation } from './translate.js';

/** Goes on with a program where its translation cannot: exactly, up to the end of the running function. */
export type Resume = (
  executable: Executable,
  machine: Machine,
  position: Position,
  observe?: Observer,
) => Run;

/** What a runner is told of, and tells of, its program. */
export interface ProgramNotes {
  readonly executable: Executable;
  /** A function that is not translated was called; more of them may be called from there. */
  missed(pc: number): void;
  /** 1 where functions begin. */
  readonly entries: Uint8Array;
}

/** Thrown through translated code, after the fault was put down. */
const stop = Symbol('stop');

type Stopped = Run & { readonly ok: false };

export class Runner {
  readonly #start: () => void;
  #machine: Machine | undefined;
  #stopped: Stopped | undefined;
  #wanted = 0;
  readonly #text: DataView;

  constructor(
    readonly arena: Arena,
    readonly module: WebAssembly.Module,
    readonly translation: Translation,
    readonly notes: ProgramNotes,
    readonly resume: Resume,
  ) {
    const { text } = notes.executable;
    this.#text = new DataView(text.buffer, text.byteOffset, text.byteLength);
    const imports = {
      memory: arena.linear,
      leave: (site: number) => this.#leave(site),
      syscall: (site: number) => this.#syscall(site),
      deepen: (frame: number) => (arena.deepen(frame) ? 0 : 1),
      locate: (access: number) => this.#locate(access),
      enter: () => this.#goOn(this.#wanted, true),
      find: (pc: number) => this.#find(pc),
    };
    const { exports } = new WebAssembly.Instance(module, { [importSpace]: imports });
    this.#start = exports['start'] as () => void;
  }

  /** Runs the program on a machine whose memory and registers are those of the arena. */
  run(machine: Machine): Run {
    const { arena } = this;
    const budget = machine.meter.remaining;
    this.#machine = machine;
    this.#stopped = undefined;
    arena.setNumber(cells.units, budget);
    arena.setNumber(cells.syscallUnits, 0);
    try {
      this.#start();
    } catch (thrown) {
      if (thrown !== stop) throw thrown;
    }
    const stopped = this.#stopped as Stopped | undefined;
    if (stopped === undefined) machine.meter.remaining = arena.number(cells.units);
    const instructions = budget - machine.meter.remaining - arena.number(cells.syscallUnits);
    if (stopped !== undefined) return { ...stopped, instructions };
    if (this.translation.framed)
      machine.registers[framePointer] = initialStackPointer(this.notes.executable.version);
    return { ok: true, r0: arena.registers[0]!, instructions, pc: arena.words[cells.exit >> 2]! };
  }

  #countSyscall(units: number): void {
    const { arena } = this;
    arena.setNumber(cells.syscallUnits, arena.number(cells.syscallUnits) + units);
  }

  #syscall(site: number): void {
    const { arena } = this;
    const machine = this.#machine!;
    const { meter, registers } = machine;
    const { pc } = this.translation.sites[site]!;
    const before = arena.number(cells.units);
    meter.remaining = before;
    const syscall = machine.syscall(this.#text.getUint32(pc * 8 + 4, true))!;
    try {
      registers[0] = syscall(registers[1]!, registers[2]!, registers[3]!, registers[4]!, registers[5]!);
    } catch (thrown) {
      this.#countSyscall(before - meter.remaining);
      if (!(thrown instanceof Fault)) throw thrown;
      this.#stopped = { ok: false, fault: thrown, inSyscall: true, pc, instructions: 0 };
      throw stop;
    }
    this.#countSyscall(before - meter.remaining);
    arena.setNumber(cells.units, meter.remaining);
  }

  #leave(site: number): void {
    const { pc, refund } = this.translation.sites[site]!;
    const { arena } = this;
    arena.setNumber(cells.units, arena.number(cells.units) + refund);
    this.#goOn(pc, false);
  }

  #goOn(pc: number, missed: boolean): void {
    const { arena, notes, translation } = this;
    const machine = this.#machine!;
    const { executable } = notes;
    const depth = (arena.words[cells.frame >> 2]! - stackPlace) / frameSize;
    if (translation.framed)
      machine.registers[framePointer] =
        initialStackPointer(executable.version) + BigInt(depth * frameStride(executable.version));
    const before = arena.number(cells.units);
    machine.meter.remaining = before;
    arena.touch();
    const { entries } = notes;
    const note = (at: number): void => {
      if (entries[at] === 1) notes.missed(at);
    };
    if (missed) notes.missed(pc);
    const run = this.resume(executable, machine, { pc, depth }, missed ? note : undefined);
    this.#countSyscall(before - machine.meter.remaining - run.instructions);
    if (!run.ok) {
      this.#stopped = run;
      throw stop;
    }
    arena.setNumber(cells.units, machine.meter.remaining);
    if (depth === 0) arena.words[cells.exit >> 2] = run.pc;
  }

  /** The place of the access in the address cell, or `nowhere` where it is for the interpreter to judge. */
  #locate(access: number): number {
    const { arena } = this;
    const { memory } = this.#machine!;
    const address = arena.addressCell();
    const length = access >>> 1;
    const write = (access & 1) === 1;
    const high = Number(address >> 32n);
    const low = Number(address & 0xffff_ffffn);
    const offset = memory.locate(high, low, length, write);
    if (offset < 0) return nowhere;
    const region = memory.regions.find(({ start }) => Number(start >> 32n) === high)!;
    // Bytes side by side in the frames need not be so in the address space.
    if (region.gap !== undefined && (low & (region.gap - 1)) + length > region.gap) return nowhere;
    if (write) arena.noteWrite(high, low + length);
    return memory.window.byteOffset + offset;
  }

  #find(pc: number): number {
    const place = this.translation.targets.get(pc);
    if (place === undefined) {
      this.#wanted = pc;
      return 0;
    }
    this.arena.rememberTarget(pc, place);
    return place;
  }
}
