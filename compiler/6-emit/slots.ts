// Spill slots: those never needed at the same time share eight bytes of the frame.
import { findLiveOut } from './liveness.js';
import {
  copyAll,
  isCopy,
  isRegister,
  pairsOf,
  type MachineFunction,
  type MachineInstruction,
  type MachineTerminator,
  type Source,
} from './machine.js';
import { gatherOccurrences, type Occurrences } from './occurrences.js';
import type { Tables } from './tables.js';

const slotOf = (place: Source): number | undefined =>
  !isRegister(place) && place.kind === 'spill' ? place.slot : undefined;

function visitSlots(
  instruction: MachineInstruction | MachineTerminator,
  side: 'to' | 'from',
  visit: (slot: number) => void,
): void {
  if (!isCopy(instruction)) return;
  for (const pair of pairsOf(instruction)) {
    const slot = slotOf(pair[side]);
    if (slot !== undefined) visit(slot);
  }
}

/** Gives every spill slot its place in the frame; copies between slots make them want the same one. */
export function placeSpillSlots(machine: MachineFunction, count: number, tables: Tables): void {
  if (count === 0) return;
  const occurrences = gatherOccurrences(
    machine.blocks,
    (instruction, visit) => visitSlots(instruction, 'from', visit),
    (instruction, visit) => visitSlots(instruction, 'to', visit),
    tables,
  );
  const { conflicts, partners } = findConflicts(machine, occurrences, count, tables);
  const colors = new Array<number | undefined>(count).fill(undefined);
  for (let slot = 0; slot < count; slot++) {
    const taken = new Set([...conflicts[slot]!].map((other) => colors[other]));
    const wished = partners[slot]!.map((other) => colors[other]).find(
      (color) => color !== undefined && !taken.has(color),
    );
    let color = wished ?? 0;
    while (taken.has(color)) color++;
    colors[slot] = color;
  }
  const { firsts } = occurrences;
  const start = machine.frameBytes;
  machine.frameBytes += 8 * (Math.max(...colors.map((color) => color ?? 0)) + 1);
  const settle = <Place extends Source>(place: Place): Place | { kind: 'cell'; offset: number } => {
    const slot = slotOf(place);
    return slot === undefined ? place : { kind: 'cell', offset: -(start + 8 * (colors[slot]! + 1)) };
  };
  machine.blocks.forEach((block, index) => {
    const [first, end] = [firsts[index]!, firsts[index + 1]!];
    if (!occursIn(occurrences, first, end)) return;
    block.instructions = block.instructions.map((instruction, i): MachineInstruction => {
      if (!isCopy(instruction) || !occursIn(occurrences, first + i, first + i + 1)) return instruction;
      const pairs = pairsOf(instruction).map(({ to, from }) => ({ to: settle(to), from: settle(from) }));
      return copyAll(pairs, instruction.span);
    });
  });
}

/** Whether instructions `first` up to, not including, `end` use any slot. */
const occursIn = ({ bounds }: Occurrences, first: number, end: number): boolean =>
  bounds[2 * first] !== bounds[2 * end];

function findConflicts({ blocks }: MachineFunction, occurrences: Occurrences, count: number, tables: Tables) {
  const conflicts = Array.from({ length: count }, () => new Set<number>());
  const partners: number[][] = Array.from({ length: count }, () => []);
  const liveOut = findLiveOut(blocks, occurrences, 0, count, tables);
  const define = (slot: number, copied: number | undefined, live: ReadonlySet<number>): void => {
    for (const other of live) {
      if (other === slot || other === copied) continue;
      conflicts[slot]!.add(other);
      conflicts[other]!.add(slot);
    }
  };
  const { firsts } = occurrences;
  blocks.forEach(({ instructions }, index) => {
    const [first, end] = [firsts[index]!, firsts[index + 1]!];
    if (!occursIn(occurrences, first, end)) return;
    const live = new Set(liveOut.of(index));
    for (let i = instructions.length - 1; i >= 0; i--) {
      const instruction = instructions[i]!;
      if (!isCopy(instruction) || !occursIn(occurrences, first + i, first + i + 1)) continue;
      const pairs = pairsOf(instruction);
      visitSlots(instruction, 'to', (slot) => live.add(slot));
      const written = new Set(pairs.map(({ to }) => slotOf(to)));
      for (const { to, from } of pairs) {
        const [slot, source] = [slotOf(to), slotOf(from)];
        if (slot === undefined) continue;
        define(slot, source !== undefined && !written.has(source) ? source : undefined, live);
        if (source === undefined) continue;
        partners[slot]!.push(source);
        partners[source]!.push(slot);
      }
      visitSlots(instruction, 'to', (slot) => live.delete(slot));
      visitSlots(instruction, 'from', (slot) => live.add(slot));
    }
  });
  return { conflicts, partners };
}
