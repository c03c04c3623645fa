// osvm ovsm disasm: a compiled program as text that `osvm ovsm asm` reads again.
import { writeSource } from '../../../runtime/write-source.js';
import { command } from '../command.js';
import { displayName, isElf, readBytes } from '../files.js';
import { refuse } from '../failure.js';
import { jsonLine } from '../json.js';
import * as options from '../options.js';
import { loadProgram, syscallNames } from '../program.js';

export const disasmCommand = command({
  name: 'disasm',
  summary: 'show the instructions and constants of a compiled program',
  operand: {
    name: 'FILE.so',
    noun: 'a compiled program',
    doc: 'ELF file; - reads standard input',
    variadic: false,
  },
  options: { json: options.json },
  examples: [{ line: 'osvm ovsm disasm hello.so', doc: 'prints the program as text that asm takes' }],
  async run([file = ''], { json }, terminal) {
    const name = displayName(file);
    const bytes = readBytes(file);
    if (!isElf(bytes)) refuse('fileIsSource', { file: name, command: 'disasm' });
    const executable = loadProgram(name, bytes);
    const text = writeSource(executable, syscallNames);
    const { version, entryPc } = executable;
    terminal.result(json ? jsonLine({ status: 'ok', version: `v${version}`, entryPc, text }) : text);
    return 0;
  },
});
