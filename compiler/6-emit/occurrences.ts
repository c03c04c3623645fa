// Occurrences: which variables each instruction reads and writes, gathered once for all the analyses that walk the code.
import type { MachineBlock, MachineInstruction, MachineTerminator } from './machine.js';
import type { Tables } from './tables.js';

type Visit = (instruction: MachineInstruction | MachineTerminator, visit: (variable: number) => void) => void;

/** Instructions are numbered through the blocks; the terminator of a block comes behind its instructions. */
export interface Occurrences {
  /** By block, the number of its first instruction; one more at the end. */
  readonly firsts: Int32Array;
  /** Where the reads of instruction `i` begin in `variables`, at 2i, and its writes, at 2i + 1; one more at the end. */
  readonly bounds: Int32Array;
  readonly variables: Int32Array;
}

export function gatherOccurrences(
  blocks: readonly MachineBlock[],
  visitReads: Visit,
  visitWrites: Visit,
  tables: Tables,
): Occurrences {
  const firsts = tables.integers(blocks.length + 1);
  const count = blocks.reduce((sum, { instructions }) => sum + instructions.length + 1, 0);
  const bounds = tables.integers(2 * count + 1);
  // Few instructions have more than two.
  let variables = tables.integers(2 * count);
  let room = 2 * count;
  let size = 0;
  let at = 0;
  const gather = (variable: number): void => {
    if (size === room) {
      room *= 2;
      const larger = tables.integers(room);
      larger.set(variables.subarray(0, size));
      variables = larger;
    }
    variables[size++] = variable;
  };
  const take = (instruction: MachineInstruction | MachineTerminator): void => {
    visitReads(instruction, gather);
    bounds[++at] = size;
    visitWrites(instruction, gather);
    bounds[++at] = size;
  };
  for (let index = 0; index < blocks.length; index++) {
    const { instructions, terminator } = blocks[index]!;
    for (const instruction of instructions) take(instruction);
    take(terminator);
    firsts[index + 1] = at / 2;
  }
  return { firsts, bounds, variables };
}

/** Whether instructions `first` up to, not including, `end` read or write a variable that is wanted. */
export function someOccurs(
  { bounds, variables }: Occurrences,
  first: number,
  end: number,
  isWanted: Int32Array,
): boolean {
  for (let at = bounds[2 * first]!; at < bounds[2 * end]!; at++) if (isWanted[variables[at]!]) return true;
  return false;
}
