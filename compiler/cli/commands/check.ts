// osvm ovsm check: reads and types programs without building them.
import type { Diagnostic } from '../../../grammar/diagnostics.js';
import { check } from '../../compile.js';
import { diagnosticJson } from '../../report/json.js';
import { command } from '../command.js';
import { CommandFailure, worstOf, type ExitCode } from '../failure.js';
import { readImport, readSource } from '../files.js';
import { jsonLine } from '../json.js';
import * as options from '../options.js';
import { hasErrors, report } from '../report.js';

interface Checked {
  readonly file: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly exitCode: ExitCode;
}

/** A file that cannot be read does not keep the others from being checked. */
function checkFile(file: string): Checked {
  try {
    const diagnostics = check(readSource(file, 'check'), { readFile: readImport });
    return { file, diagnostics, exitCode: hasErrors(diagnostics) ? 1 : 0 };
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    return { file, diagnostics: error.diagnostics, exitCode: error.exitCode };
  }
}

export const checkCommand = command({
  name: 'check',
  summary: 'look for mistakes without building anything',
  operand: {
    name: 'FILE',
    noun: 'a source file',
    doc: 'OVSM source files; - reads standard input',
    variadic: true,
  },
  options: { json: options.json },
  examples: [
    {
      line: 'osvm ovsm check examples/hello/main.ovsm',
      doc: 'prints nothing but the file name if all is well',
    },
    { line: 'osvm ovsm check --json *.ovsm', doc: 'all messages as JSON, for editors and scripts' },
  ],
  async run(files, { json }, terminal) {
    const results = files.map(checkFile);
    const diagnostics = results.flatMap((result) => result.diagnostics);
    const exitCode = worstOf(results.map((one) => one.exitCode));
    if (json) {
      const status = exitCode === 0 ? 'ok' : 'error';
      terminal.result(jsonLine({ status, diagnostics: diagnostics.map(diagnosticJson) }));
      return exitCode;
    }
    report(diagnostics, terminal);
    for (const result of results) {
      if (result.exitCode === 0) terminal.result(`${result.file}: ok\n`);
    }
    return exitCode;
  },
});
