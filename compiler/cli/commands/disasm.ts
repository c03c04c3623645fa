// osvm ovsm disasm: the instructions of a compiled program as text.
import { command } from '../command.js';
import { displayName, isElf, readBytes } from '../files.js';
import { refuse } from '../failure.js';
import { jsonLine } from '../json.js';
import * as options from '../options.js';

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
    const bytes = readBytes(file);
    if (!isElf(bytes)) refuse('fileIsSource', { file: displayName(file), command: 'disasm' });
    const { disassembleFile } = await import('../disassembly.js');
    const { version, entry, text } = disassembleFile(displayName(file), bytes);
    terminal.result(json ? jsonLine({ status: 'ok', version, entry, text }) : text);
    return 0;
  },
});
