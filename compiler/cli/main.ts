// The entry of the command line: runs it and decides what the process prints and returns when it cannot go on.
import { diagnose, type Diagnostic } from '../../grammar/diagnostics.js';
import { diagnosticJson } from '../report/json.js';
import { commands } from './commands.js';
import { CommandFailure, type ExitCode } from './failure.js';
import { jsonLine } from './json.js';
import { runCommandLine } from './parse.js';
import { report } from './report.js';
import { openTerminal, ReaderGone, type Terminal } from './terminal.js';

function failWith(diagnostic: Diagnostic, words: readonly string[], terminal: Terminal): void {
  report([diagnostic], terminal);
  if (!words.includes('--json')) return;
  const { code, message, hint, span } = diagnosticJson(diagnostic);
  terminal.result(jsonLine({ status: 'error', error: { code, message, hint, ...(span && { span }) } }));
}

async function main(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    return await runCommandLine(words, commands, terminal);
  } catch (error) {
    if (error instanceof ReaderGone) return 0;
    if (error instanceof CommandFailure) {
      failWith(error.diagnostic, words, terminal);
      return error.exitCode;
    }
    const problem = error instanceof Error ? error.message : String(error);
    failWith(diagnose('internalError', undefined, { problem }), words, terminal);
    if (process.env['OSVM_DEBUG'] === '1' && error instanceof Error) terminal.message(`${error.stack}\n`);
    return 1;
  }
}

const terminal = openTerminal();
try {
  process.exitCode = await main(process.argv.slice(2), terminal);
} catch (error) {
  // The message itself could not be written: nobody is left to tell.
  process.exitCode = error instanceof ReaderGone ? 0 : 1;
}
