// Refuse: the words to the log and the error with which loader v3 stops.
import type { BuiltinContext } from '../../builtin.js';
import type { InstructionErrorName, InstructionFailure } from '../../errors.js';
import { failed } from '../../errors.js';

export function refuse(
  context: BuiltinContext,
  error: InstructionErrorName,
  words: string,
): InstructionFailure {
  context.log(words);
  return failed(error);
}
