// Sinking: what only one side of a branch needs is computed there.
import { liveBefore, maskOf, readMask, writeMask, type LiveMasks, type RegisterMask } from './live-masks.js';
import {
  successorsOf,
  type MachineBlock,
  type MachineFunction,
  type MachineInstruction,
  type MachineTerminator,
  type Register,
} from './machine.js';
import { onlyWrites } from './remove-dead-writes.js';
import type { Tables } from './tables.js';

/** The register an instruction fills with what it reads, if it may run later or, where nobody wants it, not at all. */
const sinkable = (instruction: MachineInstruction): Register | undefined =>
  instruction.kind === 'load' ? instruction.dst : onlyWrites(instruction);

/** What lies between an instruction and the end of its block. */
class Passed {
  private reads: RegisterMask = 0;
  private writes: RegisterMask = 0;
  /** Memory may change. */
  private isWriting = false;

  add(instruction: MachineInstruction | MachineTerminator): void {
    this.reads |= readMask(instruction);
    this.writes |= writeMask(instruction);
    const { kind } = instruction;
    this.isWriting ||= kind === 'store' || kind === 'call' || kind === 'syscall';
  }

  /** Whether an instruction that fills `register` can run after all this. */
  lets(instruction: MachineInstruction, register: Register): boolean {
    if (((this.reads | this.writes) & maskOf(register)) !== 0) return false;
    if (instruction.kind === 'load' && this.isWriting) return false;
    return (readMask(instruction) & this.writes) === 0;
  }
}

/** A block that only jumps on disappears in the layout, if nothing sinks into it. */
const isPassage = ({ instructions, terminator }: MachineBlock): boolean =>
  instructions.length === 0 && terminator.kind === 'jump';

/**
 * Works on allocated code with sequenced copies and keeps up what is live. Only blocks that nothing else leads to and that run no more often take
 * what sinks.
 */
export function sinkWrites(machine: MachineFunction, { liveIn, liveOut }: LiveMasks, tables: Tables): void {
  const { blocks } = machine;
  const entries = tables.integers(blocks.length);
  for (const { terminator } of blocks) for (const next of successorsOf(terminator)) entries[next]!++;
  entries[0]!++;
  // Downwards, as far as blocks are numbered that way; what sinks further than that stays where it is.
  blocks.forEach((block, index) => {
    const { terminator, instructions } = block;
    if (instructions.length === 0) return;
    if (terminator.kind === 'jump' && entries[terminator.target] === 1) {
      const next = blocks[terminator.target]!;
      next.instructions = [...instructions, ...next.instructions];
      block.instructions = [];
      liveOut[index] = liveIn[index]!;
      liveIn[terminator.target] = liveIn[index]!;
      return;
    }
    if (terminator.kind !== 'branch' || terminator.then === terminator.otherwise) return;
    const { then, otherwise } = terminator;
    const takes = (side: number): boolean =>
      entries[side] === 1 && !isPassage(blocks[side]!) && blocks[side]!.frequency <= block.frequency;
    const [thenTakes, otherwiseTakes] = [takes(then), takes(otherwise)];
    if (!thenTakes && !otherwiseTakes) return;
    const passed = new Passed();
    passed.add(terminator);
    let kept: MachineInstruction[] | undefined;
    for (let i = instructions.length - 1; i >= 0; i--) {
      const instruction = instructions[i]!;
      const register = sinkable(instruction);
      const mask = register === undefined ? 0 : maskOf(register);
      const isThen = (liveIn[then]! & mask) !== 0;
      const isOtherwise = (liveIn[otherwise]! & mask) !== 0;
      const isTaken = isThen ? thenTakes && !isOtherwise : isOtherwise && otherwiseTakes;
      if (register === undefined || !isTaken || !passed.lets(instruction, register)) {
        passed.add(instruction);
        kept?.push(instruction);
        continue;
      }
      kept ??= instructions.slice(i + 1).reverse();
      const side = isThen ? then : otherwise;
      const target = blocks[side]!;
      target.instructions = [instruction, ...target.instructions];
      const live = liveBefore(instruction, liveIn[side]!);
      liveIn[side] = live;
      // What it reads must now last until the end of this block.
      liveOut[index] = (liveOut[index]! & ~mask) | live;
    }
    if (kept) block.instructions = kept.reverse();
  });
}
