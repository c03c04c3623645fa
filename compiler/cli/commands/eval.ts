// osvm ovsm eval: runs code that stands on the command line.
import { command } from '../command.js';
import * as options from '../options.js';
import { runProgram } from '../run/run-program.js';
import { subjectOfSource } from '../run/subject.js';

export const evalCommand = command({
  name: 'eval',
  summary: 'run code given on the command line',
  operand: { name: "'CODE'", noun: 'code', doc: 'OVSM source in quotes', variadic: false },
  options: options.running,
  examples: [
    { line: "osvm ovsm eval '(* 6 7)'", doc: 'prints 42 and what it cost' },
    { line: 'osvm ovsm eval \'(log "hi")\' --json', doc: 'the same as JSON' },
  ],
  run([text = ''], given, terminal) {
    const inputs = given.fixture === undefined ? [] : [given.fixture];
    return runProgram(() => subjectOfSource({ name: '<eval>', text }, given), given, inputs, terminal);
  },
});
