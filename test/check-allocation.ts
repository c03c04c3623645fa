// A check of register allocation by following values: every read must find what the uncoloured code would read.
import type { Allocation } from '../compiler/6-emit/allocate.js';
import {
  isCopy,
  isRegister,
  isVirtual,
  pairsOf,
  successorsOf,
  type MachineInstruction,
} from '../compiler/6-emit/machine.js';
import { visitReads, visitWrites } from '../compiler/6-emit/operands.js';

/** What each machine register holds: the virtual registers whose value it has; undefined where nothing ran yet. */
type Holds = ReadonlySet<number>[];

/**
 * Walks the coloured code forwards and keeps, for each machine register, the set of virtual registers whose current
 * value it holds. A read of a virtual register is right if its machine register holds it on every way. This knows
 * nothing of the allocator's own liveness and interference.
 */
export function allocationProblems({ before: machine, colors }: Allocation): string[] {
  const colorOf = (register: number): number => (isVirtual(register) ? colors[register]! : register);
  const entries = new Array<Holds | undefined>(machine.blocks.length).fill(undefined);
  entries[0] = Array.from({ length: 11 }, (_, register) => new Set([register]));
  const problems = new Set<string>();
  const pending = [0];
  for (let index = pending.shift(); index !== undefined; index = pending.shift()) {
    const block = machine.blocks[index]!;
    const holds: Set<number>[] = entries[index]!.map((set) => new Set(set));
    const read = (register: number): void => {
      if (!isVirtual(register) || holds[colorOf(register)]?.has(register)) return;
      problems.add(
        `${machine.name}: block ${index} reads v${register} from r${colorOf(register)}, which lost it`,
      );
    };
    for (const instruction of block.instructions) {
      visitReads(instruction, read);
      if (instruction.kind === 'set')
        visitReads(instruction, (register) => {
          if (colorOf(register) === colorOf(instruction.dst))
            problems.add(`${machine.name}: set of its own operand`);
        });
      write(instruction, holds, colorOf);
    }
    visitReads(block.terminator, read);
    for (const next of successorsOf(block.terminator)) if (meet(entries, next, holds)) pending.push(next);
  }
  return [...problems];
}

function write(
  instruction: MachineInstruction,
  holds: Set<number>[],
  colorOf: (register: number) => number,
): void {
  const forget = (register: number): void => {
    for (const set of holds) set.delete(register);
  };
  if (isCopy(instruction)) {
    const pairs = pairsOf(instruction);
    const moved = pairs.map(({ to, from }) => ({
      to,
      values: isRegister(from) ? [...(holds[colorOf(from)] ?? [])] : [],
    }));
    const written = new Set(pairs.map(({ to }) => to));
    for (const { to } of moved) {
      if (!isRegister(to)) continue;
      forget(to);
      holds[colorOf(to)]!.clear();
    }
    for (const { to, values } of moved) {
      if (!isRegister(to)) continue;
      for (const value of values) if (!written.has(value)) holds[colorOf(to)]!.add(value);
      holds[colorOf(to)]!.add(to);
    }
    return;
  }
  visitWrites(instruction, (register) => {
    forget(register);
    holds[colorOf(register)]!.clear();
    holds[colorOf(register)]!.add(register);
  });
}

/** Keeps what holds on every way to `block`; tells whether that became less. */
function meet(entries: (Holds | undefined)[], block: number, arriving: Holds): boolean {
  const known = entries[block];
  if (!known) {
    entries[block] = arriving.map((set) => new Set(set));
    return true;
  }
  const merged = known.map(
    (set, register) => new Set([...set].filter((value) => arriving[register]!.has(value))),
  );
  entries[block] = merged;
  return merged.some((set, register) => set.size < known[register]!.size);
}
