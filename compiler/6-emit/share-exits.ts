// Shared exits: of two ways that a branch can take to the end of the program, the longer one runs on into the lone exit
// of the other.
import { inverseOf, type MachineFunction } from './machine.js';

/**
 * The order with such ways moved. Where one of two is `exit` alone and the other ends with one, both orders of the two
 * take the same units, and one of them needs a single exit. Traps keep theirs, which tells their place.
 */
export function shareExits(machine: MachineFunction, order: readonly number[]): readonly number[] {
  const { blocks } = machine;
  const moved = [...order];
  /** Whether control comes to the block at place `at` from the one before it, without a jump. */
  const isFallenInto = (at: number): boolean => {
    const before = moved[at - 1];
    if (before === undefined) return true;
    const { terminator } = blocks[before]!;
    if (terminator.kind === 'jump') return terminator.target === moved[at];
    return (
      terminator.kind === 'branch' && (terminator.then === moved[at] || terminator.otherwise === moved[at])
    );
  };
  for (let at = 0; at + 1 < moved.length; at++) {
    const { terminator } = blocks[moved[at]!]!;
    if (terminator.kind !== 'branch' || inverseOf(terminator.test.comparison) === undefined) continue;
    const exit = moved[at + 1]!;
    const longer = terminator.then === exit ? terminator.otherwise : terminator.then;
    if (terminator.then !== exit && terminator.otherwise !== exit) continue;
    if (blocks[exit]!.terminator.kind !== 'exit' || blocks[exit]!.instructions.length > 0) continue;
    const from = moved.indexOf(longer);
    const { terminator: end, trap } = blocks[longer]!;
    if (end.kind !== 'exit' || trap !== undefined || from <= at + 1 || isFallenInto(from)) continue;
    moved.splice(from, 1);
    moved.splice(at + 1, 0, longer);
    blocks[longer]!.terminator = { kind: 'jump', target: exit, span: end.span };
  }
  return moved;
}
