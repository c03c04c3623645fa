// osvm ovsm client: writes a client of a program for @solana/kit.
import { command } from '../command.js';
import { codamaRoot, writeClient } from '../codama.js';
import * as options from '../options.js';
import { readInterface } from '../read-interface.js';

export const clientCommand = command({
  name: 'client',
  summary: 'write a TypeScript client of a program, for @solana/kit',
  operand: {
    name: 'FILE',
    noun: 'a source file',
    doc: 'OVSM source file with `define-program`; - reads standard input',
    variadic: false,
  },
  options: { output: options.clientFolder },
  examples: [
    {
      line: 'osvm ovsm client examples/counter/main.ovsm -o client',
      doc: 'writes client/src/generated, by the renderer of Codama',
    },
  ],
  async run([file = ''], { output = 'client' }, terminal) {
    const read = readInterface(file, 'client', terminal);
    if (!read) return 1;
    await writeClient(await codamaRoot(read.idl), output);
    terminal.result(`${output}/src/generated\n`);
    return 0;
  },
});
