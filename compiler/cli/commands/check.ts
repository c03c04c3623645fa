// osvm ovsm check: reads and types programs without building them.
import { check } from '../../compile.js';
import { diagnosticJson } from '../../report/json.js';
import { command } from '../command.js';
import { readSource } from '../files.js';
import { jsonLine } from '../json.js';
import * as options from '../options.js';
import { hasErrors, report } from '../report.js';

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
    const results = files.map((file) => ({ file, diagnostics: check(readSource(file, 'check')) }));
    const diagnostics = results.flatMap((result) => result.diagnostics);
    const failed = hasErrors(diagnostics);
    if (json) {
      const status = failed ? 'error' : 'ok';
      terminal.result(jsonLine({ status, diagnostics: diagnostics.map(diagnosticJson) }));
      return failed ? 1 : 0;
    }
    report(diagnostics, terminal);
    for (const result of results) {
      if (!hasErrors(result.diagnostics)) terminal.result(`${result.file}: ok\n`);
    }
    return failed ? 1 : 0;
  },
});
