// osvm ovsm idl: writes the interface of a program, for its clients.
import { command } from '../command.js';
import { codamaRoot } from '../codama.js';
import { writeFile } from '../files.js';
import * as options from '../options.js';
import { readInterface } from '../read-interface.js';

export const idlCommand = command({
  name: 'idl',
  summary: 'write the interface of a program',
  operand: {
    name: 'FILE',
    noun: 'a source file',
    doc: 'OVSM source file with `define-program`; - reads standard input',
    variadic: false,
  },
  options: { output: options.idlFile, format: options.idlFormat },
  examples: [
    { line: 'osvm ovsm idl examples/counter/main.ovsm', doc: 'prints an IDL as clients of Anchor read it' },
    {
      line: 'osvm ovsm idl examples/counter/main.ovsm --format codama -o counter.json',
      doc: 'writes it as a root node of Codama',
    },
  ],
  async run([file = ''], { output, format = 'anchor' }, terminal) {
    const read = readInterface(file, 'idl', terminal);
    if (!read) return 1;
    const written = format === 'codama' ? await codamaRoot(read.idl) : read.idl;
    const text = `${JSON.stringify(written, null, 2)}\n`;
    if (output === undefined) terminal.result(text);
    else {
      writeFile(output, text, read.inputs);
      terminal.result(`${output}\n`);
    }
    return 0;
  },
});
