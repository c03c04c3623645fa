// Messages of the command line: wrong usage, files, fixtures, and what a run found out about its surroundings.
import type { DiagnosticRow } from '../diagnostics.js';

export const commandRows = {
  unknownCommand: {
    code: 'E0801',
    level: 'error',
    text: 'there is no command `{name}`',
    hint: '{suggestion}',
    explanation: 'The word after `osvm ovsm` must be one of the commands that `osvm ovsm --help` lists.',
  },
  unknownOption: {
    code: 'E0802',
    level: 'error',
    text: 'there is no option `{option}`',
    hint: '{suggestion}',
    explanation:
      'Options are checked before anything is read or written; `--help` after a command lists them.',
  },
  missingOperand: {
    code: 'E0803',
    level: 'error',
    text: '`{command}` needs {operand}',
    hint: 'write `{usage}`',
    explanation: 'The command works on something that the command line did not name.',
  },
  excessOperand: {
    code: 'E0804',
    level: 'error',
    text: '`{operand}` is one argument too many',
    hint: 'write `{usage}`; quote an argument that holds spaces',
    explanation: 'A command takes a fixed number of arguments so that a forgotten quote is noticed.',
  },
  missingOptionValue: {
    code: 'E0805',
    level: 'error',
    text: 'the option `{option}` needs a value',
    hint: 'give the value after the option; `--help` shows what it may be',
    explanation: 'Options written with a placeholder such as `<hex>` cannot stand alone.',
  },
  badOptionValue: {
    code: 'E0806',
    level: 'error',
    text: '`{value}` cannot be the value of `{option}`: {problem}',
    hint: 'see `--help` for what `{option}` accepts',
    explanation: 'Each option value is checked before the command starts.',
  },
  optionWithoutMeaning: {
    code: 'E0807',
    level: 'error',
    text: 'the option `{option}` has no meaning here: {reason}',
    hint: 'leave `{option}` out',
    explanation:
      'An option that would be ignored is refused, so that a run never does less than it was asked.',
  },
  fileMissing: {
    code: 'E0808',
    level: 'error',
    text: 'there is no file `{file}`',
    hint: '{suggestion}',
    explanation: 'The path is taken relative to the current directory; `-` reads standard input.',
  },
  fileIsDirectory: {
    code: 'E0809',
    level: 'error',
    text: '`{file}` is a directory',
    hint: 'name a file inside it',
    explanation: 'Commands read and write single files.',
  },
  fileUnreadable: {
    code: 'E0810',
    level: 'error',
    text: 'cannot read `{file}`: {problem}',
    hint: 'check that the file may be read',
    explanation: 'The operating system refused to open or read the file.',
  },
  fileUnwritable: {
    code: 'E0811',
    level: 'error',
    text: 'cannot write `{file}`: {problem}',
    hint: 'check that the directory exists and may be written to',
    explanation: 'The operating system refused to create or replace the file.',
  },
  fileTooLarge: {
    code: 'E0812',
    level: 'error',
    text: '`{file}` is larger than {limit} bytes',
    hint: 'name the file that was meant; no program or fixture is this large',
    explanation: 'Reading stops at a limit, so that a device or a wrong path cannot fill the memory.',
  },
  fileNotText: {
    code: 'E0813',
    level: 'error',
    text: '`{file}` is not UTF-8 text: the byte at offset {offset} fits no character',
    hint: 'save the file as UTF-8; a compiled program is run with `osvm ovsm run FILE.so`',
    explanation: 'Source files and fixtures are UTF-8.',
  },
  fileIsProgram: {
    code: 'E0814',
    level: 'error',
    text: '`{file}` is a compiled program, and `{command}` works on source text',
    hint: 'use `osvm ovsm run` or `osvm ovsm disasm` for compiled programs',
    explanation: 'The file begins with the ELF magic number.',
  },
  fileIsSource: {
    code: 'E0815',
    level: 'error',
    text: '`{file}` is not a compiled program, which `{command}` works on',
    hint: 'compile it first: `osvm ovsm compile FILE.ovsm`',
    explanation: 'The file does not begin with the ELF magic number.',
  },
  debugMapUnusable: {
    code: 'W0816',
    level: 'warning',
    text: 'the debug map `{file}` is not used: {problem}',
    hint: 'compile the program again to renew the debug map',
    explanation: 'Without a debug map a failure is shown by its instruction only.',
  },
  outputIsInput: {
    code: 'E0817',
    level: 'error',
    text: 'writing `{file}` would replace an input of this command',
    hint: 'choose another name for the output',
    explanation: 'An output may not replace a source, a program or a fixture that the same command reads.',
  },
  internalError: {
    code: 'E0899',
    level: 'error',
    text: 'osvm itself failed: {problem}',
    hint: 'this is a mistake in osvm; please report it with the command line and its input',
    explanation:
      'The cause is not the input. OSVM_DEBUG=1 in the environment adds the stack trace for the report.',
  },
} as const satisfies Record<string, DiagnosticRow>;
