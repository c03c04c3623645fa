// osvm ovsm profile: tells where a program spends its units.
import { command } from '../command.js';
import * as options from '../options.js';
import { runProfile } from '../profile/run-profile.js';
import { subjectOfFile } from '../run/subject.js';

const { fixture, data, budget, arch, result, level, json, diff } = options;
const output = {
  ...options.output,
  doc: "the profile to write, in speedscope's form, with a flame graph beside it (default: FILE with .profile.json)",
};

export const profileCommand = command({
  name: 'profile',
  summary: 'run a program and show the units of its functions and lines',
  operand: {
    name: 'FILE',
    noun: 'a source file or a compiled program',
    doc: 'OVSM source or ELF file; - reads standard input',
    variadic: false,
  },
  options: { fixture, data, budget, arch, result, level, output, diff, json },
  examples: [
    {
      line: 'osvm ovsm profile examples/hello/main.ovsm -o hello.json',
      doc: 'writes hello.json for speedscope, and the flame graph hello.svg',
    },
    {
      line: 'osvm ovsm profile examples/hello/main.ovsm -o new.json --diff hello.json',
      doc: 'shows what changed since',
    },
  ],
  run([file = ''], given, terminal) {
    return runProfile(file, () => subjectOfFile(file, given), given, terminal);
  },
});
