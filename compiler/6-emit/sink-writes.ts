// Sinking: what only one side of a branch needs is computed there.
import { findLiveMasks, liveBefore, maskOf, type RegisterMask } from './liveness.js';
import {
  successorsOf,
  type MachineBlock,
  type MachineFunction,
  type MachineInstruction,
  type Register,
} from './machine.js';
import { visitReads, visitWrites } from './operands.js';
import { onlyWrites } from './remove-dead-writes.js';

/** The register an instruction fills with what it reads, if it may run later or, where nobody wants it, not at all. */
const sinkable = (instruction: MachineInstruction): Register | undefined =>
  instruction.kind === 'load' ? instruction.dst : onlyWrites(instruction);

/** What lies between an instruction and the end of its block. */
interface Passed {
  reads: RegisterMask;
  writes: RegisterMask;
  /** Memory may change. */
  isWriting: boolean;
}

function pass(passed: Passed, instruction: MachineInstruction | MachineBlock['terminator']): void {
  visitReads(instruction, (register) => (passed.reads |= maskOf(register)));
  visitWrites(instruction, (register) => (passed.writes |= maskOf(register)));
  const { kind } = instruction;
  passed.isWriting ||= kind === 'store' || kind === 'call' || kind === 'syscall';
}

/** Whether an instruction that fills `register` can run after what was passed. */
function canPass(instruction: MachineInstruction, register: Register, passed: Passed): boolean {
  if (((passed.reads | passed.writes) & maskOf(register)) !== 0) return false;
  if (instruction.kind === 'load' && passed.isWriting) return false;
  let read: RegisterMask = 0;
  visitReads(instruction, (source) => (read |= maskOf(source)));
  return (read & passed.writes) === 0;
}

/** A block that only jumps on disappears in the layout, if nothing sinks into it. */
const isPassage = ({ instructions, terminator }: MachineBlock): boolean =>
  instructions.length === 0 && terminator.kind === 'jump';

/**
 * Works on allocated code with sequenced copies. Only blocks that nothing else leads to and that run no more often take
 * what sinks.
 */
export function sinkWrites(machine: MachineFunction): void {
  const { blocks } = machine;
  const entries = new Int32Array(blocks.length);
  for (const { terminator } of blocks) for (const next of successorsOf(terminator)) entries[next]!++;
  entries[0]!++;
  const liveOut = findLiveMasks(blocks);
  // Downwards, as far as blocks are numbered that way; what sinks further than that stays where it is.
  blocks.forEach((block, index) => {
    const { terminator } = block;
    if (terminator.kind === 'jump' && entries[terminator.target] === 1) {
      const next = blocks[terminator.target]!;
      next.instructions = [...block.instructions, ...next.instructions];
      block.instructions = [];
      return;
    }
    if (terminator.kind !== 'branch' || terminator.then === terminator.otherwise) return;
    const sides = [terminator.then, terminator.otherwise].map((next) => ({
      next,
      live: liveAtStart(blocks[next]!, liveOut[next]!),
    }));
    const passed: Passed = { reads: 0, writes: 0, isWriting: false };
    pass(passed, terminator);
    const kept: MachineInstruction[] = [];
    for (let i = block.instructions.length - 1; i >= 0; i--) {
      const instruction = block.instructions[i]!;
      const register = sinkable(instruction);
      const wanting = sides.filter(({ live }) => register !== undefined && (live & maskOf(register)) !== 0);
      const [side] = wanting;
      const sinks =
        register !== undefined &&
        wanting.length === 1 &&
        entries[side!.next] === 1 &&
        !isPassage(blocks[side!.next]!) &&
        blocks[side!.next]!.frequency <= block.frequency &&
        canPass(instruction, register, passed);
      if (!sinks) {
        pass(passed, instruction);
        kept.push(instruction);
        continue;
      }
      const target = blocks[side!.next]!;
      target.instructions = [instruction, ...target.instructions];
      side!.live = liveBefore(instruction, side!.live);
      // What it reads must now last until the end of this block.
      liveOut[index] = (liveOut[index]! & ~maskOf(register)) | side!.live;
    }
    block.instructions = kept.reverse();
  });
}

function liveAtStart({ instructions, terminator }: MachineBlock, liveOut: RegisterMask): RegisterMask {
  let live = liveBefore(terminator, liveOut);
  for (let i = instructions.length - 1; i >= 0; i--) live = liveBefore(instructions[i]!, live);
  return live;
}
