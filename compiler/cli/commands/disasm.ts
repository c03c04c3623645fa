// osvm ovsm disasm: the instructions of a compiled program as text.
import { disassemble } from '../../../runtime/disassemble.js';
import { command } from '../command.js';
import { displayName, isElf, readBytes } from '../files.js';
import { refuse } from '../failure.js';
import { jsonLine } from '../json.js';
import * as options from '../options.js';
import { loadProgram, syscallNames } from '../program.js';

export const disasmCommand = command({
  name: 'disasm',
  summary: 'show the instructions of a compiled program',
  operand: {
    name: 'FILE.so',
    noun: 'a compiled program',
    doc: 'ELF file; - reads standard input',
    variadic: false,
  },
  options: { json: options.json },
  examples: [{ line: 'osvm ovsm disasm hello.so', doc: 'prints the program with labels and names' }],
  async run([file = ''], { json }, terminal) {
    const name = displayName(file);
    const bytes = readBytes(file);
    if (!isElf(bytes)) refuse('fileIsSource', { file: name, command: 'disasm' });
    const executable = loadProgram(name, bytes);
    const text = disassemble(executable, syscallNames);
    const { version, entryPc } = executable;
    terminal.result(json ? jsonLine({ status: 'ok', version: `v${version}`, entryPc, text }) : text);
    return 0;
  },
});
