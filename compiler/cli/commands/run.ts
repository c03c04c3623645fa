// osvm ovsm run: executes a program on the machine of this package.
import { command } from '../command.js';
import * as options from '../options.js';
import { runProgram } from '../run/run-program.js';
import { subjectOfFile } from '../run/subject.js';

export const runCommand = command({
  name: 'run',
  summary: 'run a program and show its value, logs, units and changed accounts',
  operand: {
    name: 'FILE',
    noun: 'a source file or a compiled program',
    doc: 'OVSM source or ELF file; - reads standard input; not needed with the fixture of a transaction',
    variadic: false,
    unlessGiven: 'fixture',
  },
  options: options.running,
  examples: [
    { line: 'osvm ovsm run examples/hello/main.ovsm', doc: 'compiles and runs' },
    { line: 'osvm ovsm run hello.so --fixture fixture.json --json', doc: 'runs an ELF against accounts' },
    {
      line: 'osvm ovsm run hello.so --data 01ff --trace',
      doc: 'gives instruction data and shows every step',
    },
    {
      line: 'osvm ovsm run --fixture transaction.json --trace=steps.txt',
      doc: 'runs a transaction and the programs it names',
    },
  ],
  run([file], given, terminal) {
    const inputs = [file, given.fixture].filter((input) => input !== undefined);
    const find = file === undefined ? undefined : () => subjectOfFile(file, given);
    return runProgram(find, given, inputs, terminal);
  },
});
