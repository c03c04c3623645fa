// osvm ovsm asm: writes a program file from assembly text.
import { extname } from 'node:path';
import { assemble } from '../../compile.js';
import { diagnosticJson } from '../../report/json.js';
import { command } from '../command.js';
import { writeNotes } from '../debug-map-file.js';
import { refuse } from '../failure.js';
import { readSource, writeFile } from '../files.js';
import { jsonLine } from '../json.js';
import * as options from '../options.js';
import { report } from '../report.js';

/** `dir/name.s` gives `dir/name.so`. */
function programFile(file: string): string {
  if (file === '-') refuse('outputNameMissing', {});
  return `${file.slice(0, file.length - extname(file).length)}.so`;
}

export const asmCommand = command({
  name: 'asm',
  summary: 'assemble instructions to an sBPF ELF, with a debug map beside it',
  operand: {
    name: 'FILE.s',
    noun: 'an assembly file',
    doc: 'text in the syntax of the public sBPF assembler; - reads standard input',
    variadic: false,
  },
  options: {
    output: options.output,
    arch: options.assemblyArch,
    symbols: options.symbols,
    json: options.json,
  },
  examples: [
    { line: 'osvm ovsm asm hello.s -o hello.so', doc: 'writes hello.so and hello.so.map.json' },
    {
      line: 'osvm ovsm disasm hello.so | osvm ovsm asm - -o again.so',
      doc: 'takes a program apart and puts it together again',
    },
  ],
  async run([file = ''], { output, arch, symbols = false, json }, terminal) {
    const source = readSource(file, 'asm');
    const target = output ?? programFile(file);
    const { diagnostics, program } = assemble(source, {
      symbols,
      ...(arch !== undefined && { version: arch }),
    });
    if (!json) report(diagnostics, terminal);
    const messages = diagnostics.map(diagnosticJson);
    if (program === undefined) {
      if (json) terminal.result(jsonLine({ status: 'error', diagnostics: messages }));
      return 1;
    }
    const { elf, version } = program;
    writeFile(target, elf, [file]);
    const debugMap = writeNotes(target, elf, { debugMap: program.debugMap, result: undefined }, [file]);
    const bytes = elf.length;
    const result = {
      status: 'ok',
      output: target,
      debugMap,
      bytes,
      arch: `v${version}`,
      diagnostics: messages,
    };
    terminal.result(
      json ? jsonLine(result) : `${target}: ${bytes} bytes, sBPF v${version}; debug map ${debugMap}\n`,
    );
    return 0;
  },
});
