// Sequencing: a copy that happens all at once becomes single instructions, cycles and memory included.
import { fitsImmediate } from './facts.js';
import { liveBefore, maskOf, type RegisterMask } from './live-masks.js';
import {
  allocatableRegisters,
  copyTo,
  framePointer,
  isCopy,
  isRegister,
  pairsOf,
  type Copy,
  type MachineFunction,
  type MachineInstruction,
  type Pair,
  type Register,
  type Source,
  type Target,
} from './machine.js';

/** Cells of the frame for when no register is free: to save a borrowed one, to break a cycle. */
type SpareUse = 'borrow' | 'cycle';

/**
 * Makes every copy of the function one between two registers, or from a known value to a register. `liveOut`: by block,
 * the registers live at its end.
 */
export function sequenceCopies(machine: MachineFunction, liveOut: Int32Array): void {
  const sequencer = new Sequencer(machine);
  machine.blocks.forEach((block, index) => {
    const { instructions } = block;
    let reversed: MachineInstruction[] | undefined;
    let live = liveBefore(block.terminator, liveOut[index]!);
    for (let i = instructions.length - 1; i >= 0; i--) {
      const instruction = instructions[i]!;
      if (!isCopy(instruction) || isSequenced(instruction, live)) reversed?.push(instruction);
      else {
        reversed ??= instructions.slice(i + 1).reverse();
        const sequence = sequencer.sequence(instruction, live);
        for (let k = sequence.length - 1; k >= 0; k--) reversed.push(sequence[k]!);
      }
      live = liveBefore(instruction, live);
    }
    if (reversed) block.instructions = reversed.reverse();
  });
}

/** A single copy into a register, neither from memory nor needless, stays as it is. */
function isSequenced(copy: Copy, liveAfter: RegisterMask): boolean {
  if (copy.kind === 'copies') return false;
  const { to, from } = copy;
  return (
    isRegister(to) &&
    (liveAfter & maskOf(to)) !== 0 &&
    from !== to &&
    (isRegister(from) || from.kind === 'constant' || from.kind === 'frame')
  );
}

/** Tells places apart: registers are not negative, and memory lies below r10. */
const keyOf = (place: Target): number => (isRegister(place) ? place : offsetOf(place));

function offsetOf(place: Exclude<Target, Register>): number {
  if (place.kind === 'spill')
    throw new RangeError('spill slots get their offsets before copies are sequenced');
  return place.offset;
}

const isPlace = (source: Source): source is Target =>
  isRegister(source) || source.kind === 'cell' || source.kind === 'spill';

class Sequencer {
  private output: MachineInstruction[] = [];
  private pending: Pair[] = [];
  /** How many pending pairs read each register, and each place in memory. */
  private readonly registerReaders = new Int32Array(framePointer + 1);
  private readonly memoryReaders = new Map<number, number>();
  private readonly spareCells = new Map<SpareUse, number>();
  private liveAfter: RegisterMask = 0;
  private span: Copy['span'];

  constructor(private readonly machine: MachineFunction) {}

  /** The instructions of a copy, in the order they run. */
  sequence(copy: Copy, liveAfter: RegisterMask): readonly MachineInstruction[] {
    this.liveAfter = liveAfter;
    this.span = copy.span;
    this.output = [];
    for (const pair of pairsOf(copy)) if (this.isNeeded(pair)) this.pending.push(pair);
    for (const { from } of this.pending) this.count(from, 1);
    this.run();
    return this.output;
  }

  private isNeeded({ to, from }: Pair): boolean {
    if (isRegister(to)) return from !== to && (this.liveAfter & maskOf(to)) !== 0;
    return !isPlace(from) || keyOf(from) !== keyOf(to);
  }

  private readersOf(place: Target): number {
    return isRegister(place) ? this.registerReaders[place]! : (this.memoryReaders.get(offsetOf(place)) ?? 0);
  }

  private count(from: Source, change: number): void {
    if (isRegister(from)) this.registerReaders[from]! += change;
    else if (isPlace(from)) this.memoryReaders.set(offsetOf(from), this.readersOf(from) + change);
  }

  private spareOffset(use: SpareUse): number {
    let offset = this.spareCells.get(use);
    if (offset === undefined) this.spareCells.set(use, (offset = -(this.machine.frameBytes += 8)));
    return offset;
  }

