// osvm ovsm bench: tells how long a program takes to run.
import { command } from '../command.js';
import { runBench } from '../batch/bench.js';
import * as options from '../options.js';
import { subjectOfFile } from '../run/subject.js';

const { fixture, data, budget, arch, result, level, json, threads } = options;
const engine = { ...options.engine, doc: 'what runs the program: wasm (default), interpreter or auto' };
const repeat = { ...options.repeat, doc: 'how often to run (default 100000)' };

export const benchCommand = command({
  name: 'bench',
  summary: 'run a program many times and tell how long that takes',
  operand: {
    name: 'FILE',
    noun: 'a source file or a compiled program',
    doc: 'OVSM source or ELF file; - reads standard input',
    variadic: false,
  },
  options: { fixture, data, budget, arch, result, level, json, engine, repeat, threads },
  examples: [
    {
      line: 'osvm ovsm bench examples/hello/main.ovsm',
      doc: 'measures the program, and the whole instruction',
    },
    {
      line: 'osvm ovsm bench hello.so --fixture fixture.json --repeat 1000000 --threads 2 --json',
      doc: 'on two threads, as JSON',
    },
  ],
  run([file = ''], given, terminal) {
    return runBench(() => subjectOfFile(file, given), given, terminal);
  },
});
