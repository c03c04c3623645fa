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
    doc: 'OVSM source or ELF file; - reads standard input',
    variadic: false,
  },
  options: options.running,
  examples: [
    { line: 'osvm ovsm run examples/hello/main.ovsm', doc: 'compiles and runs' },
    { line: 'osvm ovsm run hello.so --fixture fixture.json --json', doc: 'runs an ELF against accounts' },
    {
      line: 'osvm ovsm run hello.so --data 01ff --trace',
      doc: 'gives instruction data and shows every step',
    },
  ],
  run([file = ''], given, terminal) {
    const inputs = given.fixture === undefined ? [file] : [file, given.fixture];
    return runProgram(() => subjectOfFile(file, given), given, inputs, terminal);
  },
});
