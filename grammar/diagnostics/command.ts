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
    hint: 'check the directory, the right to write there, and the space left',
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
  outputNameMissing: {
    code: 'E0818',
    level: 'error',
    text: 'standard input has no name to call the output after',
    hint: 'add `-o FILE.so`',
    explanation: 'The output is called after the source file unless `-o` names it.',
  },
  jsonSyntax: {
    code: 'E0820',
    level: 'error',
    text: 'this is not JSON: {problem}',
    hint: 'JSON has double quotes around keys and texts, commas between entries and none after the last',
    explanation: 'Fixtures are JSON as RFC 8259 has it; a key may stand once in an object.',
  },
  configUnknownKey: {
    code: 'E0821',
    level: 'error',
    text: 'there is no key `{key}` in {path}',
    hint: '{suggestion}',
    explanation: 'A key that means nothing is refused, since it is most likely one that was misspelt.',
  },
  configMissing: {
    code: 'E0822',
    level: 'error',
    text: '{path} is missing',
    hint: 'it {wanted}',
    explanation: 'The value has no sensible default and must be given.',
  },
  configValue: {
    code: 'E0823',
    level: 'error',
    text: '{path} {problem}',
    hint: 'see the README for the keys of a fixture and the forms of their values',
    explanation: 'The value has the wrong type or form, or lies outside its range.',
  },
  configContradiction: {
    code: 'E0824',
    level: 'error',
    text: '{path} is not what {first} says of the same account',
    hint: 'an account that is named twice is one account: write the same values, or another `pubkey`',
    explanation:
      'An instruction may name an account twice; signer and writable add up, all else is told once and must agree.',
  },
  programAddressTaken: {
    code: 'E0825',
    level: 'error',
    text: '{path} puts `{file}` at the address {programId}, where {first} is',
    hint: '{suggestion}',
    explanation:
      'An address holds one account, hence one program. An instruction without `programId` runs the address that ' +
      'the fixture names as `programId`, or the one that programs have by default.',
  },
  tooManyAddresses: {
    code: 'E0826',
    level: 'error',
    text: 'the transaction names {count} addresses',
    hint: 'the instructions of one transaction can name 256 addresses together, programs and payer among them',
    explanation: 'Instructions name accounts by indices of one byte into the addresses of their transaction.',
  },
  programNotNamed: {
    code: 'E0827',
    level: 'error',
    text: 'the transaction never names {programId}, where `{file}` would be',
    hint: 'leave `programId` out of an instruction, or write the address as `programId` of the fixture',
    explanation:
      'The program on the command line takes the address that the fixture names as `programId`, or the default; ' +
      'a program that no instruction can reach is most likely meant to be at another address.',
  },
  transactionTooLong: {
    code: 'W0828',
    level: 'warning',
    text: 'the transaction has {length} bytes, and a cluster takes at most 1232',
    hint: 'spread the instructions over several transactions',
    explanation:
      'A transaction must fit into one packet of the network. This machine runs longer ones; the bytes are counted ' +
      'without lookup tables.',
  },
  notFormatted: {
    code: 'E0829',
    level: 'error',
    text: '`{file}` is not formatted',
    hint: '`osvm ovsm fmt {file}` formats it',
    explanation:
      'With `--check`, `osvm ovsm fmt` writes nothing and fails for each file that it would change. The layout is not ' +
      'a matter of meaning: such a file compiles to the same program.',
  },
  programFailed: {
    code: 'E0840',
    level: 'error',
    text: 'the program failed: {reason}',
    hint: '{meaning}',
    explanation:
      'The program was executed and ended with an error. The place is the expression that failed; it is found by ' +
      'running the program once more and looking the instruction up in the debug map.',
  },
  requestRefused: {
    code: 'E0841',
    level: 'error',
    text: 'the instruction cannot be executed: {reason}',
    hint: 'look at the accounts of the fixture',
    explanation: 'The runtime refused the accounts or the settings before the program could start.',
  },
  instructionFailed: {
    code: 'E0842',
    level: 'error',
    text: 'instructions[{index}] failed in the program {program}: {reason}',
    hint: '{meaning}',
    explanation:
      'An instruction of a transaction failed, in its own program or in one that it invoked, and nothing but the fee ' +
      'is kept of the transaction. The place is looked up in the debug map of the program that failed.',
  },
  transactionFailed: {
    code: 'E0843',
    level: 'error',
    text: 'the transaction failed: {reason}',
    hint: '{meaning}',
    explanation:
      'The transaction was refused before its instructions ran, or for what its accounts would be after them.',
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
