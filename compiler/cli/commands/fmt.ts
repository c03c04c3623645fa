// osvm ovsm fmt: lays sources out anew, in their files or from standard input to standard output.
import { diagnose, type Diagnostic } from '../../../grammar/diagnostics.js';
import { format } from '../../compile.js';
import { diagnosticJson } from '../../report/json.js';
import { command } from '../command.js';
import { CommandFailure, worstOf, type ExitCode } from '../failure.js';
import { readSource, replaceFile } from '../files.js';
import { jsonLine } from '../json.js';
import * as options from '../options.js';
import { report } from '../report.js';

interface Formatted {
  readonly file: string;
  readonly status: 'formatted' | 'unchanged' | 'unformatted' | 'error';
  readonly diagnostics: readonly Diagnostic[];
  readonly exitCode: ExitCode;
  /** The text, where it goes to standard output. */
  readonly text?: string;
}

interface Settings {
  readonly check: boolean;
  readonly width: number | undefined;
}

function formatRead(file: string, { check, width }: Settings): Formatted {
  const source = readSource(file, 'fmt');
  const { diagnostics, text } = format(source, width === undefined ? {} : { width });
  if (text === undefined) return { file, status: 'error', diagnostics, exitCode: 1 };
  const changed = text !== source.text;
  if (check && changed) {
    const unformatted = diagnose('notFormatted', undefined, { file: source.name });
    return { file, status: 'unformatted', diagnostics: [...diagnostics, unformatted], exitCode: 1 };
  }
  if (changed && file !== '-') replaceFile(file, text);
  const shown = file === '-' && !check ? { text } : {};
  return { file, status: changed ? 'formatted' : 'unchanged', diagnostics, exitCode: 0, ...shown };
}

/** A file that cannot be read or written does not keep the others from being formatted. */
function formatFile(file: string, settings: Settings): Formatted {
  try {
    return formatRead(file, settings);
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    return { file, status: 'error', diagnostics: error.diagnostics, exitCode: error.exitCode };
  }
}

export const fmtCommand = command({
  name: 'fmt',
  summary: 'format source files; comments are kept',
  operand: {
    name: 'FILE',
    noun: 'a source file',
    doc: 'OVSM source files, which are rewritten; - reads standard input and prints the result',
    variadic: true,
  },
  options: { check: options.check, width: options.width, json: options.json },
  examples: [
    { line: 'osvm ovsm fmt examples/hello/main.ovsm', doc: 'formats the file in its place' },
    {
      line: 'osvm ovsm fmt --check *.ovsm',
      doc: 'fails if a file is not formatted, as a build server wants it',
    },
    { line: 'osvm ovsm fmt - < draft.ovsm', doc: 'prints the formatted text' },
  ],
  async run(files, { check = false, width, json }, terminal) {
    const results = files.map((file) => formatFile(file, { check, width }));
    const exitCode = worstOf(results.map((one) => one.exitCode));
    const diagnostics = results.flatMap((result) => result.diagnostics);
    if (json) {
      const shown = results.map(({ file, status, text }) => ({
        file,
        status,
        ...(text !== undefined && { text }),
      }));
      const status = exitCode === 0 ? 'ok' : 'error';
      terminal.result(jsonLine({ status, files: shown, diagnostics: diagnostics.map(diagnosticJson) }));
      return exitCode;
    }
    report(diagnostics, terminal);
    for (const { file, status, text } of results) {
      if (text !== undefined) terminal.result(text);
      else if (status === 'formatted' || status === 'unchanged') terminal.result(`${file}: ${status}\n`);
    }
    return exitCode;
  },
});
