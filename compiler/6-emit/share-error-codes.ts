// Error codes: failures with builtin errors load the small number and share the shift that makes it a code.
import { programErrors } from '../../grammar/program-errors.js';
import { copyTo, isRegister, type MachineBlock, type MachineFunction } from './machine.js';

/** Bits below the number of a builtin error. Agave: BUILTIN_BIT_SHIFT. */
const errorShift = 32n;
const greatestError = BigInt(Math.max(...Object.values(programErrors)));
/** Wide constants take two slots and an exit one, a small constant and a jump two; the shift and the exit are shared. */
const fewestShared = 3;

/** The number of the builtin error that a block ends the program with, if it does nothing else. */
function errorOf({ instructions, terminator, trap }: MachineBlock): bigint | undefined {
  const [copy] = instructions;
  if (trap === undefined || terminator.kind !== 'exit' || instructions.length !== 1 || copy?.kind !== 'copy')
    return undefined;
  const { to, from } = copy;
  if (to !== 0 || isRegister(from) || from.kind !== 'constant') return undefined;
  const number = from.value >> errorShift;
  const isError = number > 0n && number <= greatestError && number << errorShift === from.value;
  return isError ? number : undefined;
}

/** Works on allocated code with sequenced copies. Failing takes two units more. What is shared has no place of its own. */
export function shareErrorCodes(machine: MachineFunction, reached: Int32Array): void {
  const failures = machine.blocks.filter((block, index) => reached[index] && errorOf(block) !== undefined);
  if (failures.length < fewestShared) return;
  const { terminator } = failures[0]!;
  const shared = machine.blocks.length;
  for (const block of failures) {
    const value = errorOf(block)!;
    const copy = block.instructions[0]!;
    block.instructions = [copyTo(0, { kind: 'constant', value }, copy.span)];
    block.terminator = { kind: 'jump', target: shared, span: block.terminator.span };
  }
  machine.blocks.push({
    instructions: [
      {
        kind: 'operate',
        operation: 'lsh64',
        dst: 0,
        operand: { immediate: Number(errorShift) },
        span: undefined,
      },
    ],
    terminator: { ...terminator, span: undefined },
    frequency: failures[0]!.frequency,
    cold: true,
    trap: undefined,
  });
}