  private run(): void {
    while (this.pending.length > 0) {
      const ready = this.pending.findIndex(({ to }) => this.readersOf(to) === 0);
      if (ready >= 0) {
        const [pair] = this.pending.splice(ready, 1);
        this.count(pair!.from, -1);
        this.move(pair!.to, pair!.from);
      } else this.breakCycle();
    }
  }

  private move(to: Target, from: Source): void {
    const { span } = this;
    if (isRegister(to)) {
      if (isPlace(from) && !isRegister(from))
        this.output.push({
          kind: 'load',
          size: 8,
          dst: to,
          base: framePointer,
          offset: offsetOf(from),
          span,
        });
      else this.output.push(copyTo(to, from, span));
      return;
    }
    const store = (value: Register | { immediate: number }): void => {
      this.output.push({ kind: 'store', size: 8, base: framePointer, offset: offsetOf(to), value, span });
    };
    if (isRegister(from)) return store(from);
    if (from.kind === 'constant' && fitsImmediate(BigInt.asIntN(64, from.value)))
      return store({ immediate: Number(BigInt.asIntN(64, from.value)) });
    this.withScratch((scratch) => {
      this.move(scratch, from);
      store(scratch);
    });
  }

  /** Every target is read by another pair: the old contents of one go elsewhere, and its readers with them. */
  private breakCycle(): void {
    const { to } = this.pending[0]!;
    const scratch = this.freeRegister();
    if (scratch !== undefined) {
      this.move(scratch, to);
      return this.redirect(to, scratch);
    }
    const swap = this.pending.findIndex((pair) => isRegister(pair.to) && isRegister(pair.from));
    if (swap >= 0) {
      const pair = this.pending[swap]!;
      this.pending.splice(swap, 1);
      this.count(pair.from, -1);
      this.exchange(pair.to as Register, pair.from as Register);
      return this.redirectExchanged(pair.to as Register, pair.from as Register);
    }
    const aside: Target = { kind: 'cell', offset: this.spareOffset('cycle') };
    this.move(aside, to);
    this.redirect(to, aside);
  }

  private exchange(a: Register, b: Register): void {
    for (const [dst, operand] of [
      [a, b],
      [b, a],
      [a, b],
    ] as const)
      this.output.push({ kind: 'operate', operation: 'xor64', dst, operand, span: this.span });
  }

  private redirect(old: Target, place: Target): void {
    this.pending = this.pending.map((pair) => {
      if (!isPlace(pair.from) || keyOf(pair.from) !== keyOf(old)) return pair;
      this.count(old, -1);
      this.count(place, 1);
      return { to: pair.to, from: place };
    });
  }

  /** After `a` and `b` changed contents, readers of each find their value in the other. */
  private redirectExchanged(a: Register, b: Register): void {
    this.pending = this.pending
      .map((pair) => {
        const moved = pair.from === a ? b : pair.from === b ? a : pair.from;
        this.count(pair.from, -1);
        this.count(moved, 1);
        return { to: pair.to, from: moved };
      })
      .filter((pair) => {
        if (pair.to !== pair.from) return true;
        this.count(pair.from, -1);
        return false;
      });
  }

  /** A register whose contents nobody needs now: not live afterwards or still to be written, and not to be read. */
  private freeRegister(): Register | undefined {
    let needed = this.liveAfter;
    for (const { to } of this.pending) if (isRegister(to)) needed &= ~maskOf(to);
    for (const { from } of this.pending) if (isRegister(from)) needed |= maskOf(from);
    for (let register = allocatableRegisters - 1; register >= 0; register--)
      if ((needed & maskOf(register)) === 0) return register;
    return undefined;
  }

  private withScratch(use: (scratch: Register) => void): void {
    const free = this.freeRegister();
    if (free !== undefined) return use(free);
    const offset = this.spareOffset('borrow');
    const borrowed: Register = allocatableRegisters - 1;
    const { span } = this;
    this.output.push({ kind: 'store', size: 8, base: framePointer, offset, value: borrowed, span });
    use(borrowed);
    this.output.push({ kind: 'load', size: 8, dst: borrowed, base: framePointer, offset, span });
  }
}
