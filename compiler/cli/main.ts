// The command line as one function: runs a command and decides what to print and return when it cannot go on.
import { diagnose, type Diagnostic } from '../../grammar/diagnostics.js';
import { diagnosticJson } from '../report/json.js';
import { commands } from './commands.js';
import { CommandFailure, type ExitCode } from './failure.js';
import { jsonLine } from './json.js';
import { runCommandLine } from './parse.js';
import { report } from './report.js';
import { openTerminal, ReaderGone, type Terminal } from './terminal.js';

function failWith(diagnostics: readonly Diagnostic[], words: readonly string[], terminal: Terminal): void {
  report(diagnostics, terminal);
  const [first] = diagnostics;
  if (first === undefined || !words.includes('--json')) return;
  const { code, message, hint, span } = diagnosticJson(first);
  terminal.result(jsonLine({ status: 'error', error: { code, message, hint, ...(span && { span }) } }));
}

async function run(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    return await runCommandLine(words, commands, terminal);
  } catch (error) {
    if (error instanceof ReaderGone) return 0;
    if (error instanceof CommandFailure) {
      failWith(error.diagnostics, words, terminal);
      return error.exitCode;
    }
    const problem = error instanceof Error ? error.message : String(error);
    failWith([diagnose('internalError', undefined, { problem })], words, terminal);
    if (process.env['OSVM_DEBUG'] === '1' && error instanceof Error) terminal.message(`${error.stack}\n`);
    return 1;
  }
}

/** Runs `osvm` with `words` and returns the exit status; never throws. */
export async function main(words: readonly string[], terminal = openTerminal()): Promise<ExitCode> {
  try {
    return await run(words, terminal);
  } catch (error) {
    // The message itself could not be written: nobody is left to tell.
    return error instanceof ReaderGone ? 0 : 1;
  }
}
