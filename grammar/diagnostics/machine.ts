// Messages of the machine: program files that it cannot load or must not run.
import type { DiagnosticRow } from '../diagnostics.js';

export const machineRows = {
  programNotLoaded: {
    code: 'E0701',
    level: 'error',
    text: '`{file}` is no program the machine can load: {reason}',
    hint: 'the loader stopped at byte {offset}; compile the program again, or see whether the file was cut short',
    explanation:
      'A program is an ELF file for the machine BPF whose e_flags name one of the sBPF versions 0 to 3. Version 3 ' +
      'has a fixed layout of at most two segments (SIMD-0189); versions 0 to 2 have sections and relocations. ' +
      'The reason is given in the words of the Agave runtime, which refuses the same files.',
  },
  programNotVerified: {
    code: 'E0702',
    level: 'error',
    text: '`{file}` breaks a rule of the machine: {reason}',
    hint: 'instruction {pc} is at fault; a compiler for sBPF v{version} must not emit it',
    explanation:
      'Before a program runs, each of its instructions must be known to its version, jump to an instruction, name ' +
      'registers that exist, leave r10 alone, and have a sound constant: no division by zero, no shift beyond the ' +
      'width. The reason is given in the words of the Agave runtime, which refuses the same programs.',
  },
} as const satisfies Record<string, DiagnosticRow>;
