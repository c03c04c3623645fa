// osvm ovsm compile: writes a program file and its debug map, or prints a stage on the way there.
import { extname } from 'node:path';
import type { Source } from '../../../grammar/source.js';
import { compile, emit } from '../../compile.js';
import { diagnosticJson } from '../../report/json.js';
import { command } from '../command.js';
import { refuse } from '../failure.js';
import { writeNotes } from '../debug-map-file.js';
import { readImport, readSource, writeFile } from '../files.js';
import { jsonLine } from '../json.js';
import * as options from '../options.js';
import { hasErrors, report } from '../report.js';

/** `dir/name.ovsm` gives `dir/name.so`. */
function programFile(file: string): string {
  if (file === '-') refuse('outputNameMissing', {});
  return `${file.slice(0, file.length - extname(file).length)}.so`;
}

const namesOf = (sources: readonly Source[]): readonly string[] => sources.map(({ name }) => name);

export const compileCommand = command({
  name: 'compile',
  summary: 'compile a program to an sBPF ELF, with a debug map beside it',
  operand: {
    name: 'FILE',
    noun: 'a source file',
    doc: 'OVSM source file; - reads standard input',
    variadic: false,
  },
  options: {
    output: options.output,
    arch: options.arch,
    target: options.target,
    emit: options.emit,
    symbols: options.symbols,
    result: options.result,
    level: options.level,
    json: options.json,
  },
  examples: [
    {
      line: 'osvm ovsm compile examples/hello/main.ovsm -o hello.so',
      doc: 'writes hello.so and hello.so.map.json',
    },
    { line: 'osvm ovsm compile examples/hello/main.ovsm --emit asm', doc: 'prints the instructions' },
  ],
  async run([file = ''], { output, emit: stage, json, ...given }, terminal) {
    const settings = { ...given, readFile: readImport };
    const source = readSource(file, 'compile');
    const show = (failed: boolean, result: object, text: string): 0 | 1 => {
      if (json) terminal.result(jsonLine({ status: failed ? 'error' : 'ok', ...result }));
      else if (!failed) terminal.result(text);
      return failed ? 1 : 0;
    };
    if (stage !== undefined) {
      const { diagnostics, sources, text } = emit(source, stage, settings);
      if (!json) report(diagnostics, terminal);
      if (text !== undefined && output !== undefined) writeFile(output, text, namesOf(sources));
      const shown = output === undefined ? { text } : { output };
      const result = { stage, ...shown, diagnostics: diagnostics.map(diagnosticJson) };
      return show(hasErrors(diagnostics), result, output === undefined ? (text ?? '') : `${output}\n`);
    }
    const target = output ?? programFile(file);
    const { diagnostics, sources, program } = compile(source, settings);
    const inputs = namesOf(sources);
    if (!json) report(diagnostics, terminal);
    const messages = diagnostics.map(diagnosticJson);
    if (program === undefined) return show(true, { diagnostics: messages }, '');
    const { elf, resultMode } = program;
    writeFile(target, elf, inputs);
    const valueType = resultMode === 'value' ? program.result : undefined;
    const debugMap = writeNotes(target, elf, { debugMap: program.debugMap, result: valueType }, inputs);
    const bytes = elf.length;
    const result = { output: target, debugMap, bytes, arch: program.arch, diagnostics: messages };
    return show(false, result, `${target}: ${bytes} bytes, sBPF ${program.arch}; debug map ${debugMap}\n`);
  },
});
