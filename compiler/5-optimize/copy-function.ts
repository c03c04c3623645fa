// Copies the instructions of one function into another, under names of their own.
import type { FlowFunction, FlowInstruction, Value } from '../../grammar/flow.js';
import { renameOperands, renameResults, type Renaming } from './rewrite.js';

/**
 * Names for what a function defines, as new values of `target`; its parameters are named by `given`. All names are there
 * before any is used: a loop's parameter may come before what its edge carries.
 */
export function namesIn(target: FlowFunction, source: FlowFunction, given: readonly Value[]): Renaming {
  const names = new Array<Value>(source.values).fill(-1);
  source.parameters.forEach((parameter, i) => (names[parameter] = given[i]!));
  for (const block of source.blocks) {
    for (const parameter of block.parameters) names[parameter] = target.values++;
    for (const instruction of block.instructions) {
      if (instruction.kind === 'call') {
        for (const result of instruction.results) names[result] = target.values++;
      } else if (instruction.kind !== 'store') names[instruction.result] = target.values++;
    }
  }
  return (value) => names[value]!;
}

/** The instruction under other names; slots are numbered from `firstSlot`. */
export function copyInstruction(
  instruction: FlowInstruction,
  rename: Renaming,
  firstSlot: number,
): FlowInstruction {
  switch (instruction.kind) {
    case 'constant':
    case 'address':
      return { ...instruction, result: rename(instruction.result) };
    case 'slot':
      return { ...instruction, result: rename(instruction.result), slot: instruction.slot + firstSlot };
    case 'binary':
    case 'compare':
      return {
        ...instruction,
        result: rename(instruction.result),
        left: rename(instruction.left),
        right: rename(instruction.right),
      };
    case 'load':
      return { ...instruction, result: rename(instruction.result), address: rename(instruction.address) };
    case 'store':
      return renameOperands(instruction, rename);
    default:
      return renameResults(renameOperands(instruction, rename), rename);
  }
}
